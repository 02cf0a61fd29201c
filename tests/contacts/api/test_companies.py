"""The house API of companies."""

import pytest

from contacts.models import Company, CompanyNote, Contact
from tests import makers

TEXTS = {
    "name": "Acme Corp",
    "domain": "acme.example",
    "website": "https://acme.example",
    "industry": "Software",
    "phone": "+1-555-0100",
    "email": "hello@acme.example",
    "address_street": "123 Main St",
    "address_city": "Toronto",
    "address_state": "ON",
    "address_zip": "M5V 2T6",
    "address_country": "Canada",
    "notes": "Old friends",
}


@pytest.fixture
def olivia(cast, rest):
    return rest(cast.olivia)


def test_create_takes_every_field(cast, olivia):
    response = olivia.post("/api/companies", {**TEXTS, "tags": "b,a", "assigned_to": cast.marco.pk})
    body = response.json()
    assert (response.status_code, body["success"], body["message"]) == (201, True, "Company created.")
    assert {name: body["data"][name] for name in TEXTS} == TEXTS
    assert (body["data"]["tags"], body["data"]["assigned_to"]) == ("a,b", cast.marco.pk)
    assert olivia.get(f"/api/companies/{body['data']['id']}").json()["data"] == body["data"]


@pytest.mark.parametrize("value", [None, "", "   ", 5])
def test_create_needs_a_name(cast, olivia, value):
    response = olivia.post("/api/companies", {**TEXTS, "name": value})
    assert (response.status_code, set(response.json()["errors"])) == (422, {"name"})
    assert not Company.objects.exists()


@pytest.mark.parametrize("text", ["javascript:alert(1)", "mailto:jane@example.com", "data:text/html,x"])
def test_a_website_is_an_address_of_the_web(cast, olivia, text):
    refused = olivia.post("/api/companies", {"name": "Acme", "website": text})
    assert (refused.status_code, set(refused.json()["errors"])) == (422, {"website"})
    there = makers.company(cast.olivia, website=text)  # from a file, say
    assert olivia.patch(f"/api/companies/{there.pk}", {"website": text}).status_code == 200
    assert olivia.patch(f"/api/companies/{there.pk}", {"website": "acme.example/a:b"}).status_code == 200


def test_list_sorts_filters_and_pages(cast, olivia):
    for name in ("Cyber", "Acme", "Beta"):
        makers.company(cast.olivia, name, industry="Food" if name == "Beta" else "Software", tags=["t"])
    body = olivia.get("/api/companies?industry=Software&sort_dir=DESC&per_page=1").json()
    assert [row["name"] for row in body["data"]] == ["Cyber"]
    assert (body["total"], body["last_page"], body["per_page"]) == (2, 2, 1)
    assert set(body) == {"data", "current_page", "last_page", "per_page", "total"}


@pytest.mark.parametrize("query", ["industri=x", "sort_by=password", "status=active", "page=x"])
def test_a_wrong_parameter_is_named(olivia, query):
    response = olivia.get(f"/api/companies?{query}")
    assert (response.status_code, set(response.json()["errors"])) == (422, {query.partition("=")[0]})


@pytest.mark.parametrize("rows", [2, 25])
def test_list_reads_in_few_queries(cast, olivia, django_assert_max_num_queries, rows):
    for number in range(rows):
        makers.company(cast.olivia, f"Firm {number}", tags=["t", f"n{number}"], assigned_to=cast.marco)
    with django_assert_max_num_queries(3):
        assert len(olivia.get("/api/companies").json()["data"]) == rows


def test_put_and_patch(cast, olivia):
    firm = makers.company(cast.olivia, **TEXTS)
    assert olivia.put(f"/api/companies/{firm.pk}", {"phone": "1"}).status_code == 422
    assert olivia.put(f"/api/companies/{firm.pk}", {"name": "New"}).json()["data"]["domain"] == "acme.example"
    body = olivia.patch(f"/api/companies/{firm.pk}", {"domain": None}).json()
    assert (body["data"]["domain"], body["message"]) == (None, "Company saved.")


def test_a_new_name_shows_on_its_contacts(cast, olivia):
    jane = makers.contact(cast.olivia, company="Old")
    olivia.patch(f"/api/companies/{jane.company_id}", {"name": "New"})
    rows = olivia.get("/api/contacts?search=new").json()["data"]
    assert [row["company_name"] for row in rows] == ["New"]


def test_delete_keeps_its_contacts_unlinked(cast, olivia):
    jane = makers.contact(cast.olivia, company="Acme")
    CompanyNote.write(jane.company, "Note", by=cast.olivia)
    response = olivia.delete(f"/api/companies/{jane.company_id}")
    assert response.json() == {"success": True, "message": "Company deleted."}
    assert Contact.objects.get().company_id is None
    assert not CompanyNote.objects.exists()
    assert olivia.get("/api/contacts").json()["data"][0]["company_name"] is None


def test_its_contacts_are_a_page_of_those_one_sees(cast, olivia, rest):
    firm = makers.company(cast.olivia, "Acme")
    for name in ("Ann", "Bob"):
        makers.contact(cast.olivia, name, company=firm)
    makers.contact(cast.olivia, "Hidden", company=firm, is_private=True)
    makers.contact(cast.olivia, "Elsewhere", company="Beta")
    body = rest(cast.marco).get(f"/api/companies/{firm.pk}/contacts?per_page=1").json()
    assert [row["first_name"] for row in body["data"]] == ["Ann"]
    assert (body["success"], body["total"], body["last_page"]) == (True, 2, 2)
    assert olivia.get(f"/api/companies/{firm.pk}/contacts").json()["total"] == 3
    assert rest(cast.zoe).get(f"/api/companies/{firm.pk}/contacts").status_code == 404
    assert olivia.get(f"/api/companies/{firm.pk}/contacts?statsu=x").status_code == 422


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", ""),
        ("put", ""),
        ("patch", ""),
        ("delete", ""),
        ("get", "/contacts"),
        ("get", "/notes"),
        ("post", "/notes"),
        ("delete", "/notes/{note}"),
    ],
)
@pytest.mark.parametrize("who", ["zoe", "rita", "olivia"])
def test_out_of_sight_is_404(cast, rest, method, path, who):
    firm = makers.company(cast.marco, is_private=who == "olivia", assigned_to=cast.marco)
    note = CompanyNote.write(firm, "Hello", by=cast.marco)
    url = f"/api/companies/{firm.pk}" + path.format(note=note.pk)
    body = [{"name": "X", "content": "Y"}] if method in ("put", "patch", "post") else []
    response = getattr(rest(getattr(cast, who)), method)(url, *body)
    assert response.status_code == 404
    assert (Company.objects.get().name, CompanyNote.objects.count()) == ("Acme Corp", 1)
