"""Searching everything."""

from datetime import date
from decimal import Decimal

import pytest

from tests import makers

PART = {"HX-Request": "true"}


def labels(answer):
    return {str(group.label): [hit.label for hit in group.hits] for group in answer.context["groups"]}


def test_finds_records_pages_and_acts(cast, page):
    makers.contact(cast.olivia, company="Newton Ltd")
    found = labels(page(cast.olivia).get("/search?q=new"))
    assert found["Contacts"] == ["Jane Smith"]
    assert found["Companies"] == ["Newton Ltd"]
    assert found["Go to"][:2] == ["New contact", "New company"]


def test_finds_leads_deals_and_tasks_with_a_word_on_each(cast, page):
    makers.lead(cast.olivia, "Quinn", "Archer", company="Archway")
    makers.deal(cast.olivia, "Quintessence", value=Decimal(1200))
    makers.task(cast.olivia, "Quiet call", due_date=date(2026, 3, 2))
    makers.task(cast.olivia, "Quick note", status="completed")
    answer = page(cast.olivia).get("/search?q=qui")
    hits = {str(group.label): [(hit.label, hit.hint) for hit in group.hits] for group in answer.context["groups"]}
    assert hits == {
        "Leads": [("Quinn Archer", "Archway")],
        "Deals": [("Quintessence", "$1,200")],
        "Tasks": [("Quiet call", "2 Mar"), ("Quick note", "")],
    }


@pytest.mark.parametrize(("who", "seen"), [("olivia", True), ("rita", False), ("zoe", False)])
def test_finds_no_lead_deal_or_task_of_others(cast, page, who, seen):
    makers.lead(cast.marco, "Hidden", assigned_to=cast.marco)
    makers.deal(cast.marco, "Hidden", assigned_to=cast.marco)
    makers.task(cast.marco, "Hidden", assigned_to=cast.marco)
    found = labels(page(getattr(cast, who)).get("/search?q=hidden"))
    assert set(found) == ({"Leads", "Deals", "Tasks"} if seen else set())


def test_finds_no_deal_by_a_customer_that_is_private_to_somebody_else(cast, page):
    secret = makers.contact(cast.marco, "Secret", assigned_to=cast.marco, is_private=True)
    makers.deal(cast.marco, "Plain", contact=secret)
    assert labels(page(cast.marco).get("/search?q=secret")) == {"Contacts": ["Secret Smith"], "Deals": ["Plain"]}
    assert labels(page(cast.olivia).get("/search?q=secret")) == {}


def test_asks_once_for_each_kind(cast, page, django_assert_num_queries):
    client = page(cast.olivia)
    client.get("/search?q=jane", headers=PART)
    with django_assert_num_queries(8):  # three say who asks
        client.get("/search?q=jane", headers=PART)


@pytest.mark.parametrize(("who", "seen"), [("olivia", False), ("marco", True), ("rita", False), ("zoe", False)])
@pytest.mark.parametrize(("make", "group"), [(makers.contact, "Contacts"), (makers.lead, "Leads")])
def test_finds_what_the_member_sees(cast, page, make, group, who, seen):
    make(cast.marco, "Secret", assigned_to=cast.marco, is_private=True)
    assert (group in labels(page(getattr(cast, who)).get("/search?q=secret"))) is seen


def test_offers_settings_to_admins_only(cast, page):
    assert "API keys" in labels(page(cast.olivia).get("/search"))["Go to"]
    assert "API keys" not in labels(page(cast.marco).get("/search"))["Go to"]


def test_shows_recent_ones_first(cast, page):
    makers.contact(cast.olivia, "Ann", "Lee")
    zed = makers.contact(cast.olivia, "Zed", "Lee")
    client = page(cast.olivia)
    client.get(f"/contacts/{zed.pk}")
    assert labels(client.get("/search"))["Recent"] == ["Zed Lee"]
    assert labels(client.get("/search?q=lee"))["Contacts"] == ["Zed Lee", "Ann Lee"]
    zed.remove(by=cast.olivia)
    assert "Recent" not in labels(client.get("/search"))


def test_a_part_for_the_palette_a_page_without(cast, page):
    client = page(cast.olivia)
    assert "<html" not in client.get("/search?q=x", headers=PART).content.decode()
    assert "<html" in client.get("/search?q=x").content.decode()


@pytest.mark.parametrize("text", ["%00", "x" * 500, "%25_'", "<script>"])
def test_survives_any_text(cast, page, text):
    answer = page(cast.olivia).get("/search", {"q": text})
    assert answer.status_code == 200
    assert "<script>x" not in answer.content.decode()
