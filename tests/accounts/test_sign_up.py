"""Sign-up makes an organization and its first admin."""

import pytest
from django.core import mail
from django.test import Client

from accounts.models import Member, Organization, User

WHO = {
    "organization_name": "Nile Logistics",
    "first_name": "Ahmed",
    "last_name": "Hassan",
    "email": "Ahmed@Nile.example",
    "password1": "seven purple hippos",
    "time_zone": "Africa/Cairo",
}


def sign_up(**changes):
    client = Client()
    client.answer = client.post("/account/signup/", {**WHO, **changes})
    return client


def test_makes_the_organization_and_its_admin(db):
    client = sign_up()
    assert client.answer["Location"] == "/"
    member = Member.objects.get()
    assert (member.role, member.organization.name) == ("admin", "Nile Logistics")
    user = member.user
    assert (user.email, str(user), user.time_zone) == ("ahmed@nile.example", "Ahmed Hassan", "Africa/Cairo")
    assert user.last_organization == member.organization
    assert client.get("/settings").status_code == 200
    assert "Confirm your e-mail" in mail.outbox[0].subject


def test_a_browser_with_an_unknown_zone_gets_utc(db):
    sign_up(time_zone="Mars/Olympus")
    assert User.objects.get().time_zone == "UTC"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("organization_name", ""),
        ("organization_name", "x" * 201),
        ("organization_name", "a\0b"),
        ("first_name", ""),
        ("last_name", "x" * 101),
        ("email", "not an address"),
        ("password1", "short"),
        ("password1", "1234567890123"),
        ("password1", "ahmed@nile.example"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field_and_nothing_is_made(db, field, value):
    answer = sign_up(**{field: value}).answer
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {field}
    assert not User.objects.exists()
    assert not Organization.objects.exists()


def test_a_taken_address_is_not_called_taken(cast):
    answer = sign_up(email=cast.marco.user.email).answer
    words = answer.content.decode()
    assert "We could not make an account with this e-mail" in words
    assert "registered" not in words
    assert Organization.objects.count() == 2


def test_nothing_stays_when_the_organization_cannot_be_made(db, monkeypatch):
    def fail(**_values):
        raise RuntimeError

    monkeypatch.setattr(Organization, "found", fail)
    with pytest.raises(RuntimeError):
        sign_up()
    assert not User.objects.exists()


def test_can_be_closed(db, settings):
    settings.SIGN_UP_OPEN = False
    assert "Sign-up is closed" in sign_up().answer.content.decode()
    assert not User.objects.exists()
    assert "Make a new organization" not in Client().get("/account/login/").content.decode()


def test_mandatory_verification_tells_nothing_at_all(cast, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    known, fresh = sign_up(email=cast.marco.user.email), sign_up()
    assert known.answer["Location"] == fresh.answer["Location"]
    assert [m.subject for m in mail.outbox] == ["You have an account already", "Confirm your e-mail"]
    assert fresh.get("/profile").status_code == 302
