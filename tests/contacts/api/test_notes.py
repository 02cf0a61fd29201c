"""Notes of contacts and companies in the house API."""

import pytest

from contacts.models import CompanyNote, ContactNote
from tests import makers


@pytest.fixture(params=["contact", "company"])
def noted(request, cast):
    """(URL of a record, the record, its note model, the name of the key that names it)."""
    if request.param == "contact":
        record = makers.contact(cast.olivia)
        return f"/api/contacts/{record.pk}", record, ContactNote, "contact_id"
    record = makers.company(cast.olivia)
    return f"/api/companies/{record.pk}", record, CompanyNote, "company_id"


def test_writing_one(cast, rest, noted):
    url, record, _model, key = noted
    response = rest(cast.marco).post(f"{url}/notes", {"content": "  Call after two.  "})
    body = response.json()
    assert response.status_code == 201
    assert set(body) == {"success", "data", "message"}
    assert set(body["data"]) == {"id", key, "content", "created_by", "created_by_name", "created_at"}
    assert (body["data"][key], body["data"]["content"]) == (record.pk, "Call after two.")
    assert (body["data"]["created_by"], body["data"]["created_by_name"]) == (cast.marco.pk, "Marco Diaz")
    assert body["data"]["created_at"].endswith("Z")
    assert len(body["data"]["created_at"]) == 27


def test_reading_them_newest_first(cast, rest, noted):
    url, record, model, _key = noted
    for text in ("one", "two"):
        model.write(record, text, by=cast.marco)
    body = rest(cast.olivia).get(f"{url}/notes").json()
    assert (body["success"], [note["content"] for note in body["data"]]) == (True, ["two", "one"])


def test_none_is_an_empty_list(cast, rest, noted):
    assert rest(cast.olivia).get(f"{noted[0]}/notes").json() == {"success": True, "data": []}


@pytest.mark.parametrize(("who", "status"), [("marco", 200), ("olivia", 200), ("tess", 403)])
def test_deleting_is_for_the_author_and_admins(cast, rest, noted, who, status):
    url, record, model, _key = noted
    note = model.write(record, "Mine", by=cast.marco)
    response = rest(getattr(cast, who)).delete(f"{url}/notes/{note.pk}")
    assert (response.status_code, response.json()["success"]) == (status, status == 200)
    assert model.objects.exists() is (status == 403)


def test_another_records_note_is_404(cast, rest, noted):
    url, record, model, _key = noted
    other = type(record).create(
        by=cast.olivia, **({"name": "Other"} if model is CompanyNote else {"first_name": "Other"})
    )
    note = model.write(other, "Elsewhere", by=cast.olivia)
    response = rest(cast.olivia).delete(f"{url}/notes/{note.pk}")
    assert (response.status_code, model.objects.count()) == (404, 1)


def test_of_a_key_is_signed_with_its_name(cast, keyed, noted):
    body = keyed(by=cast.olivia).post(f"{noted[0]}/notes", {"content": "Hi"}, format="json").json()
    assert body["data"]["created_by_name"] == "Test key"


@pytest.mark.parametrize("rows", [2, 25])
def test_few_queries(cast, rest, noted, rows, django_assert_max_num_queries):
    url, record, model, _key = noted
    for number in range(rows):
        model.write(record, f"Note {number}", by=cast.marco)
    client = rest(cast.olivia)
    with django_assert_max_num_queries(3):
        assert len(client.get(f"{url}/notes").json()["data"]) == rows
    with django_assert_max_num_queries(4):
        assert len(client.get(url).json()["data"]["note_items"]) == rows
