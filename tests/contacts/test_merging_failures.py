"""A step of merging or taking apart that breaks leaves every table as it was."""

import pytest
from django.db import transaction

from activity import recording
from contacts.merging import merge, undo_merge
from contacts.models import Contact, ContactNote, FormerAddress, Merge
from deals.queries import DealQuerySet
from tests import makers
from tests.leads.test_failures import Broken, broken, dump

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(cast):
    kept = makers.contact(cast.marco, email="jane@x.example")
    gone = makers.contact(cast.marco, "Jane", "Smyth", email="jane@y.example", tags=["vip"], phone="5")
    ContactNote.write(gone, "Called", by=cast.marco)
    makers.deal(cast.marco, contact=gone)
    makers.task(cast.marco, on=gone)
    return kept, gone


def refuses(act, monkeypatch, step):
    before = dump()
    monkeypatch.setattr(*step, broken)
    with pytest.raises(Broken), transaction.atomic():
        act()
    monkeypatch.undo()
    assert dump() == before


MERGING = [
    (recording, "open_act"),
    ("contacts.merging.parts.move",),
    (DealQuerySet, "change_locked"),
    (Contact, "change"),
    (Contact, "take_relations"),
    (recording, "changed"),
    (recording, "removed"),
    (recording, "_count"),
    (Merge.objects, "create"),
    (FormerAddress.objects, "bulk_create"),
]
TAKING_APART = [
    (recording, "open_act"),
    (recording, "created"),
    (Contact, "restore_relations"),
    (DealQuerySet, "change_locked"),
    (Contact, "change"),
    ("contacts.merging.undoing.restore_rows",),
    ("contacts.merging.undoing.restore_doubled",),
    ("contacts.merging.undoing._return_fields",),
]


def name(step):
    return step[0] if len(step) == 1 else step[1]


@pytest.mark.parametrize("step", MERGING, ids=name)
def test_merging_is_whole_or_not_at_all(cast, two, monkeypatch, step):
    refuses(lambda: merge(*two, by=cast.marco), monkeypatch, step)
    merge(*two, by=cast.marco)
    assert Contact.objects.count() == 1


@pytest.mark.parametrize("step", TAKING_APART, ids=name)
def test_taking_apart_is_whole_or_not_at_all(cast, two, monkeypatch, step):
    done = merge(*two, by=cast.marco)
    refuses(lambda: undo_merge(done, by=cast.marco), monkeypatch, step)
    undo_merge(done, by=cast.marco)
    assert Contact.objects.count() == 2
