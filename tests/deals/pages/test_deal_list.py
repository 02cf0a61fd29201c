"""The table of deals: what it shows, to whom, in how many queries; its cells."""

import datetime
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activity.models import Act
from deals.filters import DealFilter
from deals.lists import DEALS
from deals.models import Deal
from tests import makers

PART = {"HX-Request": "true", "HX-Target": "results"}


def names(answer):
    return [str(row.record) for row in answer.context["listing"].rows]


@pytest.fixture
def deals(cast):
    """An (won), Be (lost for its price), Ce (Rita's, to close soon), De (private to Marco)."""
    jane = makers.contact(cast.olivia, email="jane@x.example", company="Acme Corp")
    soon = timezone.localdate() + datetime.timedelta(days=5)
    an = makers.deal(cast.olivia, "An", stage="Closed Won", value=Decimal(5), contact=jane, company=jane.company)
    be = makers.deal(cast.olivia, "Be", currency="EUR", value=Decimal("7.50"), source="Fair", tags=["vip"])
    be.move_to(makers.stage(cast.olivia, "Closed Lost"), by=cast.olivia, loss_reason="Price")
    ce = makers.deal(
        cast.olivia, "Ce", stage="Proposal", value=Decimal(100), assigned_to=cast.rita, expected_close_date=soon
    )
    de = makers.deal(cast.marco, "De", assigned_to=cast.marco, is_private=True)
    return {"an": an, "be": be, "ce": ce, "de": de, "jane": jane}


@pytest.mark.parametrize(
    ("who", "seen", "said"),
    [
        ("olivia", ["An", "Be", "Ce"], "1 open · $100 · weighted $40"),
        ("marco", ["An", "Be", "Ce", "De"], "2 open · $100 · weighted $40"),
        ("rita", ["Ce"], "1 open · $100 · weighted $40"),
        ("tess", ["An", "Be"], "0 open"),
        ("zoe", [], "0 open"),
    ],
)
def test_shows_and_sums_what_the_member_sees(cast, deals, page, who, seen, said):
    answer = page(getattr(cast, who)).get("/deals")
    assert names(answer) == seen
    assert answer.context["listing"].total == len(seen)
    assert said in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "seen", "words"),
    [
        ("status=won", ["An"], "is won"),
        ("won=0", ["Be"], "is lost"),
        ("stage_id={Proposal}", ["Ce"], "is Proposal"),
        ("stage_ids={Proposal},{Closed Won}", ["An", "Ce"], "is Proposal or Closed Won"),
        ("pipeline_id={pipeline}", ["An", "Be", "Ce"], "is Sales"),
        ("pipeline_id=999999", [], "is one that is gone"),
        ("company_id={company}", ["An"], "is Acme Corp"),
        ("contact_id={contact}", ["An"], "is Jane Smith"),
        ("tag=vip", ["Be"], "is vip"),
        ("source=Fair", ["Be"], "is Fair"),
        ("loss_reason=Price", ["Be"], "is Price"),
        ("undated=1", ["An", "Be"], "is not set"),
        ("date_from=2999-01-01", [], "expected close since 1 Jan 2999"),
        ("date_from=2020-01-01&date_field=created_at", ["An", "Be", "Ce"], "created since 1 Jan 2020"),
        ("date_to=2020-01-01&date_field=closed_at", [], "closed until 1 Jan 2020"),
    ],
)
def test_narrows_by_its_address_and_says_so(cast, deals, page, query, seen, words):
    ids = {stage.name: stage.pk for stage in makers.stage(cast.olivia).pipeline.stages.all()}
    ids |= {
        "pipeline": makers.stage(cast.olivia).pipeline_id,
        "contact": deals["jane"].pk,
        "company": deals["jane"].company_id,
    }
    for name, pk in ids.items():
        query = query.replace("{" + name + "}", str(pk))
    answer = page(cast.olivia).get(f"/deals?{query}")
    assert names(answer) == seen
    assert [chip.words for chip in answer.context["listing"].chips] == [words]


def test_sums_what_was_asked_for_by_its_status(cast, deals, page):
    client = page(cast.olivia)
    assert client.get("/deals?status=lost").context["listing"].summary == "1 deal · €8"
    assert client.get("/deals?search=ce").context["listing"].summary == "1 open · $100 · weighted $40"


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize("column", [column for column in DEALS.columns if column.sort], ids=lambda column: column.name)
def test_sorts_by_every_column_that_says_so(cast, deals, page, column, direction):
    assert column.sort in DealFilter.SORTS
    asked = {"sort_by": column.sort, "sort_dir": direction, "columns": column.name}
    answer = page(cast.olivia).get("/deals", asked)
    assert sorted(names(answer)) == ["An", "Be", "Ce"]
    found = page(cast.olivia).get(f"/deals/{deals['be'].pk}", {"from": f"sort_by={column.sort}&sort_dir={direction}"})
    order = names(answer)
    around = [None, *order, None]
    place = order.index("Be")
    neighbours = found.context["neighbours"]
    ids = {
        name: deal.pk
        for name, deal in (("An", deals["an"]), ("Be", deals["be"]), ("Ce", deals["ce"]), (None, None))
        if deal
    }
    assert (neighbours.before, neighbours.after) == (ids.get(around[place]), ids.get(around[place + 2]))


def test_draws_every_column(cast, deals, page):
    deals["ce"].change(by=cast.olivia, expected_close_date=timezone.localdate() - datetime.timedelta(days=1))
    columns = ",".join(column.name for column in DEALS.columns)
    text = page(cast.olivia).get(f"/deals?columns={columns}").content.decode()
    for part in (
        "€7.50",
        "Acme Corp",
        "Jane Smith",
        "1 day late",
        "Closed Lost",
        "Price",
        "Sales",
        "40 %",
        "medium",
        "No contact",
    ):
        assert part in text


def test_risk_is_said_to_those_who_cannot_see_the_dot(cast, deals, page):
    text = page(cast.rita).get("/deals").content.decode()
    assert re.search(r'<span class="sr">: [^<]*No contact is named\.</span>', text)


def test_a_search_brings_the_sum_along(cast, deals, page):
    text = page(cast.olivia).get("/deals?search=ce", headers=PART).content.decode()
    assert 'id="summary" hx-swap-oob="true">1 open · $100' in text
    assert 'id="ways"' in text


def queries_of(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def fill(cast, count):
    for n in range(count):
        contact = makers.contact(cast.olivia, f"P{n}", company=f"Firm {n}")
        makers.deal(
            cast.olivia, f"D{n}", contact=contact, company=contact.company, tags=[f"t{n}"], assigned_to=cast.marco,
            value=Decimal(n),
        )  # fmt: skip


@pytest.mark.parametrize(("url", "most"), [("/deals", 9), ("/deals/forecast", 7), ("/deals/tabs", 7)])
def test_needs_as_many_queries_for_25_rows_as_for_two(cast, page, url, most):
    client = page(cast.olivia)
    fill(cast, 2)
    few = queries_of(client, url)
    fill(cast, 23)
    assert few == queries_of(client, url) <= most


# -- cells ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "field", "value", "stored"),
    [
        ("value", "value", "12,500.50", Decimal("12500.5")),
        ("expected", "expected_close_date", "2026-12-24", datetime.date(2026, 12, 24)),
        ("company", "company_name", "New Firm", "New Firm"),
        ("contact", "contact", "jane@x.example", "Jane Smith"),
        ("stage", "stage", "{Negotiation}", "Negotiation"),
        ("tags", "tags", "a, b", ["a", "b"]),
        ("source", "source", "Web", "Web"),
    ],
)
def test_a_cell_is_edited_where_it_stands(cast, deals, page, column, field, value, stored):
    deal, client = deals["ce"], page(cast.olivia)
    url = f"/deals/{deal.pk}/cell/{column}"
    assert f'name="{field}"' in client.get(url, headers=PART).content.decode()
    if value.startswith("{"):
        value = makers.stage(cast.olivia, value.strip("{}")).pk
    answer = client.post(url, {field: value}, headers=PART)
    assert answer.status_code == 200
    assert f"/undo/{Act.objects.latest('pk').pk}" in answer["HX-Trigger"]
    deal = Deal.objects.get(pk=deal.pk)
    now = deal.tag_names if column == "tags" else getattr(deal, {"expected": "expected_close_date"}.get(column, column))
    assert (str(now) if isinstance(stored, str) else now) == stored


@pytest.mark.parametrize(
    ("who", "column", "fields", "status"),
    [
        ("ce", "value", {"value": "-5"}, 422),
        ("ce", "value", {"value": "a lot"}, 422),
        ("ce", "value", {"value": "9" * 40}, 422),
        ("ce", "value", {"value": "1\x002"}, 422),
        ("ce", "stage", {"stage": "99999999999999999999"}, 422),
        ("ce", "contact", {"contact": "Nobody Ever"}, 422),
        ("ce", "expected", {"expected_close_date": "tomorrow"}, 422),
        ("an", "stage", {"stage": "{Proposal}"}, 404),
        ("ce", "risk", {}, 404),
    ],
)
def test_a_cell_refuses_what_cannot_be(cast, deals, page, who, column, fields, status):
    if fields.get("stage", "").startswith("{"):
        fields = {"stage": makers.stage(cast.olivia, "Proposal").pk}
    before = Act.objects.count()
    answer = page(cast.olivia).post(f"/deals/{deals[who].pk}/cell/{column}", fields, headers=PART)
    assert (answer.status_code, Act.objects.count()) == (status, before)


def test_a_deal_that_is_closed_while_its_cell_is_saved_stays_where_it_is(cast, deals, page, monkeypatch):
    won, really = makers.stage(cast.olivia, "Closed Won"), Deal.revise

    def too_late(deal, **values):
        Deal.objects.get(pk=deal.pk).move_to(won, by=cast.rita)
        return really(deal, **values)

    monkeypatch.setattr(Deal, "revise", too_late)
    monkeypatch.setattr(Deal, "move_to", lambda deal, stage, *, by: really(deal, by=by, stage_id=stage.pk))
    fields = {"stage": makers.stage(cast.olivia, "Negotiation").pk}
    answer = page(cast.olivia).post(f"/deals/{deals['ce'].pk}/cell/stage", fields, headers=PART)
    assert answer.status_code == 422
    assert "This deal is closed." in answer.content.decode()
    assert Deal.objects.get(name="Ce").stage.name != "Negotiation"
