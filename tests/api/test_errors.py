"""What bad requests are answered, wherever they go."""

import json

import pytest
from django.urls import path as route

from accounts.models import Team
from api.manners import HouseView
from crm.urls import *  # noqa: F403  the whole product, and one broken view
from crm.urls import urlpatterns as real


class Broken(HouseView):
    def get(self, request):
        raise RuntimeError("a bug")


urlpatterns = [route("api/broken", Broken.as_view()), *real]


def send(caller, text, content_type="application/json", path="/api/teams", **extra):
    return caller.client.generic("POST", path, text, content_type, headers=caller.headers, **extra)


@pytest.mark.parametrize(
    ("text", "status", "field"),
    [
        ("{", 400, "body"),
        ("{'name': 1}", 400, "body"),
        ("NaN", 400, "body"),
        ('{"name": 1e999}', 422, "name"),
        ('{"name": %s}' % ("9" * 5_000), 422, "name"),
        ('{"member_ids": [1, {"a": -1e400}]}', 422, "member_ids[1].a"),
        ('{"member_ids": ["\\ud800"]}', 422, "member_ids[0]"),
        ('{"name": Infinity}', 400, "body"),
        ("9" * 5_000, 422, "body"),
        ("[" * 100_000 + "]" * 100_000, 400, "body"),
        ('{"name":' * 40 + "1" + "}" * 40, 400, "body"),
        (b"\xff\xfe", 400, "body"),
        ('{"name": "\\ud800"}', 422, "name"),
        ('{"name": "a\\u0000b"}', 422, "name"),
        ('{"\\ud800": "x"}', 400, "body"),
        ("[]", 422, "body"),
        ('"x"', 422, "body"),
        ("7", 422, "body"),
        ("null", 422, "body"),
        ("", 422, "name"),
        ('{"name": "%s"}' % ("x" * 100_000), 422, "name"),
        ('{"name": 123456789012345678901234567890}', 422, "name"),
    ],
)
def test_bad_body_is_refused(as_member, cast, text, status, field):
    answer = send(as_member(cast.olivia), text)
    body = answer.json()
    assert (answer.status_code, list(body["errors"])) == (status, [field])
    assert (body["success"], body["message"]) == (False, body["errors"][field])
    assert Team.objects.count() == 1


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("contacts?status=gone", "Choose one of: active, inactive."),
        ("contacts?scope=all", "Choose one of: me, team, company."),
        ("deals?won=7", "Choose one of: 1, 0."),
        ("contacts?search=" + "x" * 201, "Use at most 200 characters."),
        ("contacts?date_to=0001-01-01", "Give a day between 1900 and 2999."),
        ("contacts?company_id=" + "9" * 30, "Enter a whole number."),
        ("contacts?assigned_to=" + "9" * 30, "Give a user id, me or none."),
    ],
)
def test_wrong_parameter_is_told_what_would_be_right(as_member, cast, path, sentence):
    answer = as_member(cast.olivia).get(f"/api/{path}")
    assert (answer.status_code, [*answer.json()["errors"].values()]) == (422, [sentence])


@pytest.mark.parametrize("path", ["contacts", "companies", "leads", "deals", "tasks", "teams"])
def test_what_is_no_object_is_told_in_our_words(as_member, cast, path):
    answer = send(as_member(cast.olivia), "[]", path=f"/api/{path}")
    assert (answer.status_code, answer.json()["errors"]) == (422, {"body": "Send a JSON object."})


def test_too_large_body_is_not_read(as_member, cast, settings):
    answer = send(as_member(cast.olivia), "x" * (settings.API_MAX_BODY + 1))
    assert (answer.status_code, answer.json()["success"]) == (413, False)


def test_body_without_length_is_refused(as_member, cast):
    answer = send(as_member(cast.olivia), "", CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked")
    assert (answer.status_code, answer.json()["success"]) == (411, False)


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "/"])
def test_other_forms_than_json_are_refused(as_member, cast, content_type):
    answer = send(as_member(cast.olivia), "name=South", content_type)
    assert (answer.status_code, answer.json()["success"]) == (415, False)


@pytest.mark.parametrize(
    "path", ["/api/nothing", "/api/users/", "/api/", "/api/users/x", "/api/users/99999999999999999999"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_unknown_address_is_json_too(as_member, cast, path, method):
    answer = getattr(as_member(cast.olivia), method)(path)
    assert answer.status_code in (404, 405)
    assert answer.json()["success"] is False
    assert as_member(cast.olivia).get(path).status_code == 404


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_wrong_method_says_which_are_right(as_member, cast, method):
    caller = as_member(cast.olivia)
    answer = caller.client.generic(method.upper(), "/api/users", headers=caller.headers)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, POST, HEAD")
    assert answer.json()["success"] is False


def test_missing_credential_is_401(anybody, db):
    answer = anybody.get("/api/users")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="api"')
    assert answer.json()["success"] is False


@pytest.mark.urls(__name__)
def test_bug_is_json_with_a_request_id(as_member, cast):
    caller = as_member(cast.olivia)
    caller.client.raise_request_exception = False
    answer = caller.get("/api/broken")
    assert answer.status_code == 500
    assert answer.json()["request_id"]
    assert "a bug" not in answer.content.decode()


def test_wrong_host_is_json_too(as_member, cast):
    caller = as_member(cast.olivia)
    answer = caller.client.get("/api/users", headers=caller.headers, HTTP_HOST="evil.example")
    assert (answer.status_code, answer.json()["success"]) == (400, False)


def test_head_is_get_without_a_body(as_member, cast):
    caller = as_member(cast.olivia)
    answer = caller.client.head("/api/users", headers=caller.headers)
    assert (answer.status_code, answer.content) == (200, b"")


def test_accept_header_is_of_no_matter(as_member, cast):
    answer = as_member(cast.olivia).get("/api/users?page=1", accept="text/html")
    assert json.loads(answer.content)["total"] == 4
