"""Headers and cookies of every kind of answer."""

import pytest

PLACES = [
    "/",
    "/account/login/",
    "/admin/",
    "/api/contacts",
    "/api/docs",
    "/nothing-here",
    "/api/nothing-here",
    "/health",
]


@pytest.fixture(params=PLACES)
def answer(request, cast, page):
    return page(cast.olivia).get(request.param)


def test_the_content_policy_is_on_every_answer(answer):
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_every_answer_names_its_request(answer):
    assert len(answer["X-Request-ID"]) >= 8


def test_types_are_not_guessed_and_frames_are_refused(answer):
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


def test_a_stranger_does_not_choose_the_id(client):
    assert client.get("/health", headers={"X-Request-ID": "front-42"})["X-Request-ID"] != "front-42"


def test_behind_a_proxy_a_request_keeps_the_id_it_came_with(client, settings):
    settings.DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = True
    assert client.get("/health", headers={"X-Request-ID": "front-42"})["X-Request-ID"] == "front-42"


def test_an_id_that_is_no_id_is_not_repeated(client, settings):
    settings.DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = True
    assert "X-Request-ID" not in client.get("/health", headers={"X-Request-ID": "<b>" + "x" * 300})


def test_a_strange_host_is_refused(client):
    assert client.get("/health", headers={"Host": "evil.example"}).status_code == 400


def test_cookies_stay_with_us(cast, client):
    client.post("/account/login/", {"login": cast.marco.user.email, "password": "correct horse battery"})
    session = client.cookies["sessionid"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"


def test_behind_tls_everything_goes_encrypted(settings, client):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/account/login/")["Location"].startswith("https://")
    assert client.get("/health").status_code == 200


def test_a_change_by_page_needs_its_token(cast, page):
    marco = page(cast.marco, enforce_csrf_checks=True)
    assert marco.post("/contacts/new", {"first_name": "A", "last_name": "B"}).status_code == 403
