"""Workers killed at random points while deliveries are due: each arrives at least once, none is lost."""

import os
import random
import time

import pytest
from django.db import connection

from tests.databases import copy_migrated
from tests.transfers.outside import Installation, Postgres, programs

from .receivers import Receiver

FULL = os.environ.get("RAPPORT_TEST_SIZE") == "full"
DUE, KILLS = (200, 8) if FULL else (60, 2)
PATIENCE = 2_000  # seconds for everything: a busy machine is slow, and none is a reason to fail

BEGIN = """
import json
from django.core.management import call_command
call_command("migrate", verbosity=0)
from accounts.models import Organization, User
from contacts.models import Contact
from webhooks import endpoints
olivia = Organization.found(name="Acme", admin=User.objects.create_user("olivia@acme.example", None))
endpoints.add({url!r}, ["contact.created"], by=olivia)
Contact.objects.create_all([Contact(first_name=f"P{{n}}", last_name="X") for n in range({due})], by=olivia)
print(json.dumps(list(Contact.objects.values_list("pk", flat=True))))
"""
FOUND = """
import json
from webhooks.models import Attempt, Delivery
print(json.dumps({
    "states": list(Delivery.objects.values_list("state", flat=True)),
    "uuids": {str(uuid): pk for uuid, pk in Delivery.objects.values_list("uuid", "record_id")},
    "attempts": Attempt.objects.count(),
}))
"""


@pytest.fixture
def receiver():
    """One that takes its time, so that there is something on its way whenever a worker dies."""
    receiver = Receiver()
    receiver.answer = lambda line, request: (receiver.is_over.wait(0.02), receiver._say(line, request))
    yield receiver
    receiver.close()


@pytest.fixture
def installation(db, tmp_path, receiver):
    postgres = None
    copy_migrated(tmp_path / "rapport.sqlite3")
    if connection.vendor == "postgresql":
        if programs() is None:
            pytest.skip("no programs of PostgreSQL to start a server of its own with")
        postgres = Postgres()
    installation = Installation(
        tmp_path, postgres, WEBHOOK_SECONDS="2", WEBHOOK_LEASE_SECONDS="5", EGRESS_ALLOW=receiver.place
    )
    yield installation
    installation.remove()


def test_everything_arrives_at_least_once(installation, receiver):
    until, chance = time.monotonic() + PATIENCE, random.Random(20260116)  # noqa: S311 - moments, no secrets
    made = installation.shell(BEGIN.format(url=receiver.url, due=DUE))
    installation.start_worker()

    def wait_for(count):
        while len(receiver.asked) < count:
            assert time.monotonic() < until, installation.said()
            assert installation.is_working, installation.said()
            receiver.is_over.wait(0.005)

    moments = sorted(chance.sample(range(1, DUE - 10), KILLS))
    for moment in moments:
        wait_for(moment)
        installation.kill_worker()
        installation.start_worker()
    while installation.ask("SELECT count(*) FROM webhooks_delivery WHERE state = 'waiting'")[0]:
        assert time.monotonic() < until, installation.said()
        receiver.is_over.wait(0.1)
    found = installation.shell(FOUND)
    assert found["states"] == ["delivered"] * DUE
    arrived = {message.id: message.content["id"] for message in receiver.messages if message.is_whole}
    assert arrived == found["uuids"]
    assert sorted(arrived.values()) == sorted(made)
    assert found["attempts"] >= DUE
