"""Idempotency-Key: a write sent twice happens once."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.urls import path as route
from django.utils import timezone
from rest_framework.parsers import MultiPartParser

from accounts.models import Credential, Organization, Team
from api.answers import success
from api.errors import Conflict
from api.idempotency import Reservation
from api.manners import HouseView
from api.models import RememberedRequest
from crm.urls import urlpatterns as real


class Fragile(HouseView):
    """Makes a team, then breaks as often as it is told to."""

    breaks = 0

    def post(self, request):
        Team.objects.create(organization_id=request.member.organization_id, name="South")
        if Fragile.breaks:
            Fragile.breaks -= 1
            raise RuntimeError("a bug")
        return success(message="Made.", status=201)


class Upload(HouseView):
    parser_classes = [MultiPartParser]

    def post(self, request):
        return success({"read": request.FILES["file"].read().decode()})


urlpatterns = [route("api/fragile", Fragile.as_view()), route("api/upload", Upload.as_view()), *real]


@pytest.fixture
def admin(as_member, cast):
    return as_member(cast.olivia)


def test_second_answer_is_the_first(admin):
    first = admin.post("/api/teams", {"name": "South"}, idempotency_key="k1")
    again = admin.post("/api/teams", {"name": "South"}, idempotency_key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert (again["ETag"], again["Content-Type"]) == (first["ETag"], first["Content-Type"])
    assert again["Idempotent-Replay"] == "true"
    assert "Idempotent-Replay" not in first
    assert Team.objects.filter(name="South").count() == 1


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_every_write_is_remembered(admin, cast, method):
    answers = [admin.call(method, f"/api/teams/{cast.team.pk}", {"name": "S"}, idempotency_key="k") for _ in range(2)]
    assert answers[0].status_code == answers[1].status_code == 200
    assert "Idempotent-Replay" in answers[1]


@pytest.mark.parametrize(
    ("path", "body"), [("/api/teams", {"name": "West"}), ("/api/teams?dry_run=false", {"name": "South"})]
)
def test_key_is_for_one_request(admin, path, body):
    admin.post("/api/teams", {"name": "South"}, idempotency_key="k1")
    refused = admin.post(path, body, idempotency_key="k1")
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["Idempotency-Key"])
    assert Team.objects.count() == 2


def test_key_is_the_organizations_own(admin, as_member, cast):
    admin.post("/api/teams", {"name": "South"}, idempotency_key="k1")
    other = as_member(cast.zoe).post("/api/teams", {"name": "South"}, idempotency_key="k1")
    assert "Idempotent-Replay" not in other
    assert other.status_code == 201


def test_refusal_is_an_answer_too(admin):
    first = admin.post("/api/teams", {"name": ""}, idempotency_key="k1")
    again = admin.post("/api/teams", {"name": ""}, idempotency_key="k1")
    assert (again.status_code, again.content, again["Idempotent-Replay"]) == (422, first.content, "true")


def test_rehearsal_is_not_remembered(admin):
    admin.post("/api/teams?dry_run=true", {"name": "South"}, idempotency_key="k1")
    assert not RememberedRequest.objects.exists()


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "\x7f", "é"])
def test_wrong_key_is_refused(admin, key):
    assert admin.post("/api/teams", {"name": "South"}, idempotency_key=key).status_code == 422


def test_running_request_is_waited_for(admin):
    admin.post("/api/teams", {"name": "South"}, idempotency_key="k1")
    RememberedRequest.objects.update(status=None)
    assert admin.post("/api/teams", {"name": "South"}, idempotency_key="k1").status_code == 409


def test_request_of_a_dead_process_runs_again(admin):
    admin.post("/api/teams", {"name": "South"}, idempotency_key="k1")
    Team.objects.filter(name="South").delete()
    RememberedRequest.objects.update(status=None, running_since=timezone.now() - RememberedRequest.LEASE)
    assert admin.post("/api/teams", {"name": "South"}, idempotency_key="k1").status_code == 201
    assert Team.objects.filter(name="South").exists()


def test_one_who_lost_the_lease_leaves_nothing(admin, cast):
    admin.post("/api/teams", {"name": "South"}, idempotency_key="k1")
    RememberedRequest.objects.update(status=None)
    slow = Reservation(RememberedRequest.objects.get(), "k1")
    RememberedRequest.objects.update(running_since=timezone.now())

    @transaction.atomic
    def finish():
        Team.objects.create(organization=cast.acme, name="West")
        slow.keep(HttpResponse("{}"))

    with pytest.raises(Conflict):
        finish()
    assert not Team.objects.filter(name="West").exists()


def test_answer_is_forgotten_after_a_day(admin):
    admin.post("/api/teams", {"name": "South"}, idempotency_key="k1")
    RememberedRequest.objects.update(created_at=timezone.now() - timedelta(hours=24))
    Team.objects.filter(name="South").delete()
    again = admin.post("/api/teams", {"name": "Other"}, idempotency_key="k1")
    assert (again.status_code, "Idempotent-Replay" in again) == (201, False)


@pytest.mark.urls(__name__)
def test_our_own_failure_is_no_answer(admin):
    admin.client.raise_request_exception = False
    Fragile.breaks = 1
    assert admin.post("/api/fragile", {}, idempotency_key="k1").status_code == 500
    assert not Team.objects.filter(name="South").exists()
    assert admin.post("/api/fragile", {}, idempotency_key="k1").status_code == 201
    assert admin.post("/api/fragile", {}, idempotency_key="k1")["Idempotent-Replay"] == "true"


@pytest.mark.urls(__name__)
def test_uploaded_file_is_part_of_the_request(admin):
    def upload(content):
        file = SimpleUploadedFile("people.csv", content)
        return admin.client.post("/api/upload", {"file": file}, headers={**admin.headers, "idempotency-key": "k1"})

    assert upload(b"a").json()["data"] == {"read": "a"}
    assert upload(b"a")["Idempotent-Replay"] == "true"
    assert upload(b"b").status_code == 422


def test_secret_in_an_answer_is_stored_sealed(admin, anybody):
    first = admin.post("/api/api-keys", {"name": "Shop"}, idempotency_key="k1")
    again = admin.post("/api/api-keys", {"name": "Shop"}, idempotency_key="k1")
    assert again.json() == first.json()
    stored = bytes(RememberedRequest.objects.get().body)
    assert first.json()["key"].encode() not in stored
    assert Credential.objects.count() == 1


def test_reading_needs_no_key(admin):
    assert admin.get("/api/teams", idempotency_key="k1").status_code == 200
    assert not RememberedRequest.objects.exists()


def test_signing_up_is_not_remembered(anybody, db):
    body = {
        "organization_name": "Initech",
        "first_name": "Peter",
        "last_name": "Gibbons",
        "email": "peter@initech.example",
        "password": "a stapler of my own",
    }
    assert anybody.post("/api/auth/register", body, idempotency_key="k1").status_code == 201
    assert anybody.post("/api/auth/register", body, idempotency_key="k1").status_code == 422
    assert Organization.objects.count() == 1
