"""Admins who shape one organization at the same moment. SQLite lets one write at a time and hides every race."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections

from accounts.models import Member
from customization.models import CustomField, CustomFieldFolder
from customization.shape import shape_of
from customization.shaping import add_field, bring_back, remove_field
from tests import cast as people

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite writes one at a time and hides races"),
]
assert connection is not None


@pytest.fixture
def acme():
    return people.assemble()


def at_once(*acts):
    """What each of `acts` returned or was refused with, all begun together, each with a connection of its own."""
    start = Barrier(len(acts))

    def run(act):
        try:
            start.wait()
            return act()
        except ValidationError as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def olivia(acme):
    return Member.objects.select_related("organization", "user").get(pk=acme.olivia.pk)


def test_one_key_is_added_once_and_refused_in_words(acme):
    def add():
        return add_field(by=olivia(acme), label="Plan", key="plan", folder="Sales")

    outcomes = at_once(*[add] * 4)
    refusals = [outcome for outcome in outcomes if isinstance(outcome, ValidationError)]
    assert [set(refusal.message_dict) for refusal in refusals] == [{"key"}] * 3
    assert CustomField.objects.count() == CustomFieldFolder.objects.count() == 1


def test_labels_alike_get_keys_of_their_own_and_all_are_at_hand(acme):
    fields = at_once(*[lambda: add_field(by=olivia(acme), label="Plan")] * 4)
    assert len({field.key for field in fields}) == 4
    assert len(shape_of(olivia(acme)).fields("contact")) == 4


def test_no_more_fields_than_there_may_be(acme, monkeypatch):
    monkeypatch.setattr(CustomField, "MOST", 2)
    at_once(*[lambda: add_field(by=olivia(acme), label="Plan")] * 4)
    assert CustomField.objects.count() == 2


@pytest.mark.parametrize("attempt", range(3))
def test_a_field_comes_back_or_its_key_goes_to_another(acme, attempt):
    field, _count = remove_field(add_field(by=acme.olivia, label="Plan"), by=acme.olivia)
    at_once(
        lambda: bring_back(field, by=olivia(acme)),
        lambda: add_field(by=olivia(acme), label="Other", key="plan"),
    )
    assert CustomField.objects.live().filter(key="plan").count() == 1
