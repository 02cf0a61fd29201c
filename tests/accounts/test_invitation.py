"""Accepting an invitation: a new person sets up, an existing one has to sign in."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import Invitation, Member, User

from .conftest import is_signed_in

JOIN = {"first_name": "Nina", "last_name": "New", "password": "seven purple hippos", "time_zone": "Europe/Oslo"}


def invite(cast, email="nina@acme.example", **access):
    """The address of the page behind a new invitation's link."""
    return "/invitation/" + Invitation.send_to(email, by=cast.olivia, **access)[1]


def test_says_who_invites_and_whereto(cast):
    words = Client().get(invite(cast)).content.decode()
    assert "Join Acme" in words
    assert "Olivia Larsen invites you" in words


def test_a_new_person_joins_with_the_access_given(cast):
    client = Client()
    address = invite(cast, role="admin", data_scope="team")
    assert client.post(address, JOIN)["Location"] == "/"
    member = Member.objects.get(user__email="nina@acme.example")
    assert (member.organization, member.role, member.data_scope) == (cast.acme, "admin", "team")
    assert (str(member), member.user.time_zone) == ("Nina New", "Europe/Oslo")
    assert is_signed_in(client)


def test_the_address_counts_as_confirmed(cast, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    client = Client()
    client.post(invite(cast), JOIN)
    assert EmailAddress.objects.get(email="nina@acme.example").verified
    assert is_signed_in(client)


def test_sees_only_what_the_scope_allows(cast):
    from tests import makers

    makers.contact(cast.olivia, "Hidden", "Person", assigned_to=cast.marco)
    client = Client()
    client.post(invite(cast, data_scope="assigned"), JOIN)
    assert client.get("/api/contacts").json()["total"] == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("first_name", ""),
        ("last_name", "x" * 101),
        ("first_name", "a\0"),
        ("password", "short"),
        ("password", "nina@acme.example"),
        ("password", ""),
    ],
)
def test_what_cannot_be_is_named_and_nobody_is_made(cast, field, value):
    answer = Client().post(invite(cast), {**JOIN, field: value})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {field}
    assert not User.objects.filter(email="nina@acme.example").exists()


def test_the_token_alone_never_opens_an_existing_account(cast):
    address = invite(cast, "zoe@rival.example")
    client = Client()
    assert "Sign in to join" in client.get(address).content.decode()
    client.post(address, JOIN)
    assert not is_signed_in(client)
    cast.zoe.user.refresh_from_db()
    assert (cast.zoe.user.first_name, cast.zoe.user.check_password(JOIN["password"])) == ("Zoe", False)
    assert not Member.objects.filter(organization=cast.acme, user=cast.zoe.user).exists()


def test_an_existing_person_signs_in_and_joins(cast, sign_in):
    address = invite(cast, "zoe@rival.example")
    client = sign_in(cast.zoe, next=address)
    assert client.answer["Location"] == address
    assert not Member.objects.filter(organization=cast.acme, user=cast.zoe.user).exists()
    assert client.post(address)["Location"] == "/"
    assert client.get("/profile").context["member"].organization == cast.acme


def test_somebody_else_who_is_signed_in_cannot_take_it(cast, page):
    address = invite(cast)
    client = page(cast.zoe)
    assert "for another address" in client.get(address).content.decode()
    client.post(address, JOIN)
    assert not Member.objects.filter(organization=cast.acme, user=cast.zoe.user).exists()
    assert Invitation.objects.get().is_open


def test_a_deactivated_person_may_be_invited_back(cast, sign_in):
    cast.rita.change_access(by=cast.olivia, is_active=False)
    address = invite(cast, cast.rita.user.email, data_scope="team")
    client = sign_in(cast.rita, next=address)
    client.post(address)
    cast.rita.refresh_from_db()
    assert (cast.rita.is_active, cast.rita.data_scope) == (True, "team")
    assert is_signed_in(client)


def test_an_old_invitation_does_not_change_what_an_active_member_may_do(cast, sign_in):
    address = invite(cast, cast.olivia.user.email, role="member", data_scope="assigned")
    assert sign_in(cast.olivia).post(address).status_code == 302
    cast.olivia.refresh_from_db()
    assert (cast.olivia.role, cast.olivia.data_scope) == ("admin", "all")


@pytest.mark.parametrize("state", ["used", "withdrawn", "expired"])
def test_a_dead_invitation_says_why(cast, state):
    address = invite(cast)
    later = timezone.now()
    if state == "used":
        Client().post(address, JOIN)
    elif state == "withdrawn":
        Invitation.objects.get().revoke(by=cast.olivia)
    else:
        later += timedelta(days=15)
    with time_machine.travel(later):
        answers = [Client().get(address), Client().post(address, {**JOIN, "first_name": "Second"})]
    assert [answer.status_code for answer in answers] == [410, 410]
    assert state in answers[0].content.decode()
    assert not User.objects.filter(first_name="Second").exists()


@pytest.mark.parametrize("token", ["nonsense", "%00", "%ED%A0%80", "x" * 3000])
def test_an_unknown_token_is_not_found(db, token):
    answer = Client().get(f"/invitation/{token}")
    assert answer.status_code == 404
    assert "No such invitation" in answer.content.decode()


def test_is_never_cached(cast):
    assert "no-store" in Client().get(invite(cast))["Cache-Control"]


@pytest.mark.django_db(transaction=True)
def test_taken_twice_at_once_it_makes_one_person(cast):
    address, start = invite(cast), Barrier(2)

    def take(_n):
        start.wait()
        try:
            return Client().post(address, JOIN).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        statuses = list(threads.map(take, range(2)))
    assert all(status in (200, 302, 410) for status in statuses), statuses
    assert Member.objects.filter(user__email="nina@acme.example").count() == 1
