"""`manage.py work` runs tasks for real: without any other service, and on RQ where there is a Redis to start."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from crm.management.commands import work
from crm.tasks import clear
from tests.databases import copy_migrated


@pytest.fixture
def redis():
    """The address of a Redis of its own: another program's work may lie in the one of the machine."""
    program, folder = shutil.which("redis-server"), Path(tempfile.mkdtemp(prefix="rapport-redis-"))
    if program is None:
        pytest.skip("no redis-server to start")
    options = {"port": "0", "unixsocket": folder / "socket", "dir": folder, "save": "", "daemonize": "no"}
    command = [program, *(word for name, value in options.items() for word in (f"--{name}", value))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert any("eady to accept connections" in line for line in server.stdout), "it stopped before it was ready"
        yield f"unix://{folder / 'socket'}"
        server.kill()
    shutil.rmtree(folder)


def manage(tmp_path, *arguments, **surroundings):
    """Run manage.py in a process and an installation of its own; returns what it said."""
    known = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PYTEST_CURRENT_TEST")}
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env={**known, "DATA_DIR": str(tmp_path), "LOG_LEVEL": "INFO", **surroundings},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


ENQUEUE = """
from datetime import timedelta
from django.contrib.sessions.models import Session
from django.utils import timezone
from crm.tasks import clear
Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - timedelta(days=1))
clear.enqueue()
"""


def sessions(tmp_path):
    with closing(sqlite3.connect(tmp_path / "rapport.sqlite3")) as database:
        return database.execute("SELECT count(*) FROM django_session").fetchone()[0]


@pytest.mark.skipif(connection.vendor == "postgresql", reason="has an SQLite of its own: the same as in that run")
@pytest.mark.parametrize("backend", ["database", "rq"])
def test_does_what_was_enqueued_by_another_process(db, tmp_path, backend, request):
    surroundings = {"TASKS_BACKEND": backend}
    if backend == "rq":
        surroundings["REDIS_URL"] = request.getfixturevalue("redis")
    copy_migrated(tmp_path / "rapport.sqlite3")
    manage(tmp_path, "shell", "--no-imports", "-v0", "-c", ENQUEUE, **surroundings)
    assert sessions(tmp_path) == 1
    manage(tmp_path, "work", "--burst", **surroundings)
    assert sessions(tmp_path) == 0


@pytest.fixture
def pauses(monkeypatch):
    """A `pause` that ends the third one; it keeps what was asked of it."""
    monkeypatch.setattr(work.connections, "close_all", lambda: None)

    def pause(seconds):
        pause.asked.append(seconds)
        if len(pause.asked) == 3:
            raise StopIteration

    pause.asked = []
    return pause


def test_a_chore_is_done_again_and_again(pauses):
    done = []
    with pytest.raises(StopIteration):
        work.repeat(lambda: done.append(1), 7, pauses)
    assert pauses.asked == [7, 7, 7]
    assert done == [1, 1]


def test_a_chore_that_fails_is_tried_again(pauses):
    tries = []

    def fail():
        tries.append(1)
        raise OSError("the database is away")

    with pytest.raises(StopIteration):
        work.repeat(fail, 7, pauses)
    assert tries == [1, 1]


def test_clears_daily_and_takes_imports_over_and_reminds_every_minute(monkeypatch, settings):
    settings.TASKS_BACKEND = "database"
    begun = []
    monkeypatch.setattr(work.threading.Thread, "start", lambda thread: begun.append(thread._args))
    monkeypatch.setattr(work, "call_command", lambda *args, **options: None)
    call_command("work")
    assert begun == [
        (clear.enqueue, work.DAY),
        (work.take_over, work.MINUTE),
        (work.remind, work.MINUTE),
        (work.look_at_lists, work.MINUTE),
        (work.deliver, work.SWEEP),
        (work.send_waiting, work.SECOND),
        (work.find_duplicates, work.HOUR),
    ]


def test_sweeps_more_often_where_silence_is_noticed_sooner(settings):
    settings.IMPORT_LEASE_SECONDS = 10
    assert work.sweep_seconds() == 5


def test_outlives_a_database_that_is_away(monkeypatch):
    tries = []
    monkeypatch.setattr(work, "is_passing", lambda error: "gone" in str(error))
    monkeypatch.setattr(work, "wait_for_database", lambda: tries.append("waited"))

    def do_tasks():
        tries.append("tried")
        if len(tries) == 1:
            raise OperationalError("gone for a moment")

    work.until_stopped(do_tasks)
    assert tries == ["tried", "waited", "tried"]


def test_does_not_try_again_what_is_wrong(monkeypatch):
    monkeypatch.setattr(work, "is_passing", lambda error: False)

    def do_tasks():
        raise OperationalError("no such table")

    with pytest.raises(OperationalError):
        work.until_stopped(do_tasks)


def test_waiting_work_includes_reminders_lists_and_what_dead_workers_left(monkeypatch, settings):
    settings.TASKS_BACKEND = "database"
    done = []
    monkeypatch.setattr(work, "take_over_abandoned", lambda now: done.append("imports") or 1)
    monkeypatch.setattr(work, "take_over_exports", lambda now: done.append("exports") or 1)
    monkeypatch.setattr(work, "take_over_bulk_jobs", lambda now: done.append("large changes") or 1)
    monkeypatch.setattr(work, "remind_due", lambda now: done.append("reminders") or 1)
    monkeypatch.setattr(work, "check_due", lambda now: done.append("lists") or 1)
    monkeypatch.setattr(work, "deliver_due", lambda now: done.append("mails") or 1)
    monkeypatch.setattr(work, "send_waiting", lambda: done.append("webhooks"))
    monkeypatch.setattr(work, "call_command", lambda *args, **options: done.append(args))
    call_command("work", burst=True)
    assert done == ["imports", "exports", "large changes", "reminders", "lists", "mails", "webhooks", ("db_worker",)]


def test_has_nothing_to_do_where_tasks_run_at_once(settings):
    settings.TASKS_BACKEND = "immediate"
    with pytest.raises(CommandError, match="immediate"):
        call_command("work")
