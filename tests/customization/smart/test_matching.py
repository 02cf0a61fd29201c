"""Smart lists over every kind of record, on either database."""

import pytest
from django.utils import timezone

from contacts.models import Company, Contact, ContactNote
from customization.smart.compiling import matching
from customization.smart.query import read_query
from customization.smart.vocabulary import fields_of
from customization.smart.words import query_in_words
from deals.models import Deal
from leads.models import Lead
from sharing.grouping import add_group
from tests.makers import company, contact, custom_field, deal, task

MODELS = {"contact": Contact, "company": Company, "lead": Lead, "deal": Deal}


def found(member, *conditions, kind="contact"):
    """The names of what one group of conditions (field, op, value) matches."""
    raw = {"groups": [{"conditions": [dict(zip(("field", "op", "value"), each, strict=False)) for each in conditions]}]}
    query = read_query(raw, kind=kind, member=member)
    rows = matching(MODELS[kind].objects.visible_to(member), query, member=member)
    return sorted(str(row) for row in rows)


VALUES = {
    "text": "x", "number": 5, "boolean": True, "date": "2026-01-31", "datetime": "2026-01-31", "tags": "vip",
    "member": "me",
}  # fmt: skip


@pytest.mark.parametrize("kind", MODELS)
def test_every_field_takes_every_operator(cast, kind, django_assert_num_queries):
    for type in ("text", "number", "boolean", "date", "url", "email"):
        custom_field(cast.olivia, f"A {type}", entity=kind, type=type)
    for type in ("select", "multiselect"):
        custom_field(cast.olivia, f"A {type}", entity=kind, type=type, options=["Gold", "Silver"])
    add_group("Friends", by=cast.olivia)
    for field in fields_of(kind, cast.olivia).values():
        for op in field.operators:
            value = VALUES[field.type] if field.type in VALUES else field.choices(cast.olivia)[0][0]
            if op in ("in", "not_in"):
                value = [value]
            elif op == "between":
                value = [value, value]
            elif op.endswith("_days"):
                value = 3
            elif op.endswith("empty"):
                value = None
            raw = {"groups": [{"conditions": [{"field": field.name, "op": op, "value": value}]}]}
            query = read_query(raw, kind=kind, member=cast.olivia)
            assert query.as_json() == read_query(query.as_json(), kind=kind, member=cast.olivia).as_json()
            list(matching(MODELS[kind].objects.visible_to(cast.olivia), query, member=cast.olivia))
            assert query_in_words(query, cast.olivia)


# -- row by row: a few records, and what each question finds ------------------------------------------------------


@pytest.fixture
def people(cast):
    """Ann has everything, Bob nothing, Cem odd values."""
    olivia = cast.olivia
    for type in ("text", "number", "boolean", "date"):
        custom_field(olivia, f"A {type}", type=type)
    for type in ("select", "multiselect"):
        custom_field(olivia, f"A {type}", type=type, options=["Gold", "Silver", "Größe"])
    acme = company(olivia, name="ACME 100%", industry="Straßenbau", address_city="Köln")
    contact(
        olivia, first_name="Ann", last_name="", email="Ann@Acme.example", job_title="Head of R&D_1", company=acme,
        source="Trade Fair", tags=["VIP", "Größe"], assigned_to=cast.marco, dnc=True, status="inactive",
        custom={"a_text": "50% \\ 'off'", "a_number": 12.5, "a_boolean": True, "a_date": "2026-03-29",
                "a_select": "Gold", "a_multiselect": ["Gold", "Größe"]},
    )  # fmt: skip
    contact(olivia, first_name="Bob", last_name="")
    cem = contact(
        olivia, first_name="CEM", last_name="İŞIK", job_title="Σίσυφος ΣΑΣ", source="100", tags=["vip list"],
        custom={"a_number": 2, "a_boolean": False, "a_date": "2026-03-30", "a_select": "Größe", "a_multiselect": ["Silver"]},
    )  # fmt: skip
    Contact.objects.filter(pk=cem.pk).update(custom={**cem.custom, "a_text": 5})
    return cast


A, B, C = "Ann", "Bob", "CEM İŞIK"


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        # text: any case, whole letters, nothing is special
        (("name", "eq", "ANN"), [A]),
        (("name", "neq", "ANN"), [B, C]),
        (("name", "contains", "NN"), [A]),
        (("name", "not_contains", "nn"), [B, C]),
        (("name", "starts_with", "cem i̇ş"), [C]),
        (("name", "ends_with", "B"), [B]),
        (("name", "in", ["ann", "BOB", "zoe"]), [A, B]),
        (("name", "not_in", ["ann", "BOB"]), [C]),
        (("name", "contains", "%"), []),
        (("name", "contains", "_"), []),
        (("name", "contains", ".*"), []),
        (("job_title", "contains", "r&d_1"), [A]),
        (("job_title", "contains", "r&d%1"), []),
        (("job_title", "contains", "σασ"), [C]),
        (("job_title", "ends_with", "σας"), [C]),
        (("job_title", "is_empty"), [B]),
        (("job_title", "is_not_empty"), [A, C]),
        (("job_title", "neq", "head of r&d_1"), [B, C]),
        (("source", "eq", "100"), [C]),
        (("source", "in", ["trade fair"]), [A]),
        (("email", "ends_with", "ACME.EXAMPLE"), [A]),
        (("email", "is_empty"), [B, C]),
        (("custom.a_text", "contains", "% \\ 'o"), [A]),
        (("custom.a_text", "eq", "5"), []),
        (("custom.a_text", "is_empty"), [B, C]),
        # the company
        (("company", "contains", "100%"), [A]),
        (("company.industry", "eq", "STRAẞENBAU"), [A]),
        (("company.industry", "eq", "strassenbau"), []),
        (("company.city", "starts_with", "KÖ"), [A]),
        (("company.city", "neq", "köln"), [B, C]),
        (("company.city", "starts_with", "ko"), []),
        # tags
        (("tags", "contains", "vip"), [A]),
        (("tags", "eq", " VIP "), [A]),
        (("tags", "neq", "vip"), [B, C]),
        (("tags", "in", ["grösse", "GRÖSSE", "vip list"]), [A, C]),
        (("tags", "not_in", ["vip", "vip list"]), [B]),
        (("tags", "not_contains", "no such tag"), [A, B, C]),
        (("tags", "is_empty"), [B]),
        (("tags", "is_not_empty"), [A, C]),
        # numbers
        (("custom.a_number", "eq", 12.5), [A]),
        (("custom.a_number", "neq", 12.5), [B, C]),
        (("custom.a_number", "gt", 2), [A]),
        (("custom.a_number", "gte", 2.0), [A, C]),
        (("custom.a_number", "lt", 10), [C]),
        (("custom.a_number", "lte", 12.5), [A, C]),
        (("custom.a_number", "between", [2, 12]), [C]),
        (("custom.a_number", "in", [2, 12.5]), [A, C]),
        (("custom.a_number", "not_in", [2]), [A, B]),
        (("custom.a_number", "is_empty"), [B]),
        # yes or no
        (("custom.a_boolean", "eq", True), [A]),
        (("custom.a_boolean", "eq", False), [C]),
        (("custom.a_boolean", "neq", True), [B, C]),
        (("custom.a_boolean", "is_empty"), [B]),
        (("dnc", "eq", True), [A]),
        (("dnc", "neq", True), [B, C]),
        (("is_private", "eq", False), [A, B, C]),
        # days
        (("custom.a_date", "eq", "2026-03-29"), [A]),
        (("custom.a_date", "neq", "2026-03-29"), [B, C]),
        (("custom.a_date", "gt", "2026-03-29"), [C]),
        (("custom.a_date", "after", "2026-03-29"), [C]),
        (("custom.a_date", "gte", "2026-03-29"), [A, C]),
        (("custom.a_date", "before", "2026-03-30"), [A]),
        (("custom.a_date", "lte", "2026-03-29"), [A]),
        (("custom.a_date", "between", ["2026-03-29", "2026-03-29"]), [A]),
        (("custom.a_date", "in", ["2026-03-30"]), [C]),
        (("created_at", "in_last_days", 0), [A, B, C]),
        (("created_at", "older_than_days", 0), []),
        (("created_at", "before", "0001-01-01"), []),
        (("created_at", "before", "9999-12-31"), [A, B, C]),
        (("created_at", "lte", "9999-12-31T23:59:59-12:00"), [A, B, C]),
        # one of a list, several of it
        (("custom.a_select", "eq", "GOLD"), [A]),
        (("custom.a_select", "neq", "gold"), [B, C]),
        (("custom.a_select", "in", ["gold", "größe"]), [A, C]),
        (("custom.a_select", "is_empty"), [B]),
        (("custom.a_multiselect", "contains", "größe"), [A]),
        (("custom.a_multiselect", "not_contains", "gold"), [B, C]),
        (("custom.a_multiselect", "in", ["silver", "GOLD"]), [A, C]),
        (("custom.a_multiselect", "is_empty"), [B]),
        (("status", "eq", "Inactive"), [A]),
        (("status", "not_in", ["inactive"]), [B, C]),
        # owners
        (("assigned_to", "eq", "me"), []),
        (("assigned_to", "eq", "none"), [B, C]),
        (("assigned_to", "neq", "none"), [A]),
        (("assigned_to", "is_empty"), [B, C]),
        (("assigned_to", "in", ["me", "none"]), [B, C]),
        # facts
        (("has_open_task", "eq", False), [A, B, C]),
        (("open_deals_count", "eq", 0), [A, B, C]),
        (("last_activity_at", "in_last_days", 1), [A, B, C]),
    ],
)  # fmt: skip
def test_finds(people, condition, names):
    assert found(people.olivia, condition) == names


def test_finds_by_the_id_of_an_owner(people):
    assert found(people.olivia, ("assigned_to", "eq", people.marco.pk)) == ["Ann"]
    assert found(people.olivia, ("assigned_to", "not_in", [people.marco.pk, "me"])) == [B, C]
    assert found(people.marco, ("assigned_to", "eq", "me")) == ["Ann"]


def test_ands_conditions_and_ors_groups(people):
    assert found(people.olivia, ("name", "eq", "ann"), ("dnc", "eq", False)) == []
    groups = [{"conditions": [{"field": "name", "op": "eq", "value": name}]} for name in ("ann", "bob")]
    query = read_query({"groups": groups}, kind="contact", member=people.olivia)
    rows = matching(Contact.objects.visible_to(people.olivia), query, member=people.olivia)
    assert sorted(map(str, rows)) == [A, B]
    query = read_query({"groups": [*groups, {"conditions": []}]}, kind="contact", member=people.olivia)
    assert matching(Contact.objects.visible_to(people.olivia), query, member=people.olivia).count() == 3


def test_a_day_is_the_readers(cast):
    jane = contact(cast.marco)
    Contact.objects.filter(pk=jane.pk).update(created_at="2026-03-29T23:30:00Z")
    with timezone.override("UTC"):
        assert found(cast.marco, ("created_at", "eq", "2026-03-29"))
        assert not found(cast.marco, ("created_at", "eq", "2026-03-30"))
    with timezone.override("Europe/Berlin"):
        assert not found(cast.marco, ("created_at", "eq", "2026-03-29"))
        assert found(cast.marco, ("created_at", "eq", "2026-03-30"))


def test_facts_follow_what_happens(cast):
    jane, joe = (
        contact(cast.marco, first_name="Jane", last_name=""),
        contact(cast.marco, first_name="Joe", last_name=""),
    )
    Contact.objects.update(updated_at="2020-01-01T00:00:00Z", created_at="2020-01-01T00:00:00Z")
    assert found(cast.marco, ("last_activity_at", "older_than_days", 30)) == ["Jane", "Joe"]
    ContactNote.write(jane, "Called", by=cast.marco)
    assert found(cast.marco, ("last_activity_at", "older_than_days", 30)) == ["Joe"]
    task(cast.marco, on=joe)
    assert found(cast.marco, ("last_activity_at", "older_than_days", 30)) == []
    assert found(cast.marco, ("has_open_task", "eq", True)) == ["Joe"]
    deal(cast.marco, contact=jane)
    assert found(cast.marco, ("open_deals_count", "gte", 1)) == ["Jane"]
