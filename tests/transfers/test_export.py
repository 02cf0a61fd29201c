"""Files that go out, by page and by API."""

import csv
import io

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.http import QueryDict

from contacts.models import Contact
from contacts.resources import ContactResource
from tests import makers
from transfers import kinds
from transfers.exporting import Selection, export, rows, streaming
from transfers.models import Transfer


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def hang_up(answer):
    """As a server does when its client is gone; the test's own connection stays."""
    request_finished.disconnect(close_old_connections)
    try:
        answer.close()
    finally:
        request_finished.connect(close_old_connections)


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


@pytest.mark.parametrize("path", ["/export/contact", "/export/company", "/export/lead", "/imports/template/contact"])
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


@pytest.mark.usefixtures("people")
def test_the_api_takes_columns_ids_and_formats(cast, rest):
    client, bob = rest(cast.olivia), Contact.objects.get(first_name="Bob")
    assert [list(row) for row in rows_of(client.get(f"/api/contacts/export?columns=email,name&ids={bob.pk}"))] == [
        ["email", "first_name", "last_name"]
    ]
    wrong = client.get("/api/contacts/export?columns=shoe_size")
    assert (wrong.status_code, "first_name" in wrong.json()["errors"]["columns"]) == (422, True)
    cards = client.get("/api/contacts/export?format=vcf")
    assert cards["Content-Type"] == "text/vcard; charset=utf-8"
    assert cards.getvalue().count(b"BEGIN:VCARD") == 2
    assert client.get("/api/contacts/export?format=xlsx").getvalue()[:2] == b"PK"


@pytest.mark.usefixtures("people")
def test_a_client_that_hangs_up_is_noticed(cast):
    for is_reading in (True, False):
        selection = Selection(kinds.of("contact"), QueryDict(), member=cast.olivia)
        answer = export(selection, selection.columns())
        if is_reading:
            pieces = iter(answer)
            assert next(pieces).startswith(b"first_name")
        hang_up(answer)
        kept = Transfer.objects.first()
        assert (kept.status, kept.rows) == ("cancelled", 0)
        assert kept.finished_at


@pytest.mark.usefixtures("people")
def test_a_failure_on_the_way_is_kept(cast, rest, monkeypatch):
    def broken(*_args):
        raise ZeroDivisionError

    monkeypatch.setattr("transfers.exporting.rows.Sheet.rows", broken)
    with pytest.raises(ZeroDivisionError):
        rest(cast.olivia).get("/api/contacts/export").getvalue()
    kept = Transfer.objects.get()
    assert (kept.status, "not whole" in kept.failure) == ("failed", True)


@pytest.mark.usefixtures("people")
def test_what_becomes_private_meanwhile_stays_at_home(cast, rest, monkeypatch):
    def hidden_meanwhile(queryset):
        ids = rows.ids_of(queryset)
        Contact.objects.filter(first_name="Ann").update(is_private=True, assigned_to=cast.marco)
        Contact.objects.filter(first_name="Bob").update(last_name="Changed")
        return ids

    monkeypatch.setattr(streaming, "ids_of", hidden_meanwhile)
    found = rows_of(rest(cast.olivia).get("/api/contacts/export"))
    assert [(row["first_name"], row["last_name"]) for row in found] == [("Bob", "Changed")]


def test_many_chunks_keep_the_order_and_each_row_once(cast, rest, monkeypatch):
    monkeypatch.setattr(rows, "AT_ONCE", 7)
    monkeypatch.setattr(rows, "IDS_AT_ONCE", 5)
    monkeypatch.setattr(rows, "REMEMBERED", 3)
    for number in range(30):
        makers.contact(
            cast.olivia, f"P{number % 4}", f"L{number:02}", company=f"C{number % 9}", tags=[f"t{number % 3}"]
        )
    found = rows_of(rest(cast.olivia).get("/api/contacts/export?sort_by=name&sort_dir=DESC"))
    names = [f"{row['first_name']} {row['last_name']}" for row in found]
    assert names == sorted((f"P{n % 4} L{n:02}" for n in range(30)), reverse=True)
    for row in found:
        number = int(row["last_name"][1:])
        assert (row["company_name"], row["tags"]) == (f"C{number % 9}", f"t{number % 3}")


def test_a_list_of_default_columns_offers_them(cast, page):
    makers.contact(cast.olivia)
    link = page(cast.olivia).get("/contacts").content.decode()
    assert 'href="/export/contact?columns=name' in link
