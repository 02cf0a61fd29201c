"""The lock after repeated failures, at every door that asks for a password."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.signing_in import LockedOut, check_password, client_ip
from tests.cast import PASSWORD

from .conftest import is_signed_in

MARCO = "marco@acme.example"


def fail(sign_in, times, email=MARCO, **client):
    for _ in range(times):
        answer = sign_in(email, "wrong", client=Client(**client)).answer
    return answer


@pytest.mark.parametrize("email", [MARCO, "nobody@nowhere.example"])
def test_the_fifth_failure_locks_whether_or_not_the_address_is_known(cast, sign_in, email):
    assert fail(sign_in, 4, email).status_code == 200
    locked = fail(sign_in, 1, email)
    assert locked.status_code == 429
    assert 890 <= int(locked["Retry-After"]) <= 900
    assert "locked for 15 minutes" in locked.content.decode()


def test_a_locked_person_is_refused_with_the_right_password_until_the_time_is_over(cast, sign_in):
    fail(sign_in, 5)
    refused = sign_in(MARCO)
    assert refused.answer.status_code == 429
    assert not is_signed_in(refused)
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=True):
        assert is_signed_in(sign_in(MARCO))


def test_trying_while_locked_does_not_make_it_longer(cast, sign_in):
    fail(sign_in, 5)
    with time_machine.travel(timezone.now() + timedelta(minutes=10), tick=True):
        assert "locked for 5 minutes" in fail(sign_in, 1).content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=True):
        assert is_signed_in(sign_in(MARCO))


def test_the_lock_is_of_this_address_and_this_person_only(cast, sign_in):
    fail(sign_in, 5)
    assert is_signed_in(sign_in(cast.rita))
    assert is_signed_in(sign_in(MARCO, client=Client(REMOTE_ADDR="10.1.1.1")))


def test_a_success_forgets_the_failures(cast, sign_in):
    fail(sign_in, 4)
    sign_in(MARCO)
    assert fail(sign_in, 4).status_code == 200


def test_case_and_spaces_do_not_get_around_it(cast, sign_in):
    for email in ("Marco@acme.example", " marco@ACME.example", "MARCO@ACME.EXAMPLE", MARCO):
        sign_in(email, "wrong")
    assert sign_in(MARCO, "wrong").answer.status_code == 429


def test_failures_of_the_api_count_with_those_of_the_page(cast, sign_in):
    request = RequestFactory().post("/api/auth/login")
    request.session = {}
    for _ in range(4):
        assert check_password(request, MARCO, "wrong") is None
    assert fail(sign_in, 1).status_code == 429
    with pytest.raises(LockedOut) as locked:
        check_password(RequestFactory().post("/api/auth/login"), MARCO, PASSWORD)
    assert timedelta(minutes=14) < locked.value.wait <= timedelta(minutes=15)


def test_the_api_login_is_locked_too(cast, rest):
    for _ in range(5):
        answer = rest().post("/api/auth/login", {"email": MARCO, "password": "wrong"})
    assert answer.status_code == 429
    assert rest().post("/api/auth/login", {"email": MARCO, "password": PASSWORD}).status_code == 429


def test_check_password_tells_a_user_or_none(cast, rf):
    assert check_password(rf.post("/"), MARCO.upper(), PASSWORD) == cast.marco.user
    assert check_password(rf.post("/"), MARCO, "wrong") is None
    for email, password in (("nobody\0@x.example", "a\0"), ("\ud800@x.example", "\udfff"), ("", ""), (None, 5)):
        assert check_password(rf.post("/"), email, password) is None
    cast.rita.change_access(by=cast.olivia, is_active=False)
    assert check_password(rf.post("/"), cast.rita.user.email, PASSWORD) is None


def test_a_deactivated_persons_tries_count(cast, rf, sign_in):
    cast.rita.change_access(by=cast.olivia, is_active=False)
    assert [sign_in(cast.rita).answer.status_code for _ in range(5)] == [200, 200, 200, 200, 429]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "1.2.3.4", "10.0.0.9"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 5.6.7.8", "1.2.3.4"),
        (1, "", "10.0.0.9"),
        (1, "nonsense", "::"),
        (2, "1.2.3.4", "10.0.0.9"),
    ],
)
def test_the_clients_address_is_what_the_trusted_proxy_says(rf, settings, proxies, forwarded, expected):
    settings.PROXY_COUNT = proxies
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert client_ip(rf.get("/", REMOTE_ADDR="10.0.0.9", **headers)) == expected


def test_a_new_password_lifts_the_lock(cast, sign_in):
    fail(sign_in, 5)
    Client().post("/account/password/reset/", {"email": MARCO})
    link = re.search(r"http://testserver(/\S+)", mail.outbox[-1].body).group(1)
    client = Client()
    form = client.get(link)["Location"]
    client.post(form, {"password1": "seven purple hippos", "password2": "seven purple hippos"})
    assert is_signed_in(sign_in(MARCO, "seven purple hippos"))


def test_many_addresses_against_one_person_are_stopped(cast, sign_in, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_failed": "30/m/ip,6/h/key"}
    for n in range(7):
        answer = sign_in(MARCO, "wrong", client=Client(REMOTE_ADDR=f"10.0.1.{n}")).answer
    assert "Too many attempts" in answer.content.decode()
