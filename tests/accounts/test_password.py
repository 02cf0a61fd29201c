"""Forgotten and changed passwords."""

import re

import pytest
from django.core import mail
from django.test import Client
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken

from api.tokens import issue
from tests.cast import PASSWORD

from .conftest import is_signed_in

NEW = "a new and better one"


def ask(email):
    return Client().post("/account/password/reset/", {"email": email})


def reset_link():
    return re.search(r"http://testserver(/account/password/reset/key/\S+)", mail.outbox[-1].body).group(1)


def choose(link, password=NEW):
    client = Client()
    form = client.get(link)["Location"]
    return client.post(form, {"password1": password, "password2": password})


def test_the_answer_is_the_same_for_known_and_unknown(cast):
    known, unknown = ask("marco@acme.example"), ask("nobody@nowhere.example")
    assert known["Location"] == unknown["Location"]
    assert [m.subject for m in mail.outbox] == ["Reset your password", "No account with this address"]


def test_the_link_sets_a_new_password_once(cast, sign_in):
    ask("marco@acme.example")
    link = reset_link()
    choose(link)
    assert is_signed_in(sign_in(cast.marco, NEW))
    assert not is_signed_in(sign_in(cast.marco, PASSWORD))
    assert "no longer works" in Client().get(link).content.decode()


def test_a_weak_password_is_refused(cast):
    ask("marco@acme.example")
    assert choose(reset_link(), "short").context["form"].errors.keys() == {"password1"}


@pytest.mark.parametrize("key", ["1-x-y", "zzzzzzzzzzzzz-abc", "zzzzzzzzzzzzzzzzzz-abc"])
def test_a_made_up_link_is_a_clear_page(cast, key):
    answer = Client().get(f"/account/password/reset/key/{key}/")
    assert answer.status_code == 200
    assert "no longer works" in answer.content.decode()


def test_a_reset_ends_every_session_and_token(cast, sign_in):
    client, tokens = sign_in(cast.marco), issue(cast.marco.user)
    ask("marco@acme.example")
    choose(reset_link())
    assert not is_signed_in(client)
    assert _refresh(tokens) == 401
    assert BlacklistedToken.objects.count() == 1


def test_a_change_ends_the_other_sessions_and_tokens(cast, sign_in):
    here, elsewhere, tokens = sign_in(cast.marco), sign_in(cast.marco), issue(cast.marco.user)
    answer = here.post(
        "/account/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}, follow=True
    )
    assert answer.status_code == 200
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert _refresh(tokens) == 401
    assert cast.marco.user.usersession_set.count() == 1
    assert mail.outbox[-1].subject == "Your password was changed"


@pytest.mark.parametrize(
    ("old", "new", "again", "field"),
    [("wrong", NEW, NEW, "oldpassword"), (PASSWORD, "short", "short", "password1"), (PASSWORD, NEW, "x", "password2")],
)
def test_a_change_that_cannot_be_names_its_field(cast, page, old, new, again, field):
    answer = page(cast.marco).post(
        "/account/password/change/", {"oldpassword": old, "password1": new, "password2": again}
    )
    assert answer.context["form"].errors.keys() == {field}


def test_asking_too_often_is_refused(cast):
    assert [ask("marco@acme.example").status_code for _ in range(5)] == [302, 302, 302, 429, 429]


def _refresh(tokens):
    return Client().post("/api/auth/refresh", tokens, content_type="application/json").status_code
