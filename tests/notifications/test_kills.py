"""Workers killed at random points while tasks are due: each is told once in the program, and mailed at least once."""

import os
import random
import subprocess
import sys
import time
from collections import Counter

import pytest
from django.db import connection

from tests.databases import copy_migrated
from tests.transfers.outside import Installation, Postgres, programs

from .receiver import Receiver

FULL = os.environ.get("RAPPORT_TEST_SIZE") == "full"
PEOPLE, EACH, KILLS = (40, 5, 6) if FULL else (10, 4, 2)
PATIENCE = 2_000  # seconds for everything: a busy machine is slow, and none is a reason to fail

BEGIN = """
import datetime, json
from django.core.management import call_command
call_command("migrate", verbosity=0)
from accounts.models import Member, Organization, User
from tasks.models import Task
olivia = Organization.found(name="Acme", admin=User.objects.create_user("olivia@acme.example", None))
people = [
    Member.objects.create(organization=olivia.organization, user=User.objects.create_user(f"p{{n}}@acme.example", None))
    for n in range({people})
]
day = datetime.date.today() - datetime.timedelta(days=2)
for n in range({people} * {each}):
    Task.create(by=olivia, title=f"T{{n:03}}", due_date=day, assigned_to_id=people[n % {people}].pk)
Task.objects.update(reminded_at=None)
print(json.dumps(len(people)))
"""
FOUND = """
import json
from notifications.models import Delivery, Notification
due = Notification.objects.filter(kind="task_due")
print(json.dumps({
    "tasks": list(due.values_list("record_id", flat=True)),
    "states": list(Delivery.objects.filter(notification__in=due).values_list("state", flat=True)),
}))
"""
WAITING = (
    "SELECT count(*) FROM notifications_delivery d JOIN notifications_notification n ON n.id = d.notification_id"
    " WHERE d.state = 'waiting' AND n.kind = 'task_due'"
)  # that the tasks were given to them is told once a day
TOLD = "SELECT count(*) FROM notifications_notification WHERE kind = 'task_due'"


class Bursts(Installation):
    """An installation whose workers do what waits, then stop."""

    def start_worker(self):
        with open(self.folder / "worker.log", "ab") as log:
            command = [sys.executable, "manage.py", "work", "--burst"]
            self.workers.append(subprocess.Popen(command, env=self.surroundings, stdout=log, stderr=log))


@pytest.fixture
def server():
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def installation(db, tmp_path, server):
    postgres = None
    copy_migrated(tmp_path / "rapport.sqlite3")
    if connection.vendor == "postgresql":
        if programs() is None:
            pytest.skip("no programs of PostgreSQL to start a server of its own with")
        postgres = Postgres()
    url = f"smtp://127.0.0.1:{server.port}"
    installation = Bursts(tmp_path, postgres, EMAIL_URL=url, NOTIFICATION_LEASE_SECONDS="2")
    yield installation
    installation.remove()


def test_told_once_and_mailed_at_least_once(installation, server):
    until, chance = time.monotonic() + PATIENCE, random.Random(20260310)  # noqa: S311 - moments, no secrets
    installation.shell(BEGIN.format(people=PEOPLE, each=EACH))

    def work_until(happened):
        """A worker, killed as soon as something `happened`, or done before."""
        installation.start_worker()
        while installation.is_working and not happened():
            assert time.monotonic() < until, installation.said()
            server.arrived.wait(0.002)
        if installation.is_working:
            installation.kill_worker()
        else:
            assert installation.workers.pop().wait() == 0, installation.said()

    work_until(lambda: installation.ask(TOLD)[0] > 0)
    for moment in sorted(chance.sample(range(1, PEOPLE), KILLS)):
        work_until(lambda moment=moment: len(server.mails) >= moment)
    while installation.ask(WAITING)[0]:
        assert time.monotonic() < until, installation.said()
        work_until(lambda: False)

    found = installation.shell(FOUND)
    assert len(found["tasks"]) == len(set(found["tasks"])) == PEOPLE * EACH
    assert found["states"] == ["sent"] * (PEOPLE * EACH)
    titles = {f"T{n:03}" for n in range(PEOPLE * EACH)}
    named = Counter(t for got in server.mails for t in titles if t in got.get_body("plain").get_content())
    assert set(named) == titles
    repeats = Counter(got["Message-ID"] for got in server.mails)
    assert sum(count - 1 for count in repeats.values()) <= KILLS + 1
    assert max(named.values()) <= KILLS + 2
