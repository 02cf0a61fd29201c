"""`manage.py seed_demo`: signs, refusals, and the same story every time."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import User
from contacts.models import Contact
from crm.demo import people, story
from crm.management.commands import seed_demo
from deals.models import Deal
from leads.models import Lead
from tasks.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shorter(monkeypatch):
    """A third of the story: what is seen here does not hang on its length. The next file sees it whole."""
    monkeypatch.setattr(
        seed_demo, "ACME", story.Size(companies=20, contacts=90, leads=24, open_deals=24, closed_deals=30)
    )
    monkeypatch.setattr(seed_demo, "RIVAL", story.Size(companies=4, contacts=12, leads=3, open_deals=3, closed_deals=3))


def seed(**options):
    out = StringIO()
    call_command("seed_demo", stdout=out, **options)
    return out.getvalue()


def everything():
    """What is told of each kind, in an order of its own."""
    facts = {
        Contact: ("email", "name_key", "phone", "custom"),
        Lead: ("email", "name_key", "status", "source", "custom"),
        Deal: ("name", "value", "status", "stage__name", "loss_reason", "custom"),
        Task: ("title", "priority", "status", "assigned_to__user__email"),
    }
    return [sorted(model.objects.values_list(*names), key=str) for model, names in facts.items()]


def test_tells_how_to_sign_in():
    said = seed()
    assert "olivia@acme.example" in said
    olivia = User.objects.get(email="olivia@acme.example")
    assert olivia.check_password(people.PASSWORD)
    assert people.PASSWORD in said


def test_is_refused_in_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="--force"):
        seed()
    assert not User.objects.exists()
    seed(force=True)
    assert User.objects.exists()
    assert not User.objects.filter(is_superuser=True).exists()


def test_tells_the_same_story_every_time():
    told = []
    for _turn in range(2):
        with transaction.atomic():
            seed()
            told.append(everything())
            transaction.set_rollback(True)
    assert told[0] == told[1]
    assert all(len(records) > 20 for records in told[0])
