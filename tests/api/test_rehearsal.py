"""?dry_run=true"""

import pytest
from django.core import mail

from accounts.models import Credential, Invitation, Organization, Team, User


def test_rehearsed_write_answers_but_leaves_nothing(as_member, cast):
    admin = as_member(cast.olivia)
    answer = admin.post("/api/teams?dry_run=true", {"name": "South"})
    assert (answer.status_code, answer["Dry-Run"]) == (201, "true")
    assert answer.json()["data"]["name"] == "South"
    assert Team.objects.count() == 1
    assert admin.delete(f"/api/teams/{cast.team.pk}?dry_run=1").status_code == 200
    assert Team.objects.count() == 1


def test_rehearsed_refusal_is_a_refusal(as_member, cast):
    answer = as_member(cast.olivia).post("/api/teams?dry_run=true", {"name": "North"})
    assert (answer.status_code, answer["Dry-Run"]) == (422, "true")


def test_rehearsed_invitation_is_not_mailed(as_member, cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as waiting:
        answer = as_member(cast.olivia).post("/api/users?dry_run=true", {"email": "ida@acme.example"})
    assert answer.status_code == 201
    assert (waiting, mail.outbox, Invitation.objects.count()) == ([], [], 0)


def test_false_is_no_rehearsal(as_member, cast):
    answer = as_member(cast.olivia).post("/api/teams?dry_run=false", {"name": "South"})
    assert "Dry-Run" not in answer
    assert Team.objects.count() == 2


def test_rehearsed_key_is_none(as_member, anybody, cast):
    answer = as_member(cast.olivia).post("/api/api-keys?dry_run=true", {"name": "Shop"})
    assert answer.status_code == 201
    assert not Credential.objects.exists()
    assert anybody.get("/api/users", x_api_key=answer.json()["key"]).status_code == 401


@pytest.mark.parametrize("value", ["", "maybe", "TRUE1"])
def test_wrong_flag_is_named(as_member, cast, value):
    answer = as_member(cast.olivia).post(f"/api/teams?dry_run={value}", {"name": "South"})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["dry_run"])
    assert Team.objects.count() == 1


def test_reading_cannot_be_rehearsed(as_member, cast):
    assert as_member(cast.olivia).get("/api/teams?dry_run=true").status_code == 422
    assert as_member(cast.olivia).get(f"/api/teams/{cast.team.pk}?dry_run=true").status_code == 422


@pytest.mark.parametrize("path", ["login", "refresh", "logout", "forgot-password", "reset-password", "register"])
def test_signing_in_cannot_be_rehearsed(anybody, db, path):
    answer = anybody.post(f"/api/auth/{path}?dry_run=true", {})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["dry_run"])
    assert not User.objects.exists()
    assert not Organization.objects.exists()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "/api/teams?nmae=x"),
        ("put", "/api/auth/me?x=1"),
        ("get", "/api/auth/me?x=1"),
        ("post", "/api/auth/login?x=1"),
    ],
)
def test_unknown_parameter_is_refused(as_member, cast, method, path):
    answer = getattr(as_member(cast.olivia), method)(path)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [path.partition("?")[2].partition("=")[0]]
