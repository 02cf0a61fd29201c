"""The back room: staff only, through the product's own sign-in."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from accounts.models import User
from tests.cast import PASSWORD

from .test_two_factor import SECRET, code_of

OPERATOR = "operator@host.example"


@pytest.fixture
def operator(db):
    return User.objects.create_superuser(OPERATOR, PASSWORD)


def test_the_way_in_is_our_sign_in_page(db):
    answer = Client().get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/account/login/?next=")


def test_its_own_form_signs_nobody_in(operator):
    client = Client()
    client.post("/admin/login/", {"username": OPERATOR, "password": PASSWORD})
    assert client.get("/admin/").status_code == 302


def test_the_operator_comes_in_and_needs_no_organization(operator, sign_in):
    client = sign_in(OPERATOR, next="/admin/")
    assert client.answer["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert client.get("/")["Location"] == "/admin/"
    assert "You are in no organization" in client.get("/contacts").content.decode()


def test_the_operators_second_factor_is_asked(operator, sign_in):
    TOTP.activate(operator, SECRET)
    client = sign_in(OPERATOR, next="/admin/")
    assert client.get("/admin/").status_code == 302
    client.post("/account/2fa/authenticate/", {"code": code_of(SECRET)})
    assert client.get("/admin/").status_code == 200


def test_an_admin_of_an_organization_is_not_staff(cast, page):
    assert page(cast.olivia).get("/admin/", follow=True).status_code == 403
