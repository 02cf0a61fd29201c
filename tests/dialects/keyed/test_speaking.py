"""How the Key API speaks, whatever it is asked, and how often it listens."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from rest_framework.test import APIClient

from accounts.models import Credential
from api.models import RecentCalls
from api.turns import take_turn
from contacts.models import Contact
from tests.conftest import jwt

CONTACTS = "/api/key/contacts"
JANE = {"first_name": "Jane", "email": "jane@example.com"}


def is_refusal(answer, status, word):
    body = answer.json()
    return (answer.status_code, body.keys(), body["error"]) == (status, {"error", "message"}, word)


class TestCredentials:
    def test_are_an_api_key_alone(self, cast, page):
        _token, company = Credential.issue(by=cast.olivia, name="Site", kind="company")
        _key, key = Credential.issue(by=cast.olivia, name="Shop")
        headers = [
            {}, {"HTTP_X_API_KEY": ""}, {"HTTP_X_API_KEY": "rk_unknown"}, {"HTTP_X_API_KEY": company},
            {"HTTP_AUTHORIZATION": f"Bearer {key}"}, {"HTTP_AUTHORIZATION": f"Bearer {jwt(cast.olivia)}"},
            {"HTTP_AUTHORIZATION": f"Bearer {company}"},
        ]  # fmt: skip
        for each in headers:
            assert is_refusal(APIClient(**each).get(CONTACTS), 401, "unauthorized")
        assert is_refusal(page(cast.olivia).get(CONTACTS), 401, "unauthorized")
        assert APIClient(HTTP_X_API_KEY=key).post(CONTACTS, JANE, format="json").status_code == 200

    def test_end_when_revoked(self, cast):
        credential, key = Credential.issue(by=cast.olivia, name="Shop")
        credential.revoke(by=cast.olivia)
        assert is_refusal(APIClient(HTTP_X_API_KEY=key).get(CONTACTS), 401, "unauthorized")


class TestRefusals:
    def test_have_a_word_for_machines(self, key):
        assert is_refusal(key.get("/api/key/nothing"), 404, "not_found")
        assert is_refusal(key.put(CONTACTS, {}), 405, "method_not_allowed")
        assert is_refusal(key.generic("POST", CONTACTS, "{", content_type="application/json"), 400, "invalid_request")
        assert is_refusal(
            key.generic("POST", CONTACTS, "a=1", content_type="multipart/form-data"), 415, "unsupported_media_type"
        )
        assert is_refusal(key.get(f"{CONTACTS}?nope=1"), 400, "invalid_request")

    @pytest.mark.parametrize("body", ["[]", "7", "null", '"x"', "[" * 40 + "]" * 40])
    @pytest.mark.parametrize("method", ["POST", "GET", "DELETE"])
    def test_of_bodies_that_are_no_object_are_400(self, key, method, body):
        for path in (CONTACTS, f"{CONTACTS}/update") if method == "POST" else (CONTACTS,):
            answer = key.generic(method, path, body, content_type="application/json")
            assert is_refusal(answer, 400, "invalid_request")

    @pytest.mark.parametrize("kind", ["", "text/plain;charset=UTF-8", "application/x-www-form-urlencoded", "text/json"])
    def test_are_not_over_what_a_body_is_said_to_be(self, key, kind):
        """The key is the only header that clients were asked for; programs add a type of their own to a text they send."""
        made = key.generic("POST", CONTACTS, json.dumps(JANE), content_type=kind, HTTP_IDEMPOTENCY_KEY="k")
        assert (made.status_code, made.json()) == (200, {"id": str(Contact.objects.get().pk)})
        asked = json.dumps({"searchby": "email", "search": JANE["email"]})
        assert key.generic("GET", CONTACTS, asked, content_type=kind).json()["id"] == made.json()["id"]
        assert is_refusal(key.generic("POST", CONTACTS, "first_name=Jane", content_type=kind), 400, "invalid_request")
        gone = key.generic("DELETE", CONTACTS, json.dumps({"contact_id": made.json()["id"]}), content_type=kind)
        assert (gone.status_code, gone.content) == (200, b"Document deleted successfully")

    def test_of_ours_have_a_number(self, key, monkeypatch):
        key.raise_request_exception = False
        monkeypatch.setattr("dialects.keyed.contacts.found", lambda *_: 1 / 0)
        answer = key.get(f"{CONTACTS}?searchby=name&search=x")
        assert (answer.status_code, answer.json().keys()) == (500, {"error", "message", "request_id"})

    def test_of_a_key_used_twice_are_422(self, key):
        assert key.post(CONTACTS, JANE, HTTP_IDEMPOTENCY_KEY="k").status_code == 200
        again = key.post(CONTACTS, JANE, HTTP_IDEMPOTENCY_KEY="k")
        assert (again.status_code, again["Idempotent-Replay"]) == (200, "true")
        other = key.post(CONTACTS, {**JANE, "phone": 1}, HTTP_IDEMPOTENCY_KEY="k")
        assert is_refusal(other, 422, "key_reused")

    @pytest.mark.parametrize("wrong", ["", " ", "k" * 256])
    def test_of_a_key_that_is_none_are_400(self, key, wrong):
        """It was not used for anything else: only that has a status of its own."""
        answer = key.post(CONTACTS, JANE, HTTP_IDEMPOTENCY_KEY=wrong)
        assert is_refusal(answer, 400, "invalid_request")
        assert "Idempotency-Key" in answer.json()["message"]

    def test_a_rehearsal_leaves_nothing(self, key):
        answer = key.post(f"{CONTACTS}?dry_run=true", JANE)
        assert (answer.status_code, answer["Dry-Run"], Contact.objects.count()) == (200, "true", 0)


class TestLimit:
    def test_is_two_calls_a_second(self, key, settings):
        settings.KEY_API_RATE_LIMIT = "2/s"
        answers = [key.get(f"{CONTACTS}?searchby=name&search=x") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [404, 404, 429]
        assert is_refusal(answers[2], 429, "rate_limited")
        assert (answers[0]["RateLimit-Limit"], answers[0]["RateLimit-Remaining"]) == ("2", "1")
        assert answers[2]["Retry-After"] == "1"

    def test_comes_before_the_work(self, key, settings):
        settings.KEY_API_RATE_LIMIT = "1/minute"
        assert key.post(CONTACTS, JANE).status_code == 200
        assert key.post(CONTACTS, {**JANE, "email": "joe@example.com"}).status_code == 429
        assert key.generic("POST", CONTACTS, "{", content_type="application/json").status_code == 429
        assert Contact.objects.count() == 1

    def test_is_each_key_s_own_and_no_strangers(self, cast, keyed, settings):
        settings.KEY_API_RATE_LIMIT = "1/minute"
        assert [keyed(by=cast.olivia).get(CONTACTS).status_code for _ in range(2)] == [400, 400]
        assert [APIClient().get(CONTACTS).status_code for _ in range(3)] == [401] * 3
        assert RecentCalls.objects.count() == 2


class TestTurns:
    @pytest.fixture
    def credential(self, cast):
        return Credential.issue(by=cast.olivia, name="Shop")[0]

    def test_no_stretch_of_a_second_has_more_than_two(self, credential):
        asked = [0.0, 0.9, 0.95, 1.0, 1.5, 1.9, 2.0, 2.05, 2.9, 3.0]
        passed = [at for at in asked if not take_turn(credential, "2/s", now=1000 + at).exceeded]
        assert passed == [0.0, 0.9, 1.0, 1.9, 2.0, 2.9, 3.0]

    def test_waiting_as_told_helps(self, credential):
        for at in (0.0, 0.4):
            take_turn(credential, "2/s", now=1000 + at)
        refused = take_turn(credential, "2/s", now=1000.7)
        assert refused.exceeded
        assert refused.reset == pytest.approx(0.3)
        assert not take_turn(credential, "2/s", now=1000.7 + refused.reset).exceeded

    def test_refused_calls_are_not_kept(self, credential):
        for _call in range(20):
            take_turn(credential, "2/s", now=1000.0)
        row = RecentCalls.objects.get()
        assert (len(row.times), row.turn) == (2, 1)

    def test_no_limit_writes_nothing(self, credential):
        assert take_turn(credential, "off") is None
        assert not RecentCalls.objects.exists()

    @pytest.mark.django_db(transaction=True)
    def test_of_fifty_at_once_just_those_pass_that_may(self, credential):
        """Each thread has a connection of its own, as each web process has."""

        def call(_number):
            try:
                return not take_turn(credential, "7/minute", now=now).exceeded
            finally:
                connection.close()

        now = time.time()
        with ThreadPoolExecutor(25) as threads:
            assert sum(threads.map(call, range(50))) == 7
        assert len(RecentCalls.objects.get().times) == 7
