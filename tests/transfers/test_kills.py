"""Workers killed and PostgreSQL restarted again and again during an import and its undo: nothing lost, nothing doubled."""

import csv
import os
import random
import time
from collections import Counter

import pytest
from django.db import connection

from tests.databases import copy_migrated
from transfers.recovery import DEATHS

from .outside import Installation, Postgres, programs

FULL = os.environ.get("RAPPORT_TEST_SIZE") == "full"
WHOLE = (100_000, 20, 3, 4) if connection.vendor == "postgresql" else (40_000, 8, 0, 2)  # SQLite has no server
ROWS, KILLS, RESTARTS, UNDO_KILLS = WHOLE if FULL else (15_000, 3, 1, 1)
REFUSED = ROWS // 100  # rows without a good address, every hundredth
AGAIN = ROWS // 50  # rows at the end that mean the first ones again
BETWEEN = 5_000  # rows that pass at most from one blow to the next
PATIENCE = 2_000  # seconds for everything: a busy machine is slow, and none is a reason to fail

BEGIN = """
import json, sys
from django.core.files import File
from django.core.management import call_command
from accounts.models import Organization, User
from transfers.intake import take_in
from transfers.tasks import run_transfer
call_command("migrate", verbosity=0)
olivia = Organization.found(name="Acme", admin=User.objects.create_user("olivia@acme.example", None))
with open({path!r}, "rb") as people:
    transfer = take_in(File(people, "people.csv"), kind="contact", by=olivia)
transfer.ask_to_run()
run_transfer.enqueue(transfer.pk)
print(json.dumps(transfer.pk))
"""

FOUND = """
import json
from activity.counting import deviations
from activity.models import Change
from contacts.models import Company, Contact
from transfers.models import Transfer
transfer = Transfer.objects.get()
made = list(transfer.act.changes.filter(kind="contact", action="created").values_list("record_id", flat=True))
print(json.dumps({
    "transfer": [transfer.status, transfer.rows, transfer.created, transfer.updated, transfer.unchanged, transfer.refused],
    "undo": [transfer.undo_state, transfer.undo_position, transfer.options.get("undo")],
    "changes": transfer.act.changes_count, "told": transfer.act.changes.count(),
    "repeated": transfer.repeated, "failure": transfer.failure,
    "chunks": list(transfer.chunks.order_by("first_row").values_list("first_row", "last_row")),
    "refusals": list(transfer.refusals.order_by("row").values_list("row", flat=True)),
    "phones": dict(Contact.objects.values_list("email", "phone")), "contacts": Contact.objects.count(),
    "companies": sorted(Company.objects.values_list("name", flat=True)),
    "made_once": len(made) == len(set(made)) and set(made) == set(Contact.objects.values_list("pk", flat=True)),
    "changed": transfer.act.changes.filter(kind="contact", action="changed").count(),
    "deviations": [str(found) for found in deviations()],
}))
"""

UNDO = """
import json
from transfers.models import Transfer
from transfers.undoing import ask_to_take_back
transfer = Transfer.objects.select_related("member").get()
ask_to_take_back(transfer, by=transfer.member)
print(json.dumps(None))
"""


@pytest.fixture
def installation(db, tmp_path):
    postgres = None
    copy_migrated(tmp_path / "rapport.sqlite3")
    if connection.vendor == "postgresql":
        if programs() is None:
            pytest.skip("no programs of PostgreSQL to start a server of its own with")
        postgres = Postgres()
    installation = Installation(tmp_path, postgres, IMPORT_LEASE_SECONDS="2.5")
    yield installation
    installation.remove()


def write_people(path):
    """A file of ROWS rows. Returns `{email: phone}` of what it must come to."""
    wanted = {}
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["first_name", "last_name", "email", "phone", "company_name", "tags"])
        for number in range(ROWS):
            meant = number - (ROWS - AGAIN) if number >= ROWS - AGAIN else number
            email = f"person{meant}@shop.example" if number % 100 else "nobody"
            phone = f"+1 555 {number:07}"
            writer.writerow([f"First{meant}", f"Last{meant}", email, phone, f"Company {meant // 10}", "fair"])
            if number % 100:
                wanted[email] = phone
    return wanted


class Havoc:
    """Strikes `kills` times at the worker and `restarts` times at the database, while `measure` says how far it is."""

    def __init__(self, installation, measure, whole):
        self.installation, self.measure, self.whole = installation, measure, whole
        self.until = time.monotonic() + PATIENCE
        self.struck_at = Counter()  # {how far it was: blows}
        self.chance = random.Random(20260115)  # noqa: S311 - moments, no secrets

    def wreak(self, kills, restarts):
        blows = (
            [self._kill] * kills + [self.installation.postgres.restart] * restarts if restarts else [self._kill] * kills
        )
        self.chance.shuffle(blows)
        self.installation.start_worker()
        struck = 0
        for left, blow in zip(range(len(blows), 0, -1), blows, strict=True):
            if not self._wait_for_a_moment(left):
                break
            blow()
            struck += 1
        assert struck > len(blows) // 2, "it was over before it was struck often enough"

    def _kill(self):
        self.installation.kill_worker()
        self.installation.start_worker()

    def _wait_for_a_moment(self, left):
        """Until it has moved on and a bit longer; where little is left of it, only until somebody has taken it up, but not
        so often at one place that it is given up there. Whether there is still something to strike at."""
        _state, lease, before = self._now()
        while True:
            state, now_lease, now = self._now()
            if state == "done":
                return False
            assert state in ("waiting", "running"), f"{state} with {left} blows to come: {self.installation.said()}"
            is_scarce = self.whole - now < left * BETWEEN and self.struck_at[now] < DEATHS // 3
            if now > before or (is_scarce and now_lease not in (lease, None)):
                break
            time.sleep(0.01)
        time.sleep(self.chance.uniform(0, 0.05 if is_scarce else 0.3))
        self.struck_at[now] += 1
        return True

    def wait_for_the_end(self):
        while self._now()[0] in ("waiting", "running"):
            time.sleep(0.1)

    def _now(self):
        assert time.monotonic() < self.until, "it does not come to an end"
        assert self.installation.is_working, self.installation.said()
        return self.installation.ask(f"SELECT {self.measure} FROM transfers_transfer")  # noqa: S608 - our own words


def test_nothing_is_lost_and_nothing_doubled(installation, tmp_path):
    wanted = write_people(tmp_path / "people.csv")
    installation.shell(BEGIN.format(path=str(tmp_path / "people.csv")))
    havoc = Havoc(installation, "status, lease, position", ROWS)
    havoc.wreak(KILLS, RESTARTS if installation.postgres else 0)
    havoc.wait_for_the_end()
    found = installation.shell(FOUND)
    assert (found["failure"], found["transfer"]) == ("", ["done", ROWS, len(wanted), AGAIN - AGAIN // 100, 0, REFUSED])
    assert found["phones"] == wanted
    assert (found["contacts"], found["made_once"]) == (len(wanted), True)
    assert found["changed"] == found["repeated"] == AGAIN - AGAIN // 100
    assert found["told"] == found["changes"] == len(wanted) + found["changed"] + len(found["companies"])
    assert len(found["companies"]) == len(set(found["companies"])) == (ROWS - AGAIN) // 10
    assert found["refusals"] == list(range(2, ROWS + 2, 100))
    edges = [row for chunk in found["chunks"] for row in chunk]
    assert (edges[0], edges[-1]) == (2, ROWS + 1)
    assert all(last + 1 == first for last, first in zip(edges[1:-1:2], edges[2::2], strict=True))
    assert found["deviations"] == []

    installation.shell(UNDO)
    havoc = Havoc(installation, "undo_state, lease, undo_position", found["changes"])
    installation.kill_worker()
    havoc.wreak(UNDO_KILLS, 1 if installation.postgres else 0)
    havoc.wait_for_the_end()
    left = installation.shell(FOUND)
    assert left["undo"] == ["done", found["changes"], {"restored": found["changes"], "kept": [], "kept_count": 0}]
    assert (left["contacts"], left["companies"], left["deviations"]) == (0, [], [])
