"""People, teams and keys by the API."""

import pytest
from django.core import mail

from accounts.models import Credential, Invitation, Member, Team
from tests.cast import PASSWORD

NEWCOMER = {"email": "Ida@acme.example", "first_name": "Ida", "last_name": "Holm"}


# -- people -----------------------------------------------------------------------------------


def test_everybody_may_read_who_there_is(as_member, cast):
    body = as_member(cast.rita).get("/api/users").json()
    assert list(body) == ["data", "current_page", "last_page", "per_page", "total"]
    assert [person["first_name"] for person in body["data"]] == ["Marco", "Olivia", "Rita", "Tess"]
    assert (
        body["data"][0].items()
        >= {
            "id": cast.marco.pk,
            "first_name": "Marco",
            "last_name": "Diaz",
            "email": "marco@acme.example",
            "role": "member",
            "data_scope": "all",
            "is_active": True,
            "last_login": None,
        }.items()
    )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("search=DIA", ["Marco"]),
        ("role=admin", ["Olivia"]),
        ("is_active=false", []),
        ("sort_dir=DESC&per_page=1", ["Tess"]),
    ],
)
def test_people_are_found(as_member, cast, asked, found):
    body = as_member(cast.rita).get(f"/api/users?{asked}").json()
    assert [person["first_name"] for person in body["data"]] == found


@pytest.mark.parametrize(
    "asked", ["role=boss", "sort_by=password", "sort_dir=up", "page=0", "page=x", "page=--1", "color=red"]
)
def test_wrong_parameter_is_named(as_member, cast, asked):
    answer = as_member(cast.rita).get(f"/api/users?{asked}")
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [asked.partition("=")[0]]


def test_foreign_person_is_not_there(as_member, cast):
    assert as_member(cast.olivia).get(f"/api/users/{cast.zoe.pk}").status_code == 404
    assert as_member(cast.olivia).put(f"/api/users/{cast.zoe.pk}", {"role": "member"}).status_code == 404


def test_key_is_no_person(as_member, cast):
    credential, _secret = Credential.issue(by=cast.olivia, name="Shop")
    assert as_member(cast.olivia).get(f"/api/users/{credential.member_id}").status_code == 404


def test_person_without_password_is_invited(as_member, cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = as_member(cast.olivia).post("/api/users", {**NEWCOMER, "role": "admin", "data_scope": "team"})
    assert answer.status_code == 201
    assert answer.json()["data"].items() >= {"id": None, "email": "ida@acme.example", "role": "admin"}.items()
    assert [message.to for message in mail.outbox] == [["ida@acme.example"]]
    assert Invitation.objects.get().data_scope == "team"


def test_person_with_password_signs_in_at_once(as_member, anybody, cast):
    answer = as_member(cast.olivia).post("/api/users", {**NEWCOMER, "password": "a stapler of my own"})
    assert answer.status_code == 201
    assert not mail.outbox
    signed_in = anybody.post("/api/auth/login", {"email": "ida@acme.example", "password": "a stapler of my own"})
    assert signed_in.json()["user"]["id"] == answer.json()["data"]["id"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", ""),
        ("email", "ida"),
        ("email", None),
        ("email", "MARCO@acme.example"),
        ("role", "boss"),
        ("role", 7),
        ("data_scope", "none"),
        ("password", "short"),
        ("first_name", ["Ida"]),
    ],
)
def test_wrong_person_is_refused(as_member, cast, field, value):
    answer = as_member(cast.olivia).post("/api/users", {**NEWCOMER, field: value})
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]
    assert not Invitation.objects.exists()


def test_password_of_somebody_elses_person_is_not_set(as_member, cast):
    answer = as_member(cast.olivia).post(
        "/api/users", {"email": "zoe@rival.example", "password": "a stapler of my own"}
    )
    assert answer.json()["errors"].keys() == {"email"}
    cast.zoe.user.refresh_from_db()
    assert cast.zoe.user.check_password(PASSWORD)


@pytest.mark.parametrize("method", ["put", "patch"])
def test_admin_changes_what_a_person_may_do(as_member, cast, method):
    change = getattr(as_member(cast.olivia), method)
    answer = change(f"/api/users/{cast.rita.pk}", {"role": "admin", "data_scope": "team"})
    assert answer.status_code == 200
    cast.rita.refresh_from_db()
    assert (cast.rita.role, cast.rita.data_scope) == ("admin", "team")


@pytest.mark.parametrize("change", [{"role": "member"}, {"is_active": False}])
def test_last_admin_stays(as_member, cast, change):
    answer = as_member(cast.olivia).put(f"/api/users/{cast.olivia.pk}", change)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == list(change)
    assert Member.objects.get(pk=cast.olivia.pk).is_admin


def test_deactivation_cuts_every_access_at_once(as_member, anybody, cast):
    tokens = anybody.post("/api/auth/login", {"email": "marco@acme.example", "password": PASSWORD}).json()
    anybody.client.force_login(cast.marco.user)
    assert anybody.get("/api/auth/me").status_code == 200
    as_member(cast.olivia).put(f"/api/users/{cast.marco.pk}", {"is_active": False})
    assert anybody.get("/api/auth/me", authorization=f"Bearer {tokens['token']}").status_code == 401
    assert anybody.post("/api/auth/refresh", {"refresh": tokens["refresh"]}).status_code == 401
    assert anybody.get("/api/auth/me").status_code == 401


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "/api/users"),
        ("put", "/api/users/{rita}"),
        ("patch", "/api/users/{rita}"),
        ("get", "/api/teams"),
        ("post", "/api/teams"),
        ("get", "/api/teams/{team}"),
        ("put", "/api/teams/{team}"),
        ("delete", "/api/teams/{team}"),
        ("get", "/api/api-keys"),
        ("post", "/api/api-keys"),
        ("delete", "/api/api-keys/1"),
    ],
)
def test_only_admins_rule(as_member, anybody, cast, method, path):
    path = path.format(rita=cast.rita.pk, team=cast.team.pk)
    assert getattr(as_member(cast.marco), method)(path).status_code == 403
    assert getattr(anybody, method)(path).status_code == 401


# -- teams --------------------------------------------------------------------------------------


def test_team_is_made_changed_and_removed(as_member, cast):
    admin = as_member(cast.olivia)
    made = admin.post("/api/teams", {"name": " South ", "member_ids": [cast.rita.pk, str(cast.marco.pk)]})
    assert made.status_code == 201
    team = made.json()["data"]
    assert (team["name"], team["member_ids"]) == ("South", sorted([cast.rita.pk, cast.marco.pk]))
    kept = admin.put(f"/api/teams/{team['id']}", {"name": "Southwest"}).json()["data"]
    assert (kept["name"], kept["member_ids"]) == ("Southwest", team["member_ids"])
    assert admin.patch(f"/api/teams/{team['id']}", {"member_ids": []}).json()["data"]["member_ids"] == []
    assert [t["name"] for t in admin.get("/api/teams").json()["data"]] == ["North", "Southwest"]
    assert admin.delete(f"/api/teams/{team['id']}").json() == {"success": True, "message": "Deleted."}
    assert admin.get(f"/api/teams/{team['id']}").status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": " "}, "name"),
        ({"name": "North"}, "name"),
        ({"name": "NORTH"}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "S", "member_ids": 5}, "member_ids"),
        ({"name": "S", "member_ids": [True]}, "member_ids"),
        ({"name": "S", "member_ids": [None]}, "member_ids"),
        ({"name": "S", "member_ids": [10**30]}, "member_ids"),
        ({"name": "S", "member_ids": ["x"]}, "member_ids"),
        ({"name": "S", "member_ids": [{}]}, "member_ids"),
        ({"name": "S", "member_ids": [0] * 1001}, "member_ids"),
        ([], "body"),
        ('"x"', "body"),
        (None, "body"),
    ],
)
def test_wrong_team_is_refused(as_member, cast, body, field):
    answer = as_member(cast.olivia).call("post", "/api/teams", "null" if body is None else body)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]
    assert Team.objects.count() == 1


def test_foreign_member_joins_no_team(as_member, cast):
    answer = as_member(cast.olivia).post("/api/teams", {"name": "S", "member_ids": [cast.rita.pk, cast.zoe.pk]})
    assert answer.json()["errors"] == {"member_ids": f"Not found: {cast.zoe.pk}."}
    assert as_member(cast.zoe).get(f"/api/teams/{cast.team.pk}").status_code == 404


# -- keys ---------------------------------------------------------------------------------------


def test_key_is_shown_once_and_works_until_revoked(as_member, anybody, cast):
    admin = as_member(cast.olivia)
    made = admin.post("/api/api-keys", {"name": "Shop", "kind": "key", "role": "member", "data_scope": "all"})
    assert made.status_code == 201
    key = made.json()["key"]
    assert made.json()["data"]["key"] == key
    assert anybody.get("/api/users", x_api_key=key).status_code == 200
    listed = admin.get("/api/api-keys")
    assert key not in listed.content.decode()
    assert listed.json()["data"][0]["prefix"] == key[:8]
    assert listed.json()["data"][0]["last_used_at"]
    assert admin.delete(f"/api/api-keys/{made.json()['data']['id']}").status_code == 200
    assert anybody.get("/api/users", x_api_key=key).status_code == 401
    assert admin.get("/api/api-keys").json()["data"][0]["revoked_at"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": "S", "kind": "master"}, "kind"),
        ({"name": "S", "expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
        ({"name": "S", "expires_at": "soon"}, "expires_at"),
        ({"name": "S", "expires_at": 5}, "expires_at"),
        ({"name": "S", "role": None}, "role"),
    ],
)
def test_wrong_key_is_refused(as_member, cast, body, field):
    answer = as_member(cast.olivia).post("/api/api-keys", body)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]


@pytest.mark.parametrize("wrong", ["x", "rk_nothing", "", "\x00"])
def test_unknown_key_is_refused(anybody, db, wrong):
    assert anybody.get("/api/users", x_api_key=wrong).status_code == 401


def test_company_token_is_no_key(anybody, cast):
    _credential, secret = Credential.issue(by=cast.olivia, name="Site", kind="company")
    assert anybody.get("/api/users", x_api_key=secret).status_code == 401


def test_key_acts_for_one_organization_only(anybody, cast):
    _credential, secret = Credential.issue(by=cast.olivia, name="Shop")
    assert anybody.get("/api/users", x_api_key=secret, x_org_id=str(cast.acme.pk)).status_code == 200
    assert anybody.get("/api/users", x_api_key=secret, x_org_id=str(cast.rival.pk)).status_code == 403


def test_key_has_no_account_to_change(anybody, cast):
    _credential, secret = Credential.issue(by=cast.olivia, name="Shop")
    assert anybody.get("/api/auth/me", x_api_key=secret).json()["data"]["first_name"] == "Shop"
    assert anybody.put("/api/auth/me", {"first_name": "S", "last_name": "S"}, x_api_key=secret).status_code == 403


# -- session --------------------------------------------------------------------------------------


def test_page_may_call_with_its_cookie_and_csrf_token(cast):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.olivia.user)
    assert client.get("/api/users").status_code == 200
    refused = client.post("/api/teams", {"name": "South"}, content_type="application/json")
    assert (refused.status_code, refused.json()["success"]) == (403, False)
    client.cookies["csrftoken"] = "a" * 32
    made = client.post(
        "/api/teams", {"name": "South"}, content_type="application/json", headers={"x-csrftoken": "a" * 32}
    )
    assert made.status_code == 201
