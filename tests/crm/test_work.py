"""`manage.py work` runs tasks for real: without any other service, and on RQ where Redis answers."""

import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.core.management import CommandError, call_command

from crm.management.commands import work
from crm.tasks import clear

REDIS = ("127.0.0.1", 6379)


def redis_answers():
    try:
        with socket.create_connection(REDIS, timeout=0.5):
            return True
    except OSError:
        return False


def manage(tmp_path, *arguments, **surroundings):
    """Run manage.py in a process and an installation of its own; returns what it said."""
    known = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PYTEST_CURRENT_TEST")}
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env={**known, "DATA_DIR": str(tmp_path), "LOG_LEVEL": "INFO", **surroundings},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


ENQUEUE = """
from datetime import timedelta
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone
from crm.tasks import clear
call_command("migrate", verbosity=0)
Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - timedelta(days=1))
clear.enqueue()
"""


def sessions(tmp_path):
    with closing(sqlite3.connect(tmp_path / "rapport.sqlite3")) as database:
        return database.execute("SELECT count(*) FROM django_session").fetchone()[0]


@pytest.mark.parametrize(
    "surroundings",
    [
        {"TASKS_BACKEND": "database"},
        pytest.param(
            {"TASKS_BACKEND": "rq", "REDIS_URL": "redis://127.0.0.1:6379/15"},
            marks=pytest.mark.skipif(not redis_answers(), reason="no Redis on 127.0.0.1:6379"),
        ),
    ],
    ids=["database", "rq"],
)
def test_does_what_was_enqueued_by_another_process(tmp_path, surroundings):
    manage(tmp_path, "shell", "--no-imports", "-v0", "-c", ENQUEUE, **surroundings)
    assert sessions(tmp_path) == 1
    manage(tmp_path, "work", "--burst", **surroundings)
    assert sessions(tmp_path) == 0


def test_asks_for_a_clearing_every_day(monkeypatch):
    paused = []

    def pause(seconds):
        paused.append(seconds)
        if len(paused) == 3:
            raise StopIteration

    asked = []
    monkeypatch.setattr(type(clear), "enqueue", lambda task: asked.append(task))
    monkeypatch.setattr(work.connections, "close_all", lambda: None)
    with pytest.raises(StopIteration):
        work.clear_daily(pause)
    assert paused == [work.SETTLING, work.DAY, work.DAY]
    assert asked == [clear, clear]


def test_has_nothing_to_do_where_tasks_run_at_once(settings):
    settings.TASKS_BACKEND = "immediate"
    with pytest.raises(CommandError, match="immediate"):
        call_command("work")
