from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from sharing.linking import restore, revoke, share
from sharing.models import SmartLink
from sharing.offering import change_item
from tests import cast as people
from tests import makers

from . import links


@pytest.fixture
def contact(cast):
    return makers.contact(cast.marco)


@pytest.fixture
def tent(cast):
    return links.item(cast.olivia)


def test_the_same_again_is_the_same_link(cast, contact, tent):
    first, is_new = share(contact, tent, "email", by=cast.marco)
    again, is_new_again = share(contact, tent, "email", by=cast.marco)
    assert (first.pk, is_new, is_new_again) == (again.pk, True, False)


def test_another_channel_member_or_contact_is_another_link(cast, contact, tent):
    share(contact, tent, "email", by=cast.marco)
    assert share(contact, tent, "sms", by=cast.marco)[1]
    assert share(contact, tent, "email", by=cast.olivia)[1]
    assert share(makers.contact(cast.marco), tent, "email", by=cast.marco)[1]


def test_a_revoked_or_expired_one_is_replaced(cast, contact, tent):
    first, _new = share(contact, tent, "email", by=cast.marco)
    revoke(first, by=cast.marco)
    second, is_new = share(contact, tent, "email", by=cast.marco, expires_at=timezone.now() + timedelta(days=1))
    SmartLink.objects.filter(pk=second.pk).update(expires_at=timezone.now())
    third, is_new_again = share(contact, tent, "email", by=cast.marco)
    assert (is_new, is_new_again) == (True, True)
    assert len({first.token, second.token, third.token}) == 3


def test_a_token_is_22_characters_and_found_by_its_digest(cast, contact, tent):
    made, _new = share(contact, tent, "link", by=cast.marco)
    assert len(made.token) == 22
    assert made.token not in made.hashed


@pytest.mark.parametrize("channel", ["", "fax", None, "EMAIL", 7])
def test_refuses_an_unknown_channel(cast, contact, tent, channel):
    with pytest.raises(ValidationError) as refusal:
        share(contact, tent, channel, by=cast.marco)
    assert list(refusal.value.message_dict) == ["channel"]


def test_refuses_an_end_that_is_past(cast, contact, tent):
    with pytest.raises(ValidationError) as refusal:
        share(contact, tent, "email", by=cast.marco, expires_at=timezone.now() - timedelta(seconds=1))
    assert list(refusal.value.message_dict) == ["expires_at"]


def test_refuses_what_is_retired_or_anothers(cast, contact, tent):
    change_item(tent, by=cast.olivia, is_active=False)
    for one in (tent, links.item(cast.zoe)):
        with pytest.raises(ValidationError) as refusal:
            share(contact, one, "email", by=cast.marco)
        assert list(refusal.value.message_dict) == ["share_item"]


def test_refuses_a_contact_that_is_not_seen(cast, tent):
    private = makers.contact(cast.marco, assigned_to=cast.marco, is_private=True)
    with pytest.raises(ValidationError) as refusal:
        share(private, tent, "email", by=cast.olivia)
    assert list(refusal.value.message_dict) == ["contact"]


def test_revoking_twice_keeps_the_first_moment(cast):
    made = links.link(cast.marco)
    at = revoke(made, by=cast.marco).revoked_at
    assert revoke(made, by=cast.marco).revoked_at == at


def test_is_restored_unless_it_was_shared_anew(cast):
    made = links.link(cast.marco)
    revoke(made, by=cast.marco)
    assert restore(made, by=cast.marco).is_usable(timezone.now())
    revoke(made, by=cast.marco)
    share(made.contact, made.item, "email", by=cast.marco)
    with pytest.raises(ValidationError):
        restore(made, by=cast.marco)


@pytest.mark.django_db(transaction=True)
def test_of_eight_at_once_one_makes_it():
    cast = people.assemble()
    contact, tent = makers.contact(cast.marco), links.item(cast.olivia)
    begin, made = Barrier(8), []

    def go():
        begin.wait()
        try:
            made.append(share(contact, tent, "email", by=cast.marco))
        finally:
            connection.close()

    threads = [Thread(target=go) for _n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert len({link.pk for link, _new in made}) == 1
    assert [new for _link, new in made].count(True) == 1
