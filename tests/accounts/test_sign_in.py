"""Signing in: who gets in, and that nobody learns who is known."""

import pytest
from django.test import Client

from accounts.models import Invitation
from accounts.signing_in import may_sign_in

from .conftest import is_signed_in

REFUSED = "E-mail or password is not right"


def test_e_mail_and_password_open_the_pages(cast, sign_in):
    client = sign_in(cast.marco)
    assert client.answer["Location"] == "/"
    assert is_signed_in(client)


def test_e_mail_is_taken_in_any_case(cast, sign_in):
    assert is_signed_in(sign_in("MARCO@Acme.Example"))


@pytest.mark.parametrize("who", ["marco@acme.example", "nobody@nowhere.example"])
def test_a_refusal_says_the_same_whoever_it_is(cast, sign_in, who):
    client = sign_in(who, "wrong password")
    assert client.answer.status_code == 200
    assert REFUSED in client.answer.content.decode()
    assert not is_signed_in(client)


@pytest.mark.parametrize("how", ["member", "user"])
def test_a_deactivated_person_hears_what_a_wrong_password_hears(cast, sign_in, how):
    wrong = sign_in(cast.rita, "wrong password").answer.content
    if how == "member":
        cast.rita.change_access(by=cast.olivia, is_active=False)
    else:
        cast.rita.user.is_active = False
        cast.rita.user.save()
    client = sign_in(cast.rita)
    assert not is_signed_in(client)
    assert _without_token(client.answer.content) == _without_token(wrong)


def test_a_deactivated_person_may_come_in_to_accept_an_invitation(cast, sign_in):
    cast.rita.change_access(by=cast.olivia, is_active=False)
    Invitation.send_to(cast.rita.user.email, by=cast.zoe)
    assert may_sign_in(cast.rita.user)
    client = sign_in(cast.rita)
    answer = client.get("/profile")
    assert answer.status_code == 403
    assert "You are in no organization" in answer.content.decode()


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_next_leads_only_to_our_own_pages(cast, sign_in, where):
    assert sign_in(cast.marco, next=where).answer["Location"] == "/"


def test_next_leads_to_the_page_asked_for(cast, sign_in):
    assert Client().get("/settings/people")["Location"] == "/account/login/?next=/settings/people"
    assert sign_in(cast.olivia, next="/settings/people").answer["Location"] == "/settings/people"


def test_the_session_key_changes_at_sign_in(cast, sign_in):
    client = Client()
    session = client.session
    session["basket"] = "kept"
    session.save()
    client.cookies["sessionid"] = session.session_key
    sign_in(cast.marco, client=client)
    assert is_signed_in(client)
    assert client.cookies["sessionid"].value != session.session_key


def test_not_remembered_ends_with_the_browser(cast, sign_in):
    assert sign_in(cast.marco).session.get_expire_at_browser_close()
    assert not sign_in(cast.marco, remember="on").session.get_expire_at_browser_close()


def test_sign_out_is_by_post_only(cast, page):
    client = page(cast.marco)
    assert client.get("/account/logout/").status_code == 200
    assert is_signed_in(client)
    client.post("/account/logout/")
    assert not is_signed_in(client)


@pytest.mark.parametrize("email", ["a\0b@acme.example", "x" * 400 + "@acme.example", "", "not an address"])
def test_nonsense_is_refused_with_a_form(cast, sign_in, email):
    assert sign_in(email).answer.status_code == 200


def test_a_deleted_session_leads_to_sign_in_and_htmx_goes_as_a_whole(cast, page):
    answer = page().get("/profile", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"].startswith("/account/login/")
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/tasks?scope=mine"}
    answer = page().post("/tasks/quick", {"title": "Call"}, headers=headers)
    assert answer["HX-Redirect"] == "/account/login/?next=%2Ftasks%3Fscope%3Dmine"


def _without_token(content):
    import re

    return re.sub(rb'(csrf-token" content|csrfmiddlewaretoken" value)="\w+"', b"", content)
