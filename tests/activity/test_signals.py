"""What history tells those who listen, within the transaction that writes it."""

import pytest
from django.db import transaction

from activity.models import Change
from activity.signals import note_written, recorded
from activity.undo import undo
from contacts.models import Contact, ContactNote
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard():
    """What was sent: `[(action, kind, [(id, fields, whether the record came along)])]`."""
    told = []

    def listen(act, kind, action, changes, **_more):
        told.append((action, kind, [(pk, fields, record is not None) for pk, fields, record in changes]))

    recorded.connect(listen)
    yield told
    recorded.disconnect(listen)


def test_tells_of_one_made_changed_and_removed(cast, heard):
    contact = makers.contact(cast.marco)
    contact.change(by=cast.marco, first_name="June")
    pk = contact.pk
    contact.remove(by=cast.marco)
    assert heard == [
        (Change.CREATED, "contact", [(pk, {}, True)]),
        (Change.CHANGED, "contact", [(pk, {"first_name": ["Jane", "June"]}, True)]),
        (Change.REMOVED, "contact", [(pk, {}, True)]),
    ]


def test_says_nothing_where_nothing_differs(cast, heard):
    contact = makers.contact(cast.marco)
    heard.clear()
    contact.change(by=cast.marco, first_name="Jane")
    assert heard == []


def test_tells_of_many_at_once(cast, heard):
    Contact.objects.create_all([Contact(first_name=f"C{n}") for n in range(3)], by=cast.marco)
    Contact.objects.visible_to(cast.marco).change_all(by=cast.marco, source="Fair")
    assert [(action, len(changes)) for action, _kind, changes in heard] == [
        (Change.CREATED, 3),
        (Change.CHANGED, 3),
    ]


def test_tells_of_what_undo_does(cast, heard):
    contact = makers.contact(cast.marco)
    act = contact.remove(by=cast.marco)
    heard.clear()
    undo(act, by=cast.marco)
    assert [(action, changes[0][0]) for action, _kind, changes in heard] == [(Change.CREATED, contact.pk)]


def test_what_is_removed_is_still_there(cast):
    seen = []

    def look(changes, action, **_more):
        seen.append(Contact.objects.filter(pk=changes[0][0]).exists())

    contact = makers.contact(cast.marco)
    recorded.connect(look)
    try:
        contact.remove(by=cast.marco)
    finally:
        recorded.disconnect(look)
    assert seen == [True]


def test_a_listener_that_fails_takes_the_write_with_it(cast):
    def fail(**_more):
        raise RuntimeError

    recorded.connect(fail)
    try:
        with pytest.raises(RuntimeError), transaction.atomic():
            makers.contact(cast.marco, "Never")
    finally:
        recorded.disconnect(fail)
    assert not Contact.objects.filter(first_name="Never").exists()


def test_tells_of_a_note(cast):
    told = []

    def listen(note, record, by, **_more):
        told.append((note.content, record.pk, by))

    contact = makers.contact(cast.marco)
    note_written.connect(listen)
    try:
        ContactNote.write(contact, "Called", by=cast.marco)
    finally:
        note_written.disconnect(listen)
    assert told == [("Called", contact.pk, cast.marco)]
