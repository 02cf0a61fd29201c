"""POST /api/contacts/import and /api/companies/import."""

import pytest

from contacts.models import Company, Contact
from transfers.models import Transfer

from .files import customers, table, upload


def post(client, content, path="/api/contacts/import", name="people.csv"):
    return client.post(path, {"file": upload(content, name)}, format="multipart")


def test_answers_at_once_what_came_of_it(cast, rest):
    text = table(["first_name", "last_name", "email"], ["Jane", "Smith", "j@x.example"], ["Bad", "Row", "nope"])
    answer = post(rest(cast.olivia), text)
    assert answer.status_code == 200
    body = answer.json()
    assert body == {
        "success": True,
        "message": "1 row imported, 1 refused.",
        "imported": 1,
        "skipped": 1,
        "errors": ["Row 3: email: Enter an e-mail address such as jane@example.com."],
    }
    again = post(rest(cast.olivia), text).json()
    assert (again["imported"], again["skipped"]) == (0, 2)


def test_says_which_of_two_columns_of_one_name_is_used(cast, rest):
    text = table(["name", "Source", "Source"], ["Jane", "Fair", "Web"])
    told = "Columns of the file have the same name: “Source” is used, “Source (2)” is not."
    assert post(rest(cast.olivia), text).json()["message"] == f"1 row imported. {told}"
    body = post(rest(cast.olivia), text, '/api/contacts/import?mode=create&mapping={"Source (2)": "job_title"}').json()
    assert body["message"] == "1 row imported."
    assert Contact.objects.filter(source="Fair", job_title="Web").count() == 1


def test_takes_companies_and_modes(cast, rest):
    client = rest(cast.olivia)
    text = table(["name", "industry"], ["Acme", "Food"])
    assert post(client, text, "/api/companies/import").json()["imported"] == 1
    assert post(client, text, "/api/companies/import?mode=create").json()["skipped"] == 1
    changed = text.replace("Food", "Energy")
    assert post(client, changed, "/api/companies/import?mode=update").json()["imported"] == 1
    assert Company.objects.get().industry == "Energy"


def test_in_the_background_gives_a_job(cast, rest, django_capture_on_commit_callbacks):
    client = rest(cast.olivia)
    with django_capture_on_commit_callbacks(execute=True):
        answer = post(client, customers(3), "/api/contacts/import?background=true")
    assert answer.status_code == 202
    job = client.get(f"/api/imports/{answer.json()['job_id']}").json()["data"]
    assert (job["status"], job["created"], job["rows"]) == ("done", 3, 3)
    assert rest(cast.zoe).get(f"/api/imports/{job['id']}").status_code == 404


def test_a_rehearsal_leaves_nothing(cast, rest, settings):
    answer = post(rest(cast.olivia), customers(3), "/api/contacts/import?dry_run=true")
    assert (answer.status_code, answer.json()["imported"], answer["Dry-Run"]) == (200, 3, "true")
    assert Contact.objects.count() == Transfer.objects.count() == 0
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_the_same_idempotency_key_imports_once(cast, rest):
    client = rest(cast.olivia)
    text = table(["first_name"], ["Jane"])
    first = client.post("/api/contacts/import", {"file": upload(text)}, format="multipart", HTTP_IDEMPOTENCY_KEY="k1")
    again = client.post("/api/contacts/import", {"file": upload(text)}, format="multipart", HTTP_IDEMPOTENCY_KEY="k1")
    assert first.json() == again.json()
    assert Transfer.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "field"),
    [({}, "file"), ({"file": "text"}, "file"), ({"mode": "x"}, "file")],
)
def test_a_missing_file_is_told(cast, rest, sent, field):
    for form in ("multipart", "json"):
        answer = rest(cast.olivia).post("/api/contacts/import", sent, format=form)
        assert answer.status_code == 422
        assert field in answer.json()["errors"]


@pytest.mark.parametrize(
    ("query", "field"), [("mode=replace", "mode"), ("background=maybe", "background"), ("mod=x", "mod")]
)
def test_wrong_parameters_are_told(cast, rest, query, field):
    answer = post(rest(cast.olivia), customers(1), f"/api/contacts/import?{query}")
    assert answer.status_code == 422
    assert field in answer.json()["errors"]
    assert Contact.objects.count() == 0


def test_a_file_without_names_is_told(cast, rest):
    answer = post(rest(cast.olivia), table(["colour"], ["red"]))
    assert answer.status_code == 422
    assert "Let one of the columns fill" in answer.json()["errors"]["file"]
    assert Transfer.objects.count() == 0


def test_a_file_too_large_is_told(cast, rest, settings):
    settings.IMPORT_MAX_BYTES = 1_000
    answer = post(rest(cast.olivia), customers(100))
    assert answer.status_code == 422
    assert "larger" in answer.json()["errors"]["file"]


def test_only_admins_import(cast, rest, keyed):
    assert post(rest(cast.marco), customers(1)).status_code == 403
    assert post(rest(), customers(1)).status_code == 401
    assert post(keyed(by=cast.olivia, role="member"), customers(1)).status_code == 403
    assert post(keyed(by=cast.olivia, role="admin"), customers(1)).json()["imported"] == 1
