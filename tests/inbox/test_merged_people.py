"""Mail of two who were made one is found on the one that stayed."""

import pytest

from contacts.merging import merge, undo_merge
from inbox.models import Message
from inbox.people import link
from inbox.reading import Found
from inbox.taking import take
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def merged(cast):
    """(kept, merge) of two who both wrote, to Marco."""
    kept = makers.contact(cast.marco, email="jane@orchard.example")
    gone = makers.contact(cast.marco, email="jane@home.example")
    for n, sender in enumerate((kept.email, gone.email)):
        take([Found(str(n), f"From: {sender}\nMessage-ID: <{n}@x.example>\n\nHello".encode())], owner=cast.marco)
    return kept, merge(kept, gone, by=cast.marco)


def test_both_addresses_find_it(cast, merged):
    kept, _made = merged
    assert Message.objects.of(kept, cast.marco).count() == 2


def test_a_colleague_sees_it(cast, merged):
    assert Message.objects.visible_to(cast.olivia).count() == 2


def test_the_message_names_who_it_is_by_now(cast, merged):
    kept, _made = merged
    messages = link(list(Message.objects.order_by("pk")), cast.marco)
    assert [message.records for message in messages] == [[kept], [kept]]


def test_its_company_has_it_too(cast, merged):
    kept, _made = merged
    company = makers.company(cast.marco)
    kept.change(by=cast.marco, company_id=company.pk)
    assert Message.objects.of(company, cast.marco).count() == 2


def test_taken_apart_each_has_its_own(cast, merged):
    kept, made = merged
    taken = undo_merge(made, by=cast.marco)
    assert Message.objects.of(kept, cast.marco).count() == 1
    assert Message.objects.of(taken.back, cast.marco).count() == 1


def test_who_does_not_see_the_record_learns_nothing(cast, merged):
    assert Message.objects.visible_to(cast.rita).count() == 0
