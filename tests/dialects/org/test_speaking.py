"""How the Org API speaks, whatever it is asked."""

import pytest
from rest_framework.test import APIClient

from contacts.models import Contact
from tests import makers
from tests.conftest import jwt

LISTS = ["contacts", "tags", "custom-fields", "custom-field-folders", "custom-values"]
HUGE = 2**63


class TestOrganization:
    @pytest.mark.parametrize("header", [None, "", "acme", "0", "-1", "1.5", str(2**63), "\u0661"])
    def test_must_be_named(self, cast, header):
        named = {} if header is None else {"HTTP_X_ORG_ID": header}
        answer = APIClient(HTTP_AUTHORIZATION=f"Bearer {jwt(cast.olivia)}", **named).get("/api/v1/contacts")
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["X-Org-Id"])

    def test_of_others_is_refused(self, cast, keyed):
        client = APIClient(HTTP_AUTHORIZATION=f"Bearer {jwt(cast.zoe)}", HTTP_X_ORG_ID=str(cast.acme.pk))
        assert client.get("/api/v1/contacts").status_code == 403
        key = keyed(by=cast.zoe)
        assert key.get("/api/v1/contacts", HTTP_X_ORG_ID=str(cast.acme.pk)).json().keys() == {"detail"}
        assert key.get("/api/v1/contacts", HTTP_X_ORG_ID=str(cast.acme.pk)).status_code == 403

    def test_is_asked_of_keys_too(self, cast, keyed):
        key = keyed(by=cast.olivia)
        assert key.get("/api/v1/contacts").status_code == 400
        assert key.get("/api/v1/contacts", HTTP_X_ORG_ID=str(cast.acme.pk)).status_code == 200

    def test_is_another_s_nothing(self, cast, org):
        jane = makers.contact(cast.olivia)
        zoe = org(cast.zoe)
        assert zoe.get("/api/v1/contacts").json()["items"] == []
        assert zoe.get(f"/api/v1/contacts/{jane.pk}").status_code == 404


class TestRefusals:
    def test_without_credentials_are_401(self, db):
        answer = APIClient(HTTP_X_ORG_ID="1").get("/api/v1/contacts")
        assert (answer.status_code, answer.json().keys()) == (401, {"detail"})
        assert "WWW-Authenticate" in answer

    def test_of_what_is_not_there_are_404(self, olivia):
        for path in ("contacts/1", f"contacts/{HUGE}", f"contacts/{HUGE}/opportunities", "nothing"):
            answer = olivia.get(f"/api/v1/{path}")
            assert (answer.status_code, answer.json().keys()) == (404, {"detail"})

    def test_of_methods_are_405(self, olivia):
        answer = olivia.put("/api/v1/contacts", {})
        assert (answer.status_code, answer.json().keys()) == (405, {"detail"})
        assert answer["Allow"].startswith("GET, POST")

    @pytest.mark.parametrize("body", ["{", "{'a': 1}", '{"name": NaN}', "[" * 40 + "]" * 40])
    def test_of_broken_json_are_400(self, olivia, body):
        answer = olivia.generic("POST", "/api/v1/contacts", body, content_type="application/json")
        assert (answer.status_code, "detail" in answer.json()) == (400, True)

    @pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data; boundary=x"])
    def test_of_other_kinds_of_body_are_415(self, olivia, kind):
        assert olivia.generic("POST", "/api/v1/contacts", "name=Jane", content_type=kind).status_code == 415

    def test_name_every_path(self, olivia):
        body = {"name": "Jane", "email": "no address", "tags": ["a,b"], "custom": {"nope": 1}, "assigned_to": 0, "x": 1}
        assert olivia.post("/api/v1/contacts", body).json()["errors"].keys() == {"x"}
        del body["x"]
        answer = olivia.post("/api/v1/contacts", body)
        assert answer.status_code == 422
        assert answer.json()["errors"].keys() == {"email", "tags", "custom.nope", "assigned_to"}
        assert isinstance(answer.json()["errors"]["email"], list)
        assert not Contact.objects.exists()

    def test_of_ours_are_500_with_a_number(self, olivia, monkeypatch):
        olivia.raise_request_exception = False
        monkeypatch.setattr("dialects.org.tags.TagViewSet.rows", lambda *_: 1 / 0)
        answer = olivia.get("/api/v1/tags")
        assert (answer.status_code, answer.json().keys()) == (500, {"detail", "request_id"})

    def test_of_too_many_calls_are_429(self, olivia, settings):
        settings.API_RATE_LIMIT = "2/minute"
        answers = [olivia.get("/api/v1/tags") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert (answers[0]["RateLimit-Limit"], answers[2].json().keys()) == ("2", {"detail"})
        assert "Retry-After" in answers[2]


@pytest.mark.parametrize("path", LISTS)
class TestPaging:
    def test_has_the_promised_form(self, olivia, path):
        body = olivia.get(f"/api/v1/{path}").json()
        assert body == {"items": [], "total": 0, "limit": 50, "offset": 0}

    def test_is_asked_for_in_two_ways(self, olivia, path):
        body = olivia.get(f"/api/v1/{path}?limit=200&offset=7").json()
        assert (body["limit"], body["offset"]) == (200, 7)
        body = olivia.get(f"/api/v1/{path}?page=3&per_page=20").json()
        assert (body["limit"], body["offset"]) == (20, 40)

    @pytest.mark.parametrize(
        "asked",
        [
            "limit=0", "limit=201", "limit=-1", "limit=x", "limit=", "limit=1.5", "offset=-1", "page=0", "per_page=201",
            f"offset={HUGE}", f"limit={HUGE}", f"page={HUGE}", "limit=9%00", "limit=5&page=2",
        ],
    )  # fmt: skip
    def test_refuses_what_is_wrong(self, olivia, path, asked):
        answer = olivia.get(f"/api/v1/{path}?{asked}")
        name = "page" if "&" in asked else asked.partition("=")[0]
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [name])

    def test_goes_as_far_as_one_likes(self, olivia, path):
        assert olivia.get(f"/api/v1/{path}?offset={2**31 - 1}").json()["items"] == []
        assert olivia.get(f"/api/v1/{path}?nope=1").status_code == 422


class TestManners:
    def test_a_write_sent_twice_happens_once(self, olivia):
        sent = [olivia.post("/api/v1/contacts", {"name": "Jane"}, HTTP_IDEMPOTENCY_KEY="k1") for _ in range(2)]
        assert sent[0].json() == sent[1].json()
        assert (sent[1]["Idempotent-Replay"], Contact.objects.count()) == ("true", 1)
        other = olivia.post("/api/v1/contacts", {"name": "Joe"}, HTTP_IDEMPOTENCY_KEY="k1")
        assert (other.status_code, list(other.json()["errors"])) == (422, ["Idempotency-Key"])

    def test_a_rehearsal_leaves_nothing(self, cast, olivia):
        answer = olivia.post("/api/v1/contacts?dry_run=true", {"name": "Jane", "company": "Acme", "tags": ["x"]})
        assert (answer.status_code, answer["Dry-Run"], answer.json()["company"]) == (201, "true", "Acme")
        assert olivia.get("/api/v1/contacts").json()["total"] == olivia.get("/api/v1/tags").json()["total"] == 0

    def test_a_version_saves_the_body_and_guards_the_write(self, cast, olivia):
        path = f"/api/v1/contacts/{makers.contact(cast.olivia).pk}"
        tag = olivia.get(path)["ETag"]
        assert olivia.get(path, HTTP_IF_NONE_MATCH=tag).status_code == 304
        assert olivia.patch(path, {"phone": "1"}, HTTP_IF_MATCH=tag).status_code == 200
        stale = olivia.patch(path, {"phone": "2"}, HTTP_IF_MATCH=tag)
        assert (stale.status_code, stale.json().keys()) == (412, {"detail", "current"})
        assert stale.json()["current"]["phone"] == "1"
        assert olivia.delete(path, HTTP_IF_MATCH=tag).status_code == 412
        assert olivia.delete(path, HTTP_IF_MATCH=stale["ETag"]).status_code == 204
