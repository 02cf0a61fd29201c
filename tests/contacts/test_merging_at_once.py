"""Many who merge the same two at the same moment. On PostgreSQL: SQLite lets one write at a time and hides every race."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from accounts.models import Member
from contacts.merging import CannotTakeApart, MergeRefused, merge, undo_merge
from contacts.models import Contact, ContactNote, Merge
from tests import cast as people
from tests import makers

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite writes one at a time and hides races"),
]
assert connection is not None
MANY = 8


def at_once(act):
    """What eight calls of `act(number, Marco)` returned, or None where they were refused; all begun together."""
    start = Barrier(MANY)

    def run(number):
        try:
            marco = Member.objects.select_related("organization", "user").get(user__email="marco@acme.example")
            start.wait()
            return act(number, marco)
        except (MergeRefused, CannotTakeApart):
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(run, range(MANY)))


@pytest.fixture
def two():
    cast = people.assemble()
    one, other = makers.contact(cast.marco), makers.contact(cast.marco, email="j@x.example")
    for contact in (one, other):
        ContactNote.write(contact, "Called", by=cast.marco)
    return cast, one, other


def test_merge_once_whichever_is_kept(two):
    cast, one, other = two
    done = at_once(lambda n, marco: merge(*((one, other) if n % 2 else (other, one)), by=marco))
    assert sum(made is not None for made in done) == 1
    assert (Contact.objects.count(), Merge.objects.count(), ContactNote.objects.count()) == (1, 1, 2)
    assert Contact.total(cast.marco) == 1


def test_take_apart_once(two):
    cast, one, other = two
    made = merge(one, other, by=cast.marco)
    done = at_once(lambda _n, marco: undo_merge(made, by=marco))
    assert sum(taken is not None for taken in done) == 1
    assert (Contact.objects.count(), Contact.total(cast.marco)) == (2, 2)
