"""Signing in and out by the API."""

import re
import time

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Member, Organization, User
from tests.cast import PASSWORD

LOGIN = "/api/auth/login"


def login(anybody, email="marco@acme.example", password=PASSWORD, **more):
    return anybody.post(LOGIN, {"email": email, "password": password, **more})


def bearer(anybody, token, path="/api/auth/me", **headers):
    return anybody.get(path, authorization=f"Bearer {token}", **headers)


def test_login_answers_tokens_and_who_it_is(anybody, cast, settings):
    answer = login(anybody, "Marco@ACME.example ")
    assert answer.status_code == 200
    body = answer.json()
    assert list(body) == ["success", "token", "refresh", "user", "app_version", "app_environment"]
    assert body["user"] == {
        "id": cast.marco.pk,
        "first_name": "Marco",
        "last_name": "Diaz",
        "email": "marco@acme.example",
        "role": "member",
        "organization_id": cast.acme.pk,
    }
    assert (body["success"], body["app_version"]) == (True, settings.VERSION)
    assert bearer(anybody, body["token"]).json()["data"]["email"] == "marco@acme.example"


@pytest.mark.parametrize("who", [("marco@acme.example", "wrong"), ("nobody@acme.example", PASSWORD), ("x", "y")])
def test_login_refuses_what_is_wrong_in_the_same_words(anybody, cast, who):
    answer = login(anybody, *who)
    assert answer.status_code == 401
    assert answer.json() == {"success": False, "message": "E-mail or password is not right.", "errors": {}}
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_login_refuses_the_deactivated(anybody, cast):
    cast.marco.change_access(by=cast.olivia, is_active=False)
    assert login(anybody).status_code == 401


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "email"), ({"email": "a@b.example"}, "password"), ({"email": 5, "password": "x"}, "email")],
)
def test_login_names_what_is_missing(anybody, db, body, field):
    answer = anybody.post(LOGIN, body)
    assert answer.status_code == 422
    assert field in answer.json()["errors"]


def test_login_locks_after_repeated_failures(anybody, cast, settings):
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        login(anybody, password="wrong")
    answer = login(anybody)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert answer.json()["success"] is False


def test_login_needs_a_code_where_two_factor_is_on(anybody, cast):
    from allauth.mfa.totp.internal import auth as totp

    secret = totp.generate_totp_secret()
    totp.TOTP.activate(cast.marco.user, secret)
    assert login(anybody).json()["errors"].keys() == {"code"}
    assert login(anybody, code="000000").status_code == 401
    code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
    assert login(anybody, code=code).status_code == 200


def test_login_picks_the_organization_and_remembers_it(anybody, cast):
    both = Member.objects.create(organization=cast.rival, user=cast.marco.user)
    answer = anybody.post(LOGIN, {"email": "marco@acme.example", "password": PASSWORD}, X_Org_Id=str(cast.rival.pk))
    assert answer.json()["user"]["id"] == both.pk
    assert login(anybody).json()["user"]["organization_id"] == cast.rival.pk


def test_organization_header_decides_for_whom_one_acts(anybody, cast):
    both = Member.objects.create(organization=cast.rival, user=cast.marco.user)
    token = login(anybody).json()["token"]
    assert bearer(anybody, token).json()["data"]["id"] == cast.marco.pk
    assert bearer(anybody, token, X_Org_Id=str(cast.rival.pk)).json()["data"]["id"] == both.pk


@pytest.mark.parametrize(("asked", "status"), [("x", 400), ("", 400), ("9" * 40, 400), ("999999", 403)])
def test_wrong_organization_header_is_refused(anybody, cast, asked, status):
    answer = bearer(anybody, login(anybody).json()["token"], X_Org_Id=asked)
    assert answer.status_code == status
    assert answer.json()["success"] is False


def test_foreign_organization_is_refused(anybody, cast):
    assert bearer(anybody, login(anybody).json()["token"], X_Org_Id=str(cast.rival.pk)).status_code == 403


def test_authentication_costs_one_query(as_member, cast):
    caller = as_member(cast.marco)
    caller.get("/api/nowhere")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert caller.get("/api/auth/me").status_code == 200
    assert len(queries) == 1  # the organization comes along


@pytest.mark.parametrize("header", ["Bearer x", "Bearer ", "Basic abc", "Bearer a.b.c", "Bearer \x00"])
def test_wrong_token_is_refused(anybody, db, header):
    answer = anybody.get("/api/auth/me", authorization=header)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_refresh_token_is_no_access_token(anybody, cast):
    assert bearer(anybody, login(anybody).json()["refresh"]).status_code == 401


def test_access_token_dies_with_the_password(anybody, cast):
    token = login(anybody).json()["token"]
    cast.marco.user.set_password("another long password")
    cast.marco.user.save()
    assert bearer(anybody, token).status_code == 401


@pytest.mark.parametrize("what", ["member", "user"])
def test_access_token_dies_with_deactivation(anybody, cast, what):
    token = login(anybody).json()["token"]
    record = cast.marco if what == "member" else cast.marco.user
    record.is_active = False
    record.save()
    assert bearer(anybody, token).status_code == 401


def test_refresh_gives_a_new_pair_once(anybody, cast):
    refresh = login(anybody).json()["refresh"]
    first = anybody.post("/api/auth/refresh", {"refresh": refresh})
    assert first.status_code == 200
    assert bearer(anybody, first.json()["token"]).status_code == 200
    assert anybody.post("/api/auth/refresh", {"refresh": refresh}).status_code == 401
    assert anybody.post("/api/auth/refresh", {"refresh": first.json()["refresh"]}).status_code == 200


def test_refresh_is_refused_after_deactivation(anybody, cast):
    refresh = login(anybody).json()["refresh"]
    cast.marco.change_access(by=cast.olivia, is_active=False)
    assert anybody.post("/api/auth/refresh", {"refresh": refresh}).status_code == 401


@pytest.mark.parametrize("path", ["refresh", "logout"])
def test_nonsense_is_no_refresh_token(anybody, cast, path):
    token = login(anybody).json()["token"]
    for wrong in ("x", token):
        assert anybody.post(f"/api/auth/{path}", {"refresh": wrong}).status_code == 401
    assert anybody.post(f"/api/auth/{path}", {"refresh": 7}).status_code == 422


def test_logout_makes_the_refresh_token_useless(anybody, cast):
    refresh = login(anybody).json()["refresh"]
    assert anybody.post("/api/auth/logout", {"refresh": refresh}).status_code == 200
    assert anybody.post("/api/auth/refresh", {"refresh": refresh}).status_code == 401


NEWCOMER = {
    "organization_name": "Initech",
    "first_name": "Peter",
    "last_name": "Gibbons",
    "email": "Peter@initech.example",
    "password": "a stapler of my own",
}


def test_register_makes_an_organization_and_its_admin(anybody, db):
    answer = anybody.post("/api/auth/register", NEWCOMER)
    assert answer.status_code == 201
    body = answer.json()
    assert list(body) == ["success", "token", "refresh", "user", "is_new_org"]
    assert (body["is_new_org"], body["user"]["role"]) == (True, "admin")
    assert bearer(anybody, body["token"]).json()["data"]["organization_name"] == "Initech"
    assert login(anybody, NEWCOMER["email"], NEWCOMER["password"]).status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *[(name, "") for name in NEWCOMER],
        ("email", "peter"),
        ("email", "marco@ACME.example"),
        ("password", "password12"),
        ("password", "x" * 129),
        ("organization_name", "x" * 201),
        ("first_name", "a\x00b"),
    ],
)
def test_register_refuses_and_leaves_nothing(anybody, cast, field, value):
    before = Organization.objects.count(), User.objects.count()
    answer = anybody.post("/api/auth/register", {**NEWCOMER, field: value})
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]
    assert (Organization.objects.count(), User.objects.count()) == before


def test_register_can_be_closed(anybody, db, settings):
    settings.SIGN_UP_OPEN = False
    assert anybody.post("/api/auth/register", NEWCOMER).status_code == 403


def mailed_token():
    return re.search(r"/account/password/reset/key/([^/\s]+)", mail.outbox[-1].body)[1]


def test_forgotten_password_is_chosen_anew(anybody, cast):
    old = login(anybody).json()
    assert anybody.post("/api/auth/forgot-password", {"email": "Marco@acme.example"}).status_code == 200
    body = {"token": mailed_token(), "password": "another long password"}
    assert anybody.post("/api/auth/reset-password", {**body, "password": "short"}).status_code == 422
    assert anybody.post("/api/auth/reset-password", body).status_code == 200
    assert login(anybody, password="another long password").status_code == 200
    assert bearer(anybody, old["token"]).status_code == 401
    assert anybody.post("/api/auth/refresh", {"refresh": old["refresh"]}).status_code == 401
    assert anybody.post("/api/auth/reset-password", body).json()["errors"].keys() == {"token"}


def test_forgotten_password_tells_nothing(anybody, cast):
    known = anybody.post("/api/auth/forgot-password", {"email": "marco@acme.example"})
    unknown = anybody.post("/api/auth/forgot-password", {"email": "nobody@acme.example"})
    assert known.content == unknown.content
    assert known.status_code == unknown.status_code == 200


def test_forgotten_password_mails_one_address_a_few_times_only(anybody, cast):
    for _attempt in range(8):
        assert anybody.post("/api/auth/forgot-password", {"email": "marco@acme.example"}).status_code == 200
    assert len(mail.outbox) == 5


@pytest.mark.parametrize("token", ["", "x", "1-2", "zzzzzzzzzzzzzzzzzzzz-a", "-", "1-\ud7ff"])
def test_reset_refuses_nonsense(anybody, cast, token):
    answer = anybody.post("/api/auth/reset-password", {"token": token, "password": "another long password"})
    assert answer.status_code == 422
    assert answer.json()["errors"].keys() == {"token"}


def test_me_changes_ones_own_name(as_member, cast):
    me = as_member(cast.marco)
    assert me.put("/api/auth/me", {"first_name": "Marc"}).json()["errors"].keys() == {"last_name"}
    answer = me.put("/api/auth/me", {"first_name": "Marc", "last_name": "D.", "time_zone": "Europe/Oslo"})
    assert answer.json()["data"]["first_name"] == "Marc"
    assert me.patch("/api/auth/me", {"time_zone": "Moon/Base"}).json()["errors"].keys() == {"time_zone"}
    assert me.get("/api/auth/me").json()["data"]["time_zone"] == "Europe/Oslo"


def test_sign_in_is_slow_for_one_address(anybody, cast, settings):
    settings.API_SIGN_IN_RATE_LIMIT = "3/minute"
    answers = [anybody.post("/api/auth/refresh", {"refresh": "x"}) for _attempt in range(4)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert answers[-1].json()["success"] is False


def test_a_token_read_before_still_ends_in_time(anybody, cast, monkeypatch):
    """Its signature is checked once, its end at every request."""
    token = login(anybody).json()["token"]
    assert bearer(anybody, token).status_code == 200
    now = time.time()
    monkeypatch.setattr("api.tokens.time.time", lambda: now + 14 * 60)
    assert bearer(anybody, token).status_code == 200
    monkeypatch.setattr("api.tokens.time.time", lambda: now + 16 * 60)
    answer = bearer(anybody, token)
    assert (answer.status_code, answer.json()["message"]) == (401, "The token is wrong or has expired.")
