"""Conditions as people read them."""

import pytest

from contacts.models import Contact
from customization.smart.explaining import explain
from customization.smart.query import read_query
from customization.smart.words import in_words, query_in_words
from tests.makers import company, contact, custom_field


def query(member, *groups):
    raw = [
        {"conditions": [dict(zip(("field", "op", "value"), each, strict=False)) for each in group]} for group in groups
    ]
    return read_query({"groups": raw}, kind="contact", member=member)


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (("email", "contains", "@acme"), "E-mail contains “@acme”"),
        (("created_at", "in_last_days", 30), "Created in the last 30 days"),
        (("created_at", "in_last_days", 1), "Created in the last 1 day"),
        (("created_at", "in_last_days", 0), "Created today"),
        (("updated_at", "older_than_days", 7), "Changed more than 7 days ago"),
        (("created_at", "after", "2026-03-29"), "Created is after 29 Mar 2026"),
        (
            ("created_at", "between", ["2026-03-29", "2026-03-30"]),
            "Created is between 29 Mar 2026 and 30 Mar 2026",
        ),
        (("phone", "is_empty"), "Phone is empty"),
        (("status", "eq", "active"), "Status is active"),
        (("tags", "in", ["a", "b"]), "Tags is one of “a”, “b”"),
        (("source", "in", list("abcdefg")), "Source is one of “a”, “b”, “c”, “d”, “e” and 2 more"),
        (("assigned_to", "eq", "me"), "Owner is me"),
        (("assigned_to", "in", ["none"]), "Owner is one of nobody"),
        (("dnc", "eq", True), "Do not contact: yes"),
        (("dnc", "neq", True), "Do not contact: no"),
        (("custom.score", "gte", 12.5), "Score is at least 12.5"),
        (("company.city", "eq", "Köln"), "Company: City is “Köln”"),
    ],
)
def test_says(cast, condition, words):
    custom_field(cast.marco, "Score", type="number")
    assert in_words(query(cast.marco, [condition]).conditions[0], cast.marco) == words


def test_says_a_whole_query(cast):
    a, b = ("email", "is_empty"), ("phone", "is_empty")
    assert query_in_words(query(cast.marco), cast.marco) == "All"
    assert query_in_words(query(cast.marco, [a, b]), cast.marco) == "E-mail is empty and Phone is empty"
    assert query_in_words(query(cast.marco, [a, b], [a]), cast.marco) == (
        "(E-mail is empty and Phone is empty) or E-mail is empty"
    )


@pytest.mark.parametrize(
    ("condition", "holds", "seen"),
    [
        (("name", "eq", "ann lee"), True, "Ann Lee"),
        (("tags", "contains", "c"), False, "A, b"),
        (("status", "eq", "active"), True, "active"),
        (("assigned_to", "is_empty"), False, "Marco Diaz"),
        (("dnc", "eq", True), False, "no"),
        (("company", "contains", "acme"), True, "Acme"),
        (("phone", "is_empty"), True, ""),
        (("created_at", "before", "2026-02-01"), True, "31 Jan 2026, 12:00"),
        (("custom.score", "gt", 3), True, "12.5"),
        (("custom.level", "in", ["gold"]), True, "Gold"),
        (("custom.levels", "contains", "silver"), False, "Gold, Tin"),
        (("custom.day", "after", "2026-01-01"), False, "1 Jan 2026"),
        (("custom.flag", "eq", True), True, "yes"),
    ],
)
def test_explains(cast, condition, holds, seen):
    for label, type in (("Score", "number"), ("Day", "date"), ("Flag", "boolean")):
        custom_field(cast.marco, label, type=type)
    for label, type in (("Level", "select"), ("Levels", "multiselect")):
        custom_field(cast.marco, label, type=type, options=["Gold", "Silver", "Tin"])
    custom = {"score": 12.5, "level": "Gold", "levels": ["Gold", "Tin"], "day": "2026-01-01", "flag": True}
    acme = company(cast.marco, "Acme")
    ann = contact(
        cast.marco, "Ann", "Lee", tags=["b", "A"], company=acme, custom=custom, assigned_to=cast.marco
    )  # fmt: skip
    Contact.objects.filter(pk=ann.pk).update(created_at="2026-01-31T12:00:00Z")
    [[verdict]] = explain(query(cast.marco, [condition]), ann, member=cast.marco)
    assert (verdict.holds, verdict.seen) == (holds, seen)
