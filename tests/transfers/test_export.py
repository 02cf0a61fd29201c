"""Files that go out, by page and by API."""

import csv
import io

import pytest

from contacts.models import Contact
from contacts.resources import ContactResource
from tests import makers
from transfers.models import Transfer


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


@pytest.fixture
def people(cast):
    makers.contact(cast.olivia, "Ann", "Lee", company="Acme", tags=["b", "a"], source="Fair", assigned_to=cast.marco)
    makers.contact(cast.olivia, "Bob", "May", status="inactive", phone="+1-555")
    makers.contact(cast.rita, "Secret", "One", is_private=True)
    makers.contact(cast.zoe, "Foreign", "Body")


@pytest.mark.usefixtures("people")
def test_the_api_streams_what_an_admin_sees(cast, rest):
    answer = rest(cast.olivia).get("/api/contacts/export")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="contacts-')
    assert answer.streaming
    ann, bob = rows_of(answer)
    assert list(ann) == [*ContactResource.columns(), "id", "created_at"]
    assert (ann["company_name"], ann["tags"], ann["assigned_to"]) == ("Acme", "a,b", "marco@acme.example")
    assert (bob["phone"], bob["status"]) == ("'+1-555", "inactive")
    assert bob["created_at"].endswith("Z")


@pytest.mark.usefixtures("people")
def test_filters_and_order_are_the_lists(cast, rest):
    client = rest(cast.olivia)
    assert [row["first_name"] for row in rows_of(client.get("/api/contacts/export?status=inactive"))] == ["Bob"]
    assert [row["first_name"] for row in rows_of(client.get("/api/contacts/export?sort_dir=DESC"))] == ["Bob", "Ann"]
    assert client.get("/api/contacts/export?statsu=inactive").status_code == 422
    assert client.get("/api/contacts/export?status=odd").status_code == 422


@pytest.mark.usefixtures("people")
def test_the_page_asks_then_gives_the_lists_columns_in_their_order(cast, page):
    client = page(cast.olivia)
    asked = client.get("/export/contact?status=active&columns=company,name,owner")
    assert "1 contact as the list is filtered now" in asked.content.decode()
    got = client.get("/export/contact?status=active&columns=company,name,owner&file_format=csv&which=listed")
    assert [list(row) for row in rows_of(got)] == [["company_name", "first_name", "last_name", "assigned_to"]]
    whole = client.get("/export/contact?status=active&columns=company,name&file_format=csv&which=all")
    assert rows_of(whole)[0]["source"] == "Fair"


@pytest.mark.usefixtures("people")
def test_only_ticked_rows_on_request(cast, page):
    bob, secret = Contact.objects.get(first_name="Bob"), Contact.objects.get(first_name="Secret")
    got = page(cast.olivia).get(f"/export/contact?file_format=csv&ids={bob.pk}&ids={secret.pk}&ids=x&ids={'9' * 30}")
    assert [row["first_name"] for row in rows_of(got)] == ["Bob"]


@pytest.mark.usefixtures("people")
def test_an_export_is_remembered(cast, rest):
    rows_of(rest(cast.olivia).get("/api/contacts/export"))
    kept = Transfer.objects.get()
    assert (kept.direction, kept.status, kept.rows, kept.member) == ("export", "done", 2, cast.olivia)


@pytest.mark.usefixtures("people")
def test_somebody_elses_private_company_is_not_named(cast, rest):
    hidden = makers.company(cast.rita, "Hidden", is_private=True)
    makers.contact(cast.rita, "Works", "There", company=hidden, assigned_to=cast.rita)
    names = {row["first_name"]: row["company_name"] for row in rows_of(rest(cast.olivia).get("/api/contacts/export"))}
    assert names["Works"] == ""


def test_the_template_is_the_header(cast, rest, page):
    for answer in (rest(cast.olivia).get("/api/contacts/template"), page(cast.olivia).get("/imports/template/contact")):
        assert answer.getvalue().decode().splitlines() == [",".join(ContactResource.columns())]
    assert rest(cast.olivia).get("/api/companies/template").getvalue().startswith(b"name,domain,website")


@pytest.mark.parametrize("path", ["/api/contacts/export", "/api/companies/export", "/api/contacts/template"])
def test_only_admins_export_by_api(cast, rest, path):
    assert rest(cast.marco).get(path).status_code == 403
    assert rest().get(path).status_code == 401


@pytest.mark.parametrize(
    "path", ["/export/contact", "/export/company", "/imports", "/imports/new", "/imports/template/contact"]
)
def test_only_admins_open_the_pages(cast, page, path):
    assert page(cast.marco).get(path).status_code == 403
    assert page(cast.olivia).get(path).status_code == 200


def test_unknown_kinds_are_not_found(cast, page):
    assert page(cast.olivia).get("/export/planets").status_code == 404
    assert page(cast.olivia).get("/export/contact?colour=red").status_code == 422


def test_statements_do_not_grow_with_rows(cast, rest, django_assert_max_num_queries):
    for number in range(60):
        makers.contact(cast.olivia, f"P{number}", company=f"C{number}", tags=["vip"], assigned_to=cast.marco)
    with django_assert_max_num_queries(12):
        assert len(rows_of(rest(cast.olivia).get("/api/contacts/export"))) == 60
