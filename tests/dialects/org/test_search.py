"""POST /contacts/search: the smart-list query over the wire. What each operator means is tried with the compiler."""

import json

import pytest

from contacts.models import Contact
from tests import makers

PATH = "/api/v1/contacts/search"


def query(*groups):
    """A query of groups, each a list of (field, op, value)."""
    conditions = [[dict(zip(("field", "op", "value"), each, strict=False)) for each in group] for group in groups]
    return {"query": {"groups": [{"conditions": group} for group in conditions]}}


@pytest.fixture
def people(cast):
    makers.custom_field(cast.olivia, "Plan")
    makers.custom_field(cast.olivia, "Seats", type="number")
    makers.contact(cast.olivia, "Ann", "A", tags=["hot"], source="Web", custom={"plan": "Gold", "seats": 10})
    makers.contact(cast.olivia, "Bob", "B", company="Orchard", dnc=True, custom={"plan": "gold", "seats": 9})
    makers.contact(cast.olivia, "Cid", "C", tags=["hot", "late"], email="cid@100%.example")
    makers.contact(cast.olivia, "Dee", "D", assigned_to=cast.rita)


def found(client, body):
    answer = client.post(PATH, body)
    assert answer.status_code == 200, answer.json()
    return [item["first_name"] for item in answer.json()["items"]]


@pytest.mark.parametrize(
    ("groups", "names"),
    [
        ([[("tags", "contains", "HOT")]], ["Ann", "Cid"]),
        ([[("tags", "contains", "hot"), ("source", "eq", "web")]], ["Ann"]),
        ([[("source", "eq", "web")], [("company", "eq", "orchard")]], ["Ann", "Bob"]),
        ([[("tags", "not_contains", "hot")]], ["Bob", "Dee"]),
        ([[("dnc", "eq", True)]], ["Bob"]),
        ([[("custom.plan", "eq", "GOLD")]], ["Ann", "Bob"]),
        ([[("custom.plan", "neq", "gold")]], ["Cid", "Dee"]),
        ([[("custom.seats", "gt", 9)]], ["Ann"]),
        ([[("email", "contains", "%")]], ["Cid"]),
        ([[("name", "starts_with", "_")]], []),
        ([[("created_at", "in_last_days", 1), ("name", "in", ["Dee D", "ann a"])]], ["Ann", "Dee"]),
        ([[("status", "eq", "active"), ("assigned_to", "is_not_empty")]], ["Dee"]),
        ([[]], ["Ann", "Bob", "Cid", "Dee"]),
        ([], ["Ann", "Bob", "Cid", "Dee"]),
    ],
)
def test_finds_what_matches(people, olivia, groups, names):
    assert found(olivia, query(*groups)) == names


def test_needs_no_query(people, olivia):
    assert (
        found(olivia, {})
        == found(olivia, {"query": {}})
        == found(olivia, {"query": None})
        == list(Contact.objects.order_by("name_key").values_list("first_name", flat=True))
    )


def test_joins_query_words_and_paging(people, olivia):
    body = {**query([("tags", "contains", "hot")]), "q": "c"}
    assert found(olivia, body) == ["Cid"]
    answer = olivia.post(PATH, {**query([("tags", "contains", "hot")]), "limit": 1, "offset": 1}).json()
    assert ([item["first_name"] for item in answer["items"]], answer["total"]) == (["Cid"], 2)
    assert (answer["limit"], answer["offset"]) == (1, 1)
    assert olivia.post(PATH, {"page": 2, "per_page": 3}).json()["offset"] == 3
    assert olivia.post(PATH, {**query([("dnc", "eq", True)]), "offset": 9}).json()["total"] == 1


def test_is_sorted_as_asked(people, olivia):
    assert found(olivia, {"sort": "-name"}) == ["Dee", "Cid", "Bob", "Ann"]
    assert found(olivia, {"sort": {"field": "created_at", "dir": "desc"}}) == ["Dee", "Cid", "Bob", "Ann"]
    assert found(olivia, {"sort": "company"})[-1] == "Bob"


def test_asks_within_what_the_caller_sees(cast, people, org):
    makers.contact(cast.marco, "Petra", "P", assigned_to=cast.marco, is_private=True, tags=["hot"])
    everybody = query([("name", "is_not_empty")])
    assert found(org(cast.rita), everybody) == ["Dee"]
    assert found(org(cast.tess), everybody) == ["Ann", "Bob", "Cid"]
    assert found(org(cast.zoe), everybody) == []
    assert found(org(cast.olivia), query([("tags", "contains", "hot")])) == ["Ann", "Cid"]
    assert found(org(cast.marco), query([("tags", "contains", "hot")])) == ["Ann", "Cid", "Petra"]
    assert org(cast.rita).post(PATH, everybody).json()["total"] == 1


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (query([("nope", "eq", 1)]), "query.groups[0].conditions[0].field"),
        (query([("dnc", "eq", True), ("name", "gt", 1)]), "query.groups[0].conditions[1].op"),
        (query([], [("name", "eq", 5)]), "query.groups[1].conditions[0].value"),
        (query([("custom.nope", "eq", 5)]), "query.groups[0].conditions[0].field"),
        (query([("custom.a'b", "eq", 5)]), "query.groups[0].conditions[0].field"),
        (query([("name", "eq", "a\x00b")]), "query.groups[0].conditions[0].value"),
        (query([("name", "in", ["a", 5])]), "query.groups[0].conditions[0].value[1]"),
        (query([("created_at", "between", ["2026-02-01", "2026-01-01"])]), "query.groups[0].conditions[0].value"),
        (query([("name", "eq", json.loads("[" * 400 + "]" * 400))]), "query.groups[0].conditions[0].value"),
        (query(*[[]] * 21), "query.groups"),
        (query([("name", "eq", "a")] * 51), "query.groups[0].conditions"),
        ({"query": []}, "query"),
        ({"query": {"groups": {}}}, "query.groups"),
        ({"query": {"groups": [5]}}, "query.groups[0]"),
        ({"q": 5}, "q"),
        ({"q": "a\x00"}, "q"),
        ({"q": "a" * 201}, "q"),
        ({"limit": 201}, "limit"),
        ({"limit": "x"}, "limit"),
        ({"limit": [1]}, "limit"),
        ({"limit": True}, "limit"),
        ({"offset": 2**63}, "offset"),
        ({"sort": "nope"}, "sort.field"),
        ({"sort": {"field": "name", "dir": "up"}}, "sort.dir"),
        ({"sort": {"field": ["name"]}}, "sort.field"),
        ({"sort": 5}, "sort"),
        ({"filters": {}}, "filters"),
        ([], "body"),
    ],
)
def test_says_where_it_is_wrong(cast, olivia, body, path):
    answer = olivia.post(PATH, body)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [path])


@pytest.mark.parametrize("count", [2, 25])
@pytest.mark.parametrize("body", [query([("tags", "contains", "vip"), ("company", "contains", "c")]), {"q": "smith"}])
def test_is_one_statement_and_the_count(cast, olivia, django_assert_num_queries, count, body):
    for number in range(count):
        makers.contact(cast.olivia, f"P{number}", company=f"C{number}", tags=["vip"])
    with django_assert_num_queries(
        5
    ):  # who asks, the transaction's beginning and end, what matches with its count, rows
        assert olivia.post(PATH, body).json()["total"] == count
