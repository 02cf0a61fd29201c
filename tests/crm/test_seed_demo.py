"""`manage.py seed_demo`: signs, refusals, and the same story every time."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import User
from contacts.models import Contact
from crm.demo import people

pytestmark = pytest.mark.django_db


def seed(**options):
    out = StringIO()
    call_command("seed_demo", stdout=out, **options)
    return out.getvalue()


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
            told.append(list(Contact.objects.order_by("email", "name_key").values_list("email", "name_key", "phone")))
            transaction.set_rollback(True)
    assert told[0] == told[1]
    assert len(told[0]) == 400
