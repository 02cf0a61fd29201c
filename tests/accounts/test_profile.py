"""One's own profile, and going from one organization to another."""

import re

import pytest
from django.core import mail
from django.test import Client

from accounts.models import Member, Organization

from .conftest import is_signed_in

MARCO = {"first_name": "Marco", "last_name": "Diaz", "time_zone": "UTC", "theme": "system"}


def test_name_zone_and_theme_are_saved(cast, page):
    page(cast.marco).post(
        "/profile", {"first_name": "Marc", "last_name": "Díaz", "time_zone": "Asia/Tokyo", "theme": "dark"}
    )
    user = cast.marco.user
    user.refresh_from_db()
    assert (user.first_name, user.last_name, user.time_zone, user.theme) == ("Marc", "Díaz", "Asia/Tokyo", "dark")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("first_name", ""),
        ("last_name", "x" * 101),
        ("first_name", "a\0"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../../etc/passwd"),
        ("theme", "pink"),
    ],
)
def test_what_cannot_be_is_named_and_not_saved(cast, page, field, value):
    answer = page(cast.marco).post("/profile", {**MARCO, field: value})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {field}
    cast.marco.user.refresh_from_db()
    assert cast.marco.user.first_name == "Marco"


def test_nobody_makes_themselves_staff_by_it(cast, page):
    page(cast.marco).post("/profile", {**MARCO, "is_staff": "on", "is_superuser": "on", "email": "x@x.example"})
    cast.marco.user.refresh_from_db()
    assert (cast.marco.user.is_staff, cast.marco.user.email) == (False, "marco@acme.example")


def test_the_theme_is_kept(cast, page):
    assert page(cast.marco).post("/profile/theme", {"theme": "dark"}).status_code == 204
    assert page(cast.marco).post("/profile/theme", {"theme": "pink"}).status_code == 400
    assert 'data-theme="dark"' in page(cast.marco).get("/profile").content.decode()


def test_a_new_e_mail_counts_from_its_link_on(cast, sign_in):
    client = sign_in(cast.marco)
    client.post("/account/reauthenticate/", {"password": "correct horse battery"})
    client.post("/account/email/", {"email": "Marc@acme.example", "action_add": ""})
    assert mail.outbox[-1].to == ["marc@acme.example"]
    assert is_signed_in(sign_in("marco@acme.example"))
    link = re.search(r"http://testserver(/account/confirm-email/\S+)", mail.outbox[-1].body).group(1)
    client.post(link)
    assert is_signed_in(sign_in("marc@acme.example"))
    assert not is_signed_in(sign_in("marco@acme.example"))


def test_a_new_e_mail_that_somebody_took_meanwhile_is_refused(cast, sign_in):
    client = sign_in(cast.marco)
    client.post("/account/reauthenticate/", {"password": "correct horse battery"})
    client.post("/account/email/", {"email": "taken@acme.example", "action_add": ""})
    link = re.search(r"http://testserver(/account/confirm-email/\S+)", mail.outbox[-1].body).group(1)
    cast.rita.user.email = "taken@acme.example"
    cast.rita.user.save()
    assert client.post(link).status_code in (200, 302)
    cast.marco.user.refresh_from_db()
    assert cast.marco.user.email == "marco@acme.example"


@pytest.mark.parametrize("action", ["action_remove", "action_send", "action_primary"])
def test_the_e_mail_in_use_cannot_be_taken_away(cast, sign_in, action):
    client = sign_in(cast.marco)
    client.post("/account/reauthenticate/", {"password": "correct horse battery"})
    client.get("/account/email/")
    client.post("/account/email/", {"email": "marco@acme.example", action: ""})
    cast.marco.user.refresh_from_db()
    assert cast.marco.user.email == "marco@acme.example"


# -- several organizations ------------------------------------------------------------------------


@pytest.fixture
def marco_at_rival(cast):
    return Member.objects.create(organization=cast.rival, user=cast.marco.user, role="admin")


def test_switching_changes_where_one_works(cast, page, marco_at_rival):
    client = page(cast.marco)
    assert client.get("/settings").status_code == 403
    assert client.post("/organization", {"organization": cast.rival.pk})["Location"] == "/"
    assert client.get("/settings").context["member"] == marco_at_rival
    assert page(cast.marco).get("/settings").status_code == 200


@pytest.mark.parametrize("wanted", ["rival", "", "x", str(2**70), "-1"])
def test_nobody_switches_to_where_they_are_not(cast, page, wanted):
    wanted = cast.rival.pk if wanted == "rival" else wanted
    assert page(cast.marco).post("/organization", {"organization": wanted}).status_code == 404


def test_a_deactivated_membership_is_not_to_be_had(cast, page, marco_at_rival):
    marco_at_rival.change_access(by=cast.zoe, is_active=False)
    assert page(cast.marco).post("/organization", {"organization": cast.rival.pk}).status_code == 404


def test_after_switching_one_goes_to_an_own_page_only(cast, page, marco_at_rival):
    client = page(cast.marco)
    there = {"organization": cast.rival.pk}
    assert client.post("/organization", {**there, "next": "/profile"})["Location"] == "/profile"
    assert client.post("/organization", {**there, "next": "https://evil.example/"})["Location"] == "/"


def test_whose_only_membership_ended_sees_why_and_can_sign_out(cast, page):
    client = page(cast.rita)
    Member.objects.filter(pk=cast.rita.pk).update(is_active=False)
    answer = client.get("/contacts")
    assert answer.status_code == 403
    assert "You are in no organization" in answer.content.decode()
    assert client.post("/account/logout/")["Location"] == "/account/login/"


def test_a_person_who_never_joined_sees_the_same(db, page):
    from accounts.models import User

    client = Client()
    client.force_login(
        User.objects.create_user("new@x.example"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert client.get("/").status_code == 403
    assert Organization.objects.count() == 0
