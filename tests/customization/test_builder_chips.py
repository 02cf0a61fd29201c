"""Filters of a list said as conditions of a smart list."""

import json

import pytest
from django.http import QueryDict

from customization.lists.chips import Chips, query_of
from customization.models import SavedView
from tests import makers


def said(kind, text, member):
    chips = Chips(kind, QueryDict(text), member)
    return [(each["field"], each["op"], each.get("value")) for each in chips.conditions], sorted(chips.taken)


@pytest.mark.parametrize(
    ("kind", "text", "conditions"),
    [
        ("contact", "status=active", [("status", "eq", "active")]),
        ("contact", "source=Fair", [("source", "eq", "Fair")]),
        ("contact", "source=Fair&source=Web", [("source", "in", ["Fair", "Web"])]),
        ("contact", "tag=vip", [("tags", "contains", "vip")]),
        ("contact", "tag=vip&tag=fair", [("tags", "in", ["vip", "fair"])]),
        ("contact", "assigned_to=me", [("assigned_to", "eq", "me")]),
        ("contact", "assigned_to=none", [("assigned_to", "is_empty", None)]),
        ("contact", "scope=me", [("assigned_to", "eq", "me")]),
        ("contact", "date_from=2026-01-01&date_to=2026-02-01",
         [("created_at", "gte", "2026-01-01"), ("created_at", "lte", "2026-02-01")]),
        ("company", "industry=Food", [("industry", "eq", "Food")]),
        ("lead", "status=new", [("status", "eq", "new")]),
        ("deal", "won=0", [("status", "eq", "lost")]),
        ("deal", "undated=1", [("expected_close_date", "is_empty", None)]),
        ("deal", "date_from=2026-01-01", [("expected_close_date", "gte", "2026-01-01")]),
        ("deal", "date_from=2026-01-01&date_field=created_at", [("created_at", "gte", "2026-01-01")]),
        ("deal", "loss_reason=Price", [("loss_reason", "eq", "Price")]),
        ("contact", "custom.plan=Gold", [("custom.plan", "eq", "Gold")]),
        ("contact", "custom.seats=12", [("custom.seats", "eq", 12)]),
        ("contact", "custom.seats.from=1&custom.seats.to=9",
         [("custom.seats", "gte", 1), ("custom.seats", "lte", 9)]),
        ("contact", "custom.fair=true", [("custom.fair", "eq", True)]),
    ],
)  # fmt: skip
def test_says_a_filter(cast, kind, text, conditions):
    makers.custom_field(cast.olivia, "Plan", type="select", options=["Gold", "Silver"])
    makers.custom_field(cast.olivia, "Seats", type="number")
    makers.custom_field(cast.olivia, "Fair", type="boolean")
    cast.marco.organization.refresh_from_db(fields=["shape"])
    assert said(kind, text, cast.marco)[0] == conditions


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("contact", "scope=team"),
        ("contact", "search=ann"),
        ("contact", "status=lost"),
        ("contact", "assigned_to=999999"),
        ("contact", "company_id=999999"),
        ("contact", "company_id=x"),
        ("contact", "date_from=soon"),
        ("contact", "custom.gone=1"),
        ("lead", "company_id=1"),
        ("company", "company_id=1"),
        ("deal", "won=maybe"),
        ("deal", "stage_id=1"),
        ("contact", "source=a%00b"),
        ("contact", "sort_by=name&columns=name&page=2"),
    ],
)
def test_leaves_what_no_condition_can_say(cast, kind, text):
    assert said(kind, text, cast.marco) == ([], [])


def test_names_a_company_only_to_who_sees_it(cast):
    firm = makers.company(cast.marco, "Secret", assigned_to=cast.marco, is_private=True)
    assert said("contact", f"company_id={firm.pk}", cast.marco)[0] == [("company", "eq", "Secret")]
    assert said("contact", f"company_id={firm.pk}", cast.olivia)[0] == []


def test_finds_the_same_as_the_filters(cast, page):
    firm = makers.company(cast.olivia, "Orchard")
    makers.contact(cast.olivia, "Ann", source="Fair", company=firm, tags=["VIP"], assigned_to=cast.marco)
    makers.contact(cast.olivia, "Bob", source="Web", status="inactive")
    client = page(cast.marco)
    filters = (
        f"company_id={firm.pk}",
        "tag=vip",
        "source=Web",
        "status=inactive",
        "assigned_to=me",
        "assigned_to=none",
    )
    for text in filters:
        found = [row.record.pk for row in client.get(f"/contacts?{text}").context["listing"].rows]
        builder = client.get(f"/contacts/smart?{text}").context["builder"]
        query = builder.query()
        assert query["groups"]
        again = client.get("/contacts", {"query": json.dumps(query)}).context["listing"]
        assert [row.record.pk for row in again.rows] == found


def test_a_view_saved_from_filters_has_a_query(cast):
    def view(**values):
        return SavedView(organization=cast.acme, kind="contact", created_by=cast.marco, **values)

    own = {"groups": [{"conditions": [{"field": "name", "op": "eq", "value": "A"}]}]}
    active = {"field": "status", "op": "eq", "value": "active"}
    assert query_of(view(), cast.marco) is None
    assert query_of(view(query=own), cast.marco) == own
    assert query_of(view(params={"status": ["active"]}), cast.marco) == {"groups": [{"conditions": [active]}]}
    both = query_of(view(params={"status": "active", "search": "x"}, query=own), cast.marco)
    assert both == {"groups": [{"conditions": [*own["groups"][0]["conditions"], active]}]}
