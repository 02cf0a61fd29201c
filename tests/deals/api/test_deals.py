"""The house API of deals, row by row of what it promises."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from deals.models import Closing, Deal, DealNote, Step
from tests import makers

PROMISED = {
    "id", "name", "title", "value", "currency", "stage_id", "stage_name", "pipeline_id", "contact_id", "contact_name",
    "company_id", "company_name", "probability", "expected_close_date", "closed_at", "is_won", "is_lost", "loss_reason",
    "assigned_to", "assigned_name", "notes", "tags", "risk_score", "risk_level", "risk_factors", "created_at", "updated_at",
}  # fmt: skip


@pytest.fixture
def olivia(cast, rest):
    return rest(cast.olivia)


def test_create_takes_every_field(cast, olivia):
    contact, company = makers.contact(cast.olivia), makers.company(cast.olivia)
    stage = makers.stage(cast.olivia, "Proposal")
    sent = {
        "name": "Fleet tracking",
        "value": 50000.5,
        "currency": "eur",
        "stage_id": stage.pk,
        "contact_id": contact.pk,
        "company_id": company.pk,
        "probability": 55,
        "expected_close_date": (timezone.localdate() + timedelta(days=60)).isoformat(),
        "source": "Fair",
        "notes": "Soon",
        "tags": "b,a",
        "assigned_to": cast.marco.pk,
    }
    response = olivia.post("/api/deals", sent)
    body = response.json()
    assert (response.status_code, body["success"], body["message"]) == (201, True, "Deal created.")
    deal = body["data"]
    assert set(deal) >= PROMISED
    assert {name: deal[name] for name in sent} == {**sent, "currency": "EUR", "tags": "a,b"}
    assert b'"value":50000.50,' in response.content
    assert (deal["title"], deal["stage_name"], deal["pipeline_id"]) == ("Fleet tracking", "Proposal", stage.pipeline_id)
    assert (deal["contact_name"], deal["company_name"]) == ("Jane Smith", "Acme Corp")
    assert (deal["assigned_name"], deal["weighted_value"]) == ("Marco Diaz", 27500.28)
    assert (deal["closed_at"], deal["is_won"], deal["is_lost"], deal["loss_reason"]) == (None, False, False, None)
    assert (deal["risk_score"], deal["risk_level"]) == (15, "low")
    assert (deal["risk_factors"], deal["note_items"]) == (["No task is open."], [])
    assert olivia.get(f"/api/deals/{deal['id']}").json()["data"] == deal


def test_create_begins_in_the_first_stage_with_the_currency_of_the_organization(cast, olivia):
    cast.acme.currency = "CHF"
    cast.acme.save(update_fields=["currency"])
    deal = olivia.post("/api/deals", {"title": "By title"}).json()["data"]
    assert (deal["name"], deal["currency"], deal["stage_name"]) == ("By title", "CHF", "Qualification")
    assert (deal["value"], deal["weighted_value"], deal["probability"]) == (None, None, 10)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"name": "B", "title": "A"}, "B"),
        ({"name": "A", "title": "B"}, "B"),
        ({"name": "B", "title": "B"}, "B"),
        ({"name": "A", "title": "A"}, "A"),
        ({"name": "", "title": "B"}, "B"),
        ({"name": "B", "title": ""}, "B"),
        ({"name": "B", "title": "C"}, None),
        ({"title": ""}, None),
    ],
)
def test_of_name_and_title_the_changed_one_counts(cast, olivia, body, name):
    deal = makers.deal(cast.olivia, "A")
    answer = olivia.put(f"/api/deals/{deal.pk}", body)
    told = answer.json()["data"]["name"] if name else (answer.status_code, len(answer.json()["errors"]))
    assert told == (name or (422, 1))
    deal.refresh_from_db()
    assert deal.name == (name or "A")


def test_a_new_deal_has_one_name(cast, olivia):
    answer = olivia.post("/api/deals", {"name": "A", "title": "B"})
    assert (answer.status_code, set(answer.json()["errors"])) == (422, {"title"})


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"title": "  "}, {"name": None}, {"value": 5}])
def test_create_needs_a_name_or_a_title(cast, olivia, body):
    response = olivia.post("/api/deals", body)
    assert (response.status_code, set(response.json()["errors"])) == (422, {"name"})
    assert not Deal.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("value", -1),
        ("value", "-0.01"),
        ("value", "NaN"),
        ("value", "Infinity"),
        ("value", "1e400"),
        ("value", 1e300),
        ("value", 10**12),
        ("value", 10**40),
        ("value", "1.2345"),
        ("value", "5.255"),
        ("value", True),
        ("value", [5]),
        ("value", {"amount": 5}),
        ("value", "five"),
        ("value", "1_000"),
        ("value", "\u0665"),
        ("value", "5\x00"),
        ("currency", "XXX"),
        ("currency", "dollars"),
        ("currency", 5),
        ("currency", None),
        ("stage_id", 0),
        ("stage_id", 2**70),
        ("stage_id", "first"),
        ("stage_id", None),
        ("contact_id", 987654),
        ("company_id", "x"),
        ("probability", 101),
        ("probability", -1),
        ("probability", 5.5),
        ("expected_close_date", "31.12.2026"),
        ("expected_close_date", "2026-02-30"),
        ("expected_close_date", "0001-01-01"),
        ("expected_close_date", 5),
        ("closed_at", "2026-01-15"),  # it is open
        ("closed_at", "soon"),
        ("closed_at", 0),
        ("loss_reason", "Price"),
        ("loss_reason", ["Price"]),
        ("name", "x" * 201),
        ("name", "a\x00b"),
        ("notes", 5),
        ("tags", [1]),
        ("assigned_to", 987654),
    ],
)
def test_what_is_wrong_is_named_and_nothing_written(cast, olivia, field, value):
    body = {"name": "A", field: value}
    response = olivia.generic("POST", "/api/deals", json.dumps(body), content_type="application/json")
    assert (response.status_code, set(response.json()["errors"])) == (422, {field})
    assert not Deal.objects.exists()


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e400", "-1e400"])
def test_numbers_that_json_does_not_know_are_refused(cast, olivia, text):
    body = '{"name": "A", "value": ' + text + "}"
    response = olivia.generic("POST", "/api/deals", body, content_type="application/json")
    assert response.status_code in (400, 422)
    assert not Deal.objects.exists()


@pytest.mark.parametrize(
    ("value", "currency", "sent_out"),
    [
        ("999999999999.99", "USD", b"999999999999.99"),
        (0, "USD", b"0.00"),
        ("0.1", "USD", b"0.10"),
        (12, "JPY", b"12"),
        ("12.500", "KWD", b"12.500"),
        ("1e3", "USD", b"1000.00"),
        (None, "USD", b"null"),
        ("", "USD", b"null"),
    ],
)
def test_amounts_are_exact_numbers(cast, olivia, value, currency, sent_out):
    response = olivia.post("/api/deals", {"name": "A", "value": value, "currency": currency})
    assert b'"value":%s,' % sent_out in response.content
    read = olivia.get("/api/deals").content
    assert b'"value":%s,' % sent_out in read


@pytest.mark.parametrize("body", [{"value": "5.5", "currency": "JPY"}, {"currency": "JPY"}])
def test_an_amount_must_fit_its_currency(cast, olivia, body):
    deal = makers.deal(cast.olivia, value=Decimal("5.25"))
    response = olivia.patch(f"/api/deals/{deal.pk}", body)
    assert response.json()["errors"] == {"value": "Amounts in JPY have no decimals."}


def test_foreign_ids_are_not_found(cast, olivia, rest):
    theirs = {
        "stage_id": makers.stage(cast.zoe).pk,
        "contact_id": makers.contact(cast.zoe).pk,
        "company_id": makers.company(cast.zoe).pk,
        "assigned_to": cast.zoe.pk,
    }
    for field, pk in theirs.items():
        response = olivia.post("/api/deals", {"name": "A", field: pk})
        assert (response.status_code, response.json()["errors"]) == (422, {field: "Not found."})
    deal = makers.deal(cast.olivia)
    response = olivia.put(f"/api/deals/{deal.pk}/stage", {"stage_id": theirs["stage_id"]})
    assert (response.status_code, response.json()["errors"]) == (422, {"stage_id": "Not found."})


def test_a_private_contact_is_not_put_on_a_deal_that_others_see(cast, olivia):
    contact = makers.contact(cast.olivia, is_private=True)
    response = olivia.post("/api/deals", {"name": "A", "contact_id": contact.pk})
    assert (response.status_code, set(response.json()["errors"])) == (422, {"contact_id"})


def test_put_leaves_what_is_absent_and_needs_a_name(cast, olivia):
    deal = makers.deal(cast.olivia, value=Decimal(5), source="Web", tags=["a"])
    body = olivia.put(f"/api/deals/{deal.pk}", {"title": "Renamed"}).json()
    assert (body["message"], body["data"]["name"], body["data"]["value"]) == ("Deal saved.", "Renamed", 5)
    assert (body["data"]["source"], body["data"]["tags"]) == ("Web", "a")
    assert set(olivia.put(f"/api/deals/{deal.pk}", {"value": 5}).json()["errors"]) == {"name"}
    assert olivia.patch(f"/api/deals/{deal.pk}", {"value": "7.25"}).json()["data"]["value"] == 7.25


def test_sending_back_what_was_read_changes_nothing(cast, rest):
    secret = makers.contact(cast.rita, is_private=True)
    for stage in ("Proposal", "Closed Won", "Closed Lost"):
        deal = makers.deal(cast.marco, stage=stage, contact=secret, value=Decimal(5), tags=["a"])
        marco = rest(cast.marco)
        read = marco.get(f"/api/deals/{deal.pk}").json()["data"]
        assert read["contact_id"] is None
        again = marco.put(f"/api/deals/{deal.pk}", read)
        assert (again.status_code, again.json()["data"]) == (200, read)
        assert Deal.objects.get(pk=deal.pk).contact_id == secret.pk


def test_delete_takes_notes_steps_and_closings_along(cast, olivia):
    deal = makers.deal(cast.olivia, stage="Closed Won")
    DealNote.write(deal, "Great", by=cast.olivia)
    assert olivia.delete(f"/api/deals/{deal.pk}").json() == {"success": True, "message": "Deal deleted."}
    assert olivia.get(f"/api/deals/{deal.pk}").status_code == 404
    for model in (Deal, DealNote, Step, Closing):
        assert not model.objects.exists()


def test_list_filters_sorts_and_pages(cast, olivia):
    for name, value in (("Alpha", 5), ("Beta", 500), ("Gamma", 50)):
        makers.deal(cast.olivia, name, value=Decimal(value), stage="Proposal" if name == "Beta" else "Qualification")
    stage = makers.stage(cast.olivia)
    body = olivia.get(f"/api/deals?stage_ids={stage.pk}&sort_by=value&sort_dir=DESC&per_page=1").json()
    assert [row["name"] for row in body["data"]] == ["Gamma"]
    assert (body["total"], body["last_page"], body["per_page"], body["current_page"]) == (2, 2, 1, 1)
    assert set(body) == {"data", "current_page", "last_page", "per_page", "total"}
    assert [row["name"] for row in olivia.get("/api/deals").json()["data"]] == ["Alpha", "Beta", "Gamma"]


@pytest.mark.parametrize("query", ["stage=1", "sort_by=risk", "won=yes", "page=x", "stage_ids=x", "date_field=x"])
def test_a_wrong_parameter_is_named(olivia, query):
    response = olivia.get(f"/api/deals?{query}")
    assert (response.status_code, set(response.json()["errors"])) == (422, {query.partition("=")[0]})


@pytest.mark.parametrize("query", ["", "?search=deal", "?sort_by=contact_name"])
def test_a_list_takes_as_many_queries_for_many_deals_as_for_few(cast, rest, query):
    def deals(n):
        for number in range(n):
            contact = makers.contact(cast.olivia, email=f"{number}@x.example", company=f"Firm {number}")
            deal = makers.deal(
                cast.olivia, f"Deal {number}", contact=contact, company=contact.company, tags=["a"], value=Decimal(1)
            )
            DealNote.write(deal, "Hello", by=cast.marco)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert rest(cast.tess).get(f"/api/deals{query}").status_code == 200
        return len(captured)

    deals(2)
    queries()  # statements are written, and what is usual is read
    few = queries()
    deals(23)
    assert queries() == few <= 9


def test_single_reads_and_writes_take_few_queries(cast, olivia):
    deal = makers.deal(cast.olivia, contact=makers.contact(cast.olivia))
    olivia.get(f"/api/deals/{deal.pk}")
    with CaptureQueriesContext(connection) as captured:
        olivia.get(f"/api/deals/{deal.pk}")
    assert len(captured) <= 7


def test_etag_tells_versions_and_refuses_stale_writes(cast, olivia):
    deal = makers.deal(cast.olivia, value=Decimal("5.10"))
    read = olivia.get(f"/api/deals/{deal.pk}")
    etag = read["ETag"]
    assert olivia.get(f"/api/deals/{deal.pk}", HTTP_IF_NONE_MATCH=etag).status_code == 304
    DealNote.write(deal, "A note is no change of the deal", by=cast.marco)
    assert olivia.patch(f"/api/deals/{deal.pk}", {"value": 6}, HTTP_IF_MATCH=etag).status_code == 200
    stale = olivia.patch(f"/api/deals/{deal.pk}", {"value": 7}, HTTP_IF_MATCH=etag)
    assert (stale.status_code, stale.json()["data"]["value"]) == (412, 6)
    stage = makers.stage(cast.olivia, "Proposal").pk
    for method in (olivia.put, olivia.patch, olivia.post):
        assert method(f"/api/deals/{deal.pk}/stage", {"stage_id": stage}, HTTP_IF_MATCH=etag).status_code == 412


def test_a_repeated_create_makes_one_deal(cast, olivia):
    first = olivia.post("/api/deals", {"name": "Once", "value": "5.10"}, HTTP_IDEMPOTENCY_KEY="k")
    again = olivia.post("/api/deals", {"name": "Once", "value": "5.10"}, HTTP_IDEMPOTENCY_KEY="k")
    assert (again["Idempotent-Replay"], again.content) == ("true", first.content)
    assert Deal.objects.count() == 1


def test_a_rehearsed_write_leaves_nothing(cast, olivia):
    deal = makers.deal(cast.olivia)
    made = olivia.post("/api/deals?dry_run=true", {"name": "Never", "value": 5})
    assert (made.status_code, made["Dry-Run"], made.json()["data"]["value"]) == (201, "true", 5)
    won = makers.stage(cast.olivia, "Closed Won").pk
    moved = olivia.put(f"/api/deals/{deal.pk}/stage?dry_run=true", {"stage_id": won})
    assert moved.json()["data"]["is_won"] is True
    assert list(Deal.objects.values_list("name", "status")) == [("Fleet tracking", "open")]
    assert Step.objects.count() == 1


def test_notes_come_along_and_are_written_and_deleted(cast, olivia):
    deal = makers.deal(cast.olivia)
    made = olivia.post(f"/api/deals/{deal.pk}/notes", {"content": "Called"})
    assert (made.status_code, made.json()["data"]["deal_id"]) == (201, deal.pk)
    note = made.json()["data"]
    assert olivia.get(f"/api/deals/{deal.pk}").json()["data"]["note_items"] == [note]
    other = makers.deal(cast.olivia, "Other")
    assert olivia.delete(f"/api/deals/{other.pk}/notes/{note['id']}").status_code == 404
    assert olivia.delete(f"/api/deals/{deal.pk}/notes/{note['id']}").status_code == 200
    assert olivia.get(f"/api/deals/{deal.pk}/notes").json()["data"] == []
