"""What is wrong with a query is told with its path, every time, and never more than that."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customization.smart.query import QueryRefused, read_query
from tests.makers import custom_field

VALUE = "query.groups[0].conditions[0].value"
OP = "query.groups[0].conditions[0].op"
FIELD = "query.groups[0].conditions[0].field"


@pytest.fixture
def olivia(cast):
    for type in ("text", "number", "boolean", "date"):
        custom_field(cast.olivia, f"A {type}", type=type)
    for type in ("select", "multiselect"):
        custom_field(cast.olivia, f"A {type}", type=type, options=["Gold", "Silver"])
    return cast.olivia


def refused(member, raw, kind="contact"):
    """The paths a query is refused for, with what is said there."""
    with pytest.raises(QueryRefused) as refusal:
        read_query(raw, kind=kind, member=member)
    assert all(told and all(isinstance(each, str) for each in told) for told in refusal.value.errors.values())
    json.dumps(refusal.value.errors).encode()
    return refusal.value.errors


def one(field="name", op="eq", value="x", **more):
    return {"groups": [{"conditions": [{"field": field, "op": op, "value": value, **more}]}]}


ONE = one()["groups"][0]


@pytest.mark.parametrize(
    ("condition", "path"),
    [
        (("nonsense", "eq", "x"), FIELD),
        ((None, "eq", "x"), FIELD),
        ((["name"], "eq", "x"), FIELD),
        (("custom.unheard_of", "eq", "x"), FIELD),
        (("custom.a.b", "eq", "x"), FIELD),
        (('custom.a_text"', "eq", "x"), FIELD),
        (("custom.größe", "eq", "x"), FIELD),
        (("custom.", "eq", "x"), FIELD),
        (("company__organization", "eq", "x"), FIELD),
        (("name", "like", "x"), OP),
        (("name", "gt", "x"), OP),
        (("name", None, "x"), OP),
        (("name", ["eq"], "x"), OP),
        (("name", "in_last_days", 3), OP),
        (("dnc", "contains", "x"), OP),
        (("created_at", "contains", "2026"), OP),
        (("tags", "starts_with", "x"), OP),
        (("custom.a_select", "contains", "Go"), OP),
        (("name", "eq", None), VALUE),
        (("name", "eq", ""), VALUE),
        (("name", "eq", "   "), VALUE),
        (("name", "eq", 5), VALUE),
        (("name", "eq", True), VALUE),
        (("name", "eq", ["x"]), VALUE),
        (("name", "eq", {"x": 1}), VALUE),
        (("name", "contains", "a\x00b"), VALUE),
        (("name", "contains", "a\ud800b"), VALUE),
        (("name", "contains", "x" * 1001), VALUE),
        (("name", "contains", "x" * 1_000_000), VALUE),
        (("name", "is_empty", "x"), VALUE),
        (("name", "is_empty", False), VALUE),
        (("name", "in", "x"), VALUE),
        (("name", "in", []), VALUE),
        (("name", "in", ["x"] * 201), VALUE),
        (("name", "in", ["x", 5]), VALUE + "[1]"),
        (("name", "in", [["x"]]), VALUE + "[0]"),
        (("name", "in", [None]), VALUE + "[0]"),
        (("custom.a_number", "eq", "5"), VALUE),
        (("custom.a_number", "eq", True), VALUE),
        (("custom.a_number", "eq", 10**15), VALUE),
        (("custom.a_number", "eq", 10**400), VALUE),
        (("custom.a_number", "eq", float("nan")), VALUE),
        (("custom.a_number", "eq", float("inf")), VALUE),
        (("custom.a_number", "in", [1, "2"]), VALUE + "[1]"),
        (("custom.a_number", "between", [5, 1]), VALUE),
        (("custom.a_number", "between", [1]), VALUE),
        (("custom.a_number", "between", [1, 2, 3]), VALUE),
        (("custom.a_number", "between", 5), VALUE),
        (("custom.a_number", "between", [1, "2"]), VALUE + "[1]"),
        (("custom.a_boolean", "eq", 1), VALUE),
        (("custom.a_boolean", "eq", "true"), VALUE),
        (("dnc", "eq", 0), VALUE),
        (("custom.a_date", "eq", "31.12.2026"), VALUE),
        (("custom.a_date", "eq", "2026-02-30"), VALUE),
        (("custom.a_date", "eq", "2026-W01-1"), VALUE),
        (("custom.a_date", "eq", "20260101"), VALUE),
        (("custom.a_date", "eq", "2026-01-01T00:00:00Z"), VALUE),
        (("custom.a_date", "eq", 20260101), VALUE),
        (("custom.a_date", "between", ["2026-02-01", "2026-01-31"]), VALUE),
        (("custom.a_date", "in_last_days", -1), VALUE),
        (("custom.a_date", "in_last_days", 36_501), VALUE),
        (("custom.a_date", "older_than_days", 1.5), VALUE),
        (("created_at", "older_than_days", "7"), VALUE),
        (("created_at", "in_last_days", True), VALUE),
        (("created_at", "before", "yesterday"), VALUE),
        (("created_at", "before", "2026-13-01T00:00:00Z"), VALUE),
        (("created_at", "between", ["2026-01-02T00:00:00Z", "2026-01-01"]), VALUE),
        (("custom.a_select", "eq", "Bronze"), VALUE),
        (("custom.a_select", "in", ["gold", "Bronze"]), VALUE + "[1]"),
        (("custom.a_multiselect", "contains", "Bronze"), VALUE),
        (("status", "eq", "asleep"), VALUE),
        (("assigned_to", "eq", "somebody"), VALUE),
        (("assigned_to", "eq", 999_999), VALUE),
        (("assigned_to", "eq", 10**30), VALUE),
        (("assigned_to", "eq", True), VALUE),
        (("assigned_to", "in", ["me", -1]), VALUE + "[1]"),
    ],
)
def test_names_the_offender(olivia, condition, path):
    assert list(refused(olivia, one(*condition))) == [path]


def test_does_not_know_members_of_others(cast, olivia):
    assert list(refused(olivia, one("assigned_to", "eq", cast.zoe.pk))) == [VALUE]


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        ([], "query"),
        ("x", "query"),
        (5, "query"),
        ({"groups": {}}, "query.groups"),
        ({"groups": "x"}, "query.groups"),
        ({"groups": [], "limit": 5}, "query.limit"),
        ({"groups": [5]}, "query.groups[0]"),
        ({"groups": [{"conditions": {}}]}, "query.groups[0].conditions"),
        ({"groups": [{"conditions": [], "groups": []}]}, "query.groups[0].groups"),
        ({"groups": [{"conditions": [5]}]}, "query.groups[0].conditions[0]"),
        ({"groups": [{"conditions": [{}]}]}, FIELD),
        ({"groups": [{"conditions": [{"groups": []}]}]}, "query.groups[0].conditions[0].groups"),
        (one(negate=True), "query.groups[0].conditions[0].negate"),
        ({"groups": [{}] * 21}, "query.groups"),
        ({"groups": [ONE, {"conditions": ONE["conditions"] * 50}]}, "query.groups[1].conditions"),
    ],
)  # fmt: skip
def test_names_the_misshapen(olivia, raw, path):
    assert path in refused(olivia, raw)


def test_names_every_offender_at_once(olivia):
    raw = {
        "groups": [*one(value=5)["groups"], {"conditions": [*one(op="??")["groups"][0]["conditions"], {"field": "q"}]}]
    }
    wrong = [
        "query.groups[0].conditions[0].value",
        "query.groups[1].conditions[0].op",
        "query.groups[1].conditions[1].field",
    ]
    assert list(refused(olivia, raw)) == wrong


def test_begins_paths_where_it_is_told(olivia):
    with pytest.raises(QueryRefused) as refusal:
        read_query(one("nonsense"), kind="contact", member=olivia, path="views[3].query")
    assert list(refusal.value.errors) == ["views[3].query.groups[0].conditions[0].field"]


def test_takes_as_much_as_it_may(olivia):
    raw = {
        "groups": [{"conditions": one(value="x" * 1_000)["groups"][0]["conditions"] * 50}, *[{"conditions": []}] * 19]
    }
    assert read_query(raw, kind="contact", member=olivia).as_json() == raw


@pytest.mark.parametrize(
    "raw", [None, {}, {"groups": None}, {"groups": []}, {"groups": [{}]}, {"groups": [{"conditions": []}]}]
)
def test_nothing_asked_matches_all(olivia, raw):
    assert read_query(raw, kind="contact", member=olivia).matches_all


def test_keeps_options_as_they_are_spelled(olivia):
    query = read_query(one("custom.a_select", "in", ["gOLD", " silver "]), kind="contact", member=olivia)
    assert query.conditions[0].value == ["Gold", "Silver"]


def test_asks_for_members_once(olivia, django_assert_num_queries):
    raw = {"groups": [{"conditions": one("assigned_to", "eq", olivia.pk)["groups"][0]["conditions"] * 9}]}
    with django_assert_num_queries(1):
        read_query(raw, kind="contact", member=olivia)
    with django_assert_num_queries(0):
        read_query(one("assigned_to", "eq", "me"), kind="contact", member=olivia)


leaves = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
    | st.sampled_from(["name", "created_at", "tags", "status", "assigned_to", "custom.a_number", "custom.a_date", "eq", "in",
                       "between", "in_last_days", "is_empty", "contains", "2026-01-31", "me", "Gold"])
)  # fmt: skip
names = st.sampled_from(["groups", "conditions", "field", "op", "value"]) | st.text(max_size=5)
anything = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4), max_leaves=25
)
condition = st.fixed_dictionaries({"field": leaves, "op": leaves, "value": anything})
nearly = st.fixed_dictionaries(
    {"groups": st.lists(st.fixed_dictionaries({"conditions": st.lists(condition, max_size=3)}), max_size=3)}
)


def test_anything_is_read_or_refused(olivia):
    @given(anything | nearly)
    def read_or_refuse(raw):
        refusal = None
        try:
            query = read_query(raw, kind="contact", member=olivia)
        except QueryRefused as refused:
            refusal = refused
        if refusal is None:
            assert read_query(query.as_json(), kind="contact", member=olivia).as_json() == query.as_json()
        else:
            assert refusal.errors
            assert all(path == "query" or path.startswith("query.") for path in refusal.errors)
            json.dumps(refusal.errors).encode()

    read_or_refuse()
