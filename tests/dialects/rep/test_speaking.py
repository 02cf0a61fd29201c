"""How the Rep API speaks, whatever it is asked."""

import re

import pytest
from rest_framework.test import APIClient

from accounts.models import Credential
from contacts.models import Contact
from tests import makers
from tests.conftest import jwt

from .conftest import COMPANY, USER, Scoped

STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


def of(member, kind, **more):
    """Headers with a new credential."""
    _credential, secret = Credential.issue(by=member, name="Test", kind=kind, **more)
    return {"HTTP_X_API_KEY": secret} if kind == "key" else {"HTTP_AUTHORIZATION": f"Bearer {secret}"}


def is_refused(answer):
    body = answer.json()
    return answer.status_code == 401 and body.keys() == {"message", "meta"} and "WWW-Authenticate" in answer


class TestCompanyScope:
    def test_takes_a_company_token_or_a_key(self, cast):
        for kind in ("company", "key"):
            assert Scoped(COMPANY, **of(cast.olivia, kind)).get("contacts").status_code == 200

    def test_takes_nothing_else(self, cast, page):
        key = of(cast.olivia, "key")["HTTP_X_API_KEY"]
        headers = [
            {}, {"HTTP_AUTHORIZATION": f"Bearer {jwt(cast.olivia)}"}, {"HTTP_AUTHORIZATION": "Bearer rc_unknown"},
            {"HTTP_AUTHORIZATION": "Bearer "}, {"HTTP_AUTHORIZATION": f"Bearer {key}"}, {"HTTP_X_API_KEY": ""},
            {"HTTP_AUTHORIZATION": "Basic rc_x"}, {"HTTP_X_API_KEY": of(cast.olivia, "company")["HTTP_AUTHORIZATION"][7:]},
        ]  # fmt: skip
        assert [is_refused(APIClient(**each).get(COMPANY + "contacts")) for each in headers] == [True] * 8
        assert is_refused(page(cast.olivia).get(COMPANY + "contacts"))

    def test_ends_with_the_token(self, cast):
        credential, token = Credential.issue(by=cast.olivia, name="Site", kind="company")
        client = Scoped(COMPANY, HTTP_AUTHORIZATION=f"Bearer {token}")
        assert client.get("contacts").status_code == 200
        credential.refresh_from_db()
        assert credential.last_used_at
        credential.revoke(by=cast.olivia)
        assert is_refused(client.get("contacts"))

    def test_a_token_opens_no_other_door(self, cast):
        token = of(cast.olivia, "company")
        for path in ("/api/contacts", "/api/auth/me", USER + "contacts"):
            assert APIClient(**token).get(path).status_code == 401
        assert APIClient(**token).get("/api/v1/contacts", HTTP_X_ORG_ID=str(cast.acme.pk)).status_code == 401


class TestUserScope:
    def test_takes_a_users_token(self, cast, user):
        assert user(cast.marco).get("contacts").status_code == 200

    def test_takes_nothing_else(self, cast, page):
        headers = [
            {}, of(cast.olivia, "key"), of(cast.olivia, "company"), {"HTTP_AUTHORIZATION": "Bearer x.y.z"},
            {"HTTP_AUTHORIZATION": f"Bearer {jwt(cast.marco)}", **of(cast.olivia, "key")},
        ]  # fmt: skip
        assert [is_refused(APIClient(**each).get(USER + "contacts")) for each in headers] == [True] * 5
        assert is_refused(page(cast.marco).get(USER + "contacts"))

    def test_acts_in_the_organization_that_is_named(self, cast, user):
        assert user(cast.marco, HTTP_X_ORG_ID=str(cast.acme.pk)).get("contacts").status_code == 200
        answer = user(cast.marco, HTTP_X_ORG_ID=str(cast.rival.pk)).get("contacts")
        assert (answer.status_code, answer.json().keys()) == (403, {"error_message", "errors", "meta"})


@pytest.mark.parametrize("scope", ["acme", "marco"])
class TestBothScopes:
    @pytest.fixture
    def client(self, scope, request):
        return request.getfixturevalue(scope)

    @pytest.fixture
    def made(self, client):
        return client.post("contacts", {"first_name": "Jane"}).json()

    def test_tell_a_number_and_a_time_with_everything(self, client, made):
        answers = [
            client.get("contacts"), client.get(f"contacts/{made['id']}"), client.get("contacts/0"), client.get("nope"),
            client.post("contacts", {}), client.patch(f"contacts/{made['id']}", {"city": "Bonn"}),
            client.put("contacts", {}), client.delete(f"contacts/{made['id']}"),
        ]  # fmt: skip
        for answer in answers:
            told = answer.json()["meta"]
            assert told.keys() >= {"request_id", "timestamp"}
            assert STAMP.fullmatch(told["timestamp"])
        assert [answer.status_code for answer in answers] == [200, 200, 404, 404, 422, 200, 405, 200]
        assert len({answer.json()["meta"]["request_id"] for answer in answers if answer.status_code != 404}) == 6

    def test_answer_flat_and_wrapped(self, made):
        inner = made["contact"]
        assert {name: made[name] for name in inner} == inner
        assert made.keys() == {*inner, "contact", "meta"}

    def test_take_flat_and_wrapped(self, client, made):
        path = f"contacts/{made['id']}"
        assert client.patch(path, {"contact": {"city": "Bonn"}}).json()["city"] == "Bonn"
        assert client.patch(path, {"city": "Ulm"}).json()["contact"]["city"] == "Ulm"
        answer = client.patch(path, {"city": "Bonn", "contact": {"city": "Ulm"}})
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["city"])
        assert client.patch(path, {"contact": ["city"]}).json()["errors"].keys() == {"contact"}
        assert client.patch(path, client.get(path).json()).status_code == 200

    def test_word_refusals(self, client, made):
        body = client.post("contacts", {"first_name": "J", "email": "none", "metadata": 7, "nope": 1}).json()
        assert body.keys() == {"error_message", "errors", "meta"}
        assert body["errors"] == {"nope": ["Unknown field."]}
        body = client.post("contacts", {"first_name": "J", "email": "none", "metadata": 7}).json()
        assert body["errors"].keys() == {"email", "metadata"}
        assert all(isinstance(sentences, list) for sentences in body["errors"].values())

    @pytest.mark.parametrize("body", ["{", "[]", "null", '"x"', "7", "[" * 40 + "]" * 40, '{"first_name": "\\ud800"}'])
    def test_refuse_broken_bodies(self, client, body):
        answer = client.generic("POST", "contacts", body, content_type="application/json")
        assert answer.status_code in (400, 422)
        assert "error_message" in answer.json()
        assert not Contact.objects.exists()

    def test_hold_against_lost_updates(self, client, made):
        path = f"contacts/{made['id']}"
        read = client.get(path)
        assert client.get(path, HTTP_IF_NONE_MATCH=read["ETag"]).status_code == 304
        assert client.patch(path, {"city": "Ulm"}, HTTP_IF_MATCH=read["ETag"]).status_code == 200
        late = client.patch(path, {"city": "Bonn"}, HTTP_IF_MATCH=read["ETag"])
        assert (late.status_code, late.json()["contact"]["city"]) == (412, "Ulm")

    def test_do_once_what_is_sent_twice(self, client):
        sent = [client.post("contacts", {"first_name": "Jo"}, HTTP_IDEMPOTENCY_KEY="k") for _ in range(2)]
        assert sent[0].content == sent[1].content
        assert sent[1]["Idempotent-Replay"] == "true"
        assert Contact.objects.count() == 1

    def test_rehearse(self, client):
        answer = client.post("contacts?dry_run=true", {"first_name": "Jo"})
        assert (answer.status_code, answer["Dry-Run"], Contact.objects.count()) == (201, "true", 0)

    def test_are_limited(self, client, settings):
        settings.API_RATE_LIMIT = "1/minute"
        answers = [client.get("contacts") for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 429]
        assert (answers[0]["RateLimit-Limit"], "Retry-After" in answers[1]) == ("1", True)
        assert "error_message" in answers[1].json()

    def test_tell_of_our_bugs(self, client, monkeypatch):
        client.raise_request_exception = False
        monkeypatch.setattr("dialects.rep.contacts.plain_page", lambda *_, **__: 1 / 0)
        answer = client.get("contacts")
        assert (answer.status_code, answer.json().keys()) == (500, {"error_message", "errors", "meta"})

    def test_page(self, client):
        for number in range(3):
            client.post("contacts", {"first_name": f"Jane {number}"})
        body = client.get("contacts?per_page=2&page=2").json()
        told = {name: body["meta"][name] for name in ("total_count", "total_pages", "current_page", "per_page")}
        assert told == {"total_count": 3, "total_pages": 2, "current_page": 2, "per_page": 2}
        assert [contact["first_name"] for contact in body["contacts"]] == ["Jane 0"]
        assert client.get("contacts?per_page=500").json()["meta"]["per_page"] == 100
        assert client.get("contacts").json()["meta"]["per_page"] == 25
        assert client.get("contacts?page=99").json()["contacts"] == []
        for wrong in (
            "page=0",
            "page=x",
            "page=--1",
            "per_page=x",
            "per_page=--1",
            f"page={2**63}",
            "page=1%00",
            "nope=1",
            "sort_by=id",
        ):
            answer = client.get(f"contacts?{wrong}")
            assert (answer.status_code, list(answer.json()["errors"])) == (422, [wrong.partition("=")[0]])


def test_nobody_sees_another_organization(cast, acme, marco, user, company):
    jane = makers.contact(cast.marco, assigned_to=cast.marco)
    for client in (user(cast.zoe), company(by=cast.zoe)):
        assert client.get("contacts").json()["contacts"] == []
        assert client.get(f"contacts/{jane.pk}").status_code == 404
        assert client.patch(f"contacts/{jane.pk}", {"city": "Bonn"}).status_code == 404
        assert client.delete(f"contacts/{jane.pk}").status_code == 404
