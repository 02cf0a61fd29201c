import datetime
from decimal import Decimal

import pytest

from api.paging import page_of
from deals.filters import DealFilter
from deals.models import Deal

from .. import makers

pytestmark = pytest.mark.django_db


def titles(member, **params):
    return [deal.name for deal in filtered(member, **params).ordered()]


def filtered(member, **params):
    found = DealFilter(params, Deal.objects.visible_to(member), member=member)
    assert found.is_valid(), found.form.errors
    return found


@pytest.fixture
def deals(cast):
    acme = makers.company(cast.olivia, "Borealis")
    jane = makers.contact(cast.olivia, "Jane", "Smith")
    made = {
        "alpha": makers.deal(cast.olivia, "Alpha", value=Decimal(500), contact=jane, source="Web"),
        "beta": makers.deal(cast.olivia, "Beta", company=acme, stage="Proposal", tags=["key"]),
        "gamma": makers.deal(cast.olivia, "Gamma", value=Decimal(90), stage="Closed Won", assigned_to=cast.rita),
        "delta": makers.deal(cast.olivia, "Delta", stage="Closed Lost", loss_reason="Price"),
    }
    made["beta"].change(by=cast.olivia, expected_close_date=datetime.date(2026, 3, 1))
    return made


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"search": "jane"}, ["Alpha"]),
        ({"search": "borea"}, ["Beta"]),
        ({"search": "gam"}, ["Gamma"]),
        ({"search": "\u0301"}, ["Alpha", "Beta", "Delta", "Gamma"]),
        ({"status": "open"}, ["Alpha", "Beta"]),
        ({"won": "1"}, ["Gamma"]),
        ({"won": "0"}, ["Delta"]),
        ({"assigned_to": "none"}, ["Alpha", "Beta", "Delta"]),
        ({"source": "Web"}, ["Alpha"]),
        ({"loss_reason": "Price"}, ["Delta"]),
        ({"tag": "KEY"}, ["Beta"]),
        ({"date_from": "2026-03-01", "date_to": "2026-03-01"}, ["Beta"]),
        ({"date_from": "2026-03-02"}, []),
    ],
)
def test_narrows(cast, deals, params, expected):
    found = filtered(cast.olivia, **params)
    assert titles(cast.olivia, **params) == expected
    assert found.total() == len(expected)


def test_narrows_by_stages_pipeline_contact_and_company(cast, deals):
    proposal, won = makers.stage(cast.olivia, "Proposal"), makers.stage(cast.olivia, "Closed Won")
    assert titles(cast.olivia, stage_id=str(proposal.pk)) == ["Beta"]
    assert titles(cast.olivia, stage_ids=f"{proposal.pk}, {won.pk}") == ["Beta", "Gamma"]
    assert len(titles(cast.olivia, pipeline_id=str(won.pipeline_id))) == 4
    assert titles(cast.olivia, contact_id=str(deals["alpha"].contact_id)) == ["Alpha"]
    assert titles(cast.olivia, company_id=str(deals["beta"].company_id)) == ["Beta"]


def test_does_not_tell_which_deals_have_a_contact_private_to_others(cast):
    secret = makers.contact(cast.rita, "Aaron", "Aalto", is_private=True)
    company = makers.company(cast.rita, "Aardvark", is_private=True)
    makers.deal(cast.olivia, "With", contact=secret, company=company)
    assert titles(cast.olivia, contact_id=str(secret.pk)) == []
    assert titles(cast.olivia, company_id=str(company.pk)) == []
    assert titles(cast.olivia, search="aalto") == []


@pytest.mark.parametrize("sort_by", ["contact_name", "company_name"])
def test_does_not_sort_by_names_private_to_others(cast, sort_by):
    secret = makers.contact(cast.rita, "Zed", "Zimmer", is_private=True)
    hidden = makers.company(cast.rita, "Zymurgy", is_private=True)
    makers.deal(cast.olivia, "First", contact=secret, company=hidden, assigned_to=cast.rita)
    makers.deal(
        cast.olivia,
        "Second",
        contact=makers.contact(cast.olivia, "Ann", "Ames"),
        company=makers.company(cast.olivia, "Ames"),
        assigned_to=cast.rita,
    )
    assert titles(cast.olivia, sort_by=sort_by) == ["First", "Second"]
    assert titles(cast.rita, sort_by=sort_by) == ["Second", "First"]


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_empty_values_come_last_either_way(cast, deals, direction):
    named = titles(cast.olivia, sort_by="value", sort_dir=direction)
    assert named[:2] == (["Gamma", "Alpha"] if direction == "ASC" else ["Alpha", "Gamma"])
    assert set(named[2:]) == {"Beta", "Delta"}


@pytest.mark.parametrize("sort_by", DealFilter.SORTS)
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_pages_of_every_order_hold_every_deal_once(cast, deals, sort_by, direction):
    for more in ({}, {"search": "a"}, {"search": "ta"}):
        found = filtered(cast.olivia, sort_by=sort_by, sort_dir=direction, **more)
        paged = [deal.pk for number in (1, 2) for deal in page_of(found, number=number, per_page=2).rows]
        assert paged == [deal.pk for deal in found.ordered()]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("stage_ids", "1,x"),
        ("stage_ids", ",".join("1" * 101)),
        ("stage_ids", "99999999999999999999"),
        ("stage_id", "\x00"),
        ("won", "2"),
        ("status", "gone"),
        ("date_field", "updated_at"),
        ("date_from", "yesterday"),
        ("pipeline_id", "1e400"),
        ("contact_id", "me"),
        ("assigned_to", "you"),
    ],
)
def test_refuses_by_name(cast, name, value):
    found = DealFilter({name: value}, Deal.objects.visible_to(cast.olivia), member=cast.olivia)
    assert not found.is_valid()
    assert name in found.form.errors


def test_a_closing_day_is_a_day_in_utc(cast, deals):
    late = datetime.datetime(2026, 2, 3, 23, 30, tzinfo=datetime.UTC)
    makers.deal(cast.olivia, "Late", stage="Closed Won", closed_at=late)
    assert titles(cast.olivia, date_field="closed_at", date_from="2026-02-03", date_to="2026-02-03") == ["Late"]
    assert titles(cast.olivia, date_field="closed_at", date_from="2026-02-04", date_to="2026-02-05") == []


def test_totals_of_tallied_filters_are_what_is_listed(cast, deals):
    for member in (cast.olivia, cast.rita, cast.tess, cast.marco):
        for params in ({}, {"status": "won"}, {"assigned_to": "me"}, {"scope": "team"}):
            assert filtered(member, **params).total() == len(titles(member, **params))


def test_a_search_finds_by_the_name_alone_of_those_whose_cards_are_closed(cast):
    jane = makers.contact(
        cast.marco, "Jane", "Smith", email="secret@x.example", phone="+1 212 555 0100", assigned_to=cast.marco
    )
    firm = makers.company(cast.marco, "Borealis", email="office@borealis.example", assigned_to=cast.marco)
    makers.deal(cast.marco, "Alpha", contact=jane, company=firm, assigned_to=cast.rita)
    for text, is_named in (("jane", True), ("smith ja", True), ("boreal", True), ("secret", False), ("office", False)):
        assert titles(cast.marco, search=text) == ["Alpha"]
        assert titles(cast.rita, search=text) == (["Alpha"] if is_named else []), text
    assert titles(cast.rita, search="2125550100") == []
