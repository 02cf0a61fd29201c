"""How often one may call."""

from unittest.mock import Mock

import pytest
from django.core.cache import cache

from accounts.models import Credential
from api.throttling import count_call, parse_rate


@pytest.mark.parametrize(
    ("text", "rate"), [("20/minute", (20, 60)), ("2/s", (2, 1)), ("5/hour", (5, 3600)), ("off", None), ("", None)]
)
def test_rate_is_read(text, rate):
    assert parse_rate(text) == rate


def test_third_call_in_a_second_is_too_many():
    assert [count_call("x", "2/s", now=1000.5).exceeded for _call in range(3)] == [False, False, True]


def test_window_slides():
    """Two calls at the end of one second leave no room at the beginning of the next."""
    for _call in range(2):
        assert not count_call("x", "2/s", now=1000.9).exceeded
    assert count_call("x", "2/s", now=1001.1).exceeded
    assert not count_call("x", "2/s", now=1001.6).exceeded


@pytest.mark.parametrize(("calls", "now"), [(3, 1000.2), (1, 1001.05)])
def test_waiting_as_told_helps(calls, now):
    for _call in range(2):
        count_call("x", "2/s", now=1000.1)
    refused = [count_call("x", "2/s", now=now) for _call in range(calls)][-1]
    assert refused.exceeded
    assert not count_call("x", "2/s", now=now + refused.reset + 0.001).exceeded


def test_refused_calls_do_not_lengthen_the_wait():
    for _call in range(50):
        count_call("x", "2/s", now=1000.1)
    assert not count_call("x", "2/s", now=1001.9).exceeded


def test_callers_do_not_share():
    assert not any(count_call(f"caller-{n}", "1/minute", now=5.0).exceeded for n in range(20))


def test_counting_is_cheap(monkeypatch):
    """Each call counts in the cache and looks at the window before, no more."""
    count_call("x", "3/minute", now=30.0)
    for expected in (["incr", "get"], ["incr", "get"], ["incr", "get", "decr"]):
        asked = Mock(wraps=cache)
        monkeypatch.setattr("api.throttling.cache", asked)
        count_call("x", "3/minute", now=31.0)
        assert [name for name, *_rest in asked.mock_calls] == expected


def test_answers_say_what_is_left(as_member, cast, settings):
    settings.API_RATE_LIMIT = "3/minute"
    caller = as_member(cast.olivia)
    answers = [caller.get("/api/users") for _call in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer["RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0"]
    assert {answer["RateLimit-Limit"] for answer in answers} == {"3"}
    assert 0 < int(answers[3]["Retry-After"]) == int(answers[3]["RateLimit-Reset"])
    assert answers[3].json()["success"] is False
    assert answers[3].json()["message"].startswith("Too many requests. Try again in ")


def test_each_credential_has_its_own_limit(as_member, anybody, cast, settings):
    settings.API_RATE_LIMIT = "1/minute"
    _credential, secret = Credential.issue(by=cast.olivia, name="Shop")
    assert as_member(cast.olivia).get("/api/users").status_code == 200
    assert as_member(cast.marco).get("/api/users").status_code == 200
    assert anybody.get("/api/users", x_api_key=secret).status_code == 200
    assert anybody.get("/api/users", x_api_key=secret).status_code == 429


def test_client_cannot_choose_its_address(anybody, db, settings):
    settings.API_SIGN_IN_RATE_LIMIT = "1/minute"
    answers = [anybody.post("/api/auth/refresh", {}, x_forwarded_for=f"10.0.0.{n}") for n in range(2)]
    assert [answer.status_code for answer in answers] == [422, 429]


def test_trusted_proxy_says_the_address(anybody, db, settings):
    settings.API_SIGN_IN_RATE_LIMIT = "1/minute"
    settings.PROXY_COUNT = 1
    answers = [anybody.post("/api/auth/refresh", {}, x_forwarded_for=f"9.9.9.9, 10.0.0.{n}") for n in range(2)]
    assert [answer.status_code for answer in answers] == [422, 422]


def test_counts_survive_many_callers():
    count_call("first", "1/minute", now=5.0)
    for number in range(2000):
        cache.set(f"other-{number}", 1)
    assert count_call("first", "1/minute", now=6.0).exceeded
