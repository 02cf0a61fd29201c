"""A smart list is one statement and its count, however much it asks and however many it finds."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact
from customization.smart.compiling import matching
from customization.smart.explaining import explain
from customization.smart.query import read_query
from tests.makers import company, contact, custom_field

CONDITIONS = [
    {"field": "name", "op": "contains", "value": "ann"},
    {"field": "company.industry", "op": "neq", "value": "x"},
    {"field": "company.city", "op": "is_empty"},
    {"field": "tags", "op": "not_in", "value": ["a", "b"]},
    {"field": "custom.plan", "op": "is_empty"},
    {"field": "has_open_task", "op": "eq", "value": False},
    {"field": "open_deals_count", "op": "lt", "value": 5},
    {"field": "last_activity_at", "op": "in_last_days", "value": 30},
    {"field": "created_at", "op": "in_last_days", "value": 30},
    {"field": "assigned_to", "op": "in", "value": ["me", "none"]},
]
RAW = {"groups": [{"conditions": CONDITIONS}, {"conditions": CONDITIONS[1:4]}]}


@pytest.fixture
def query(cast):
    custom_field(cast.marco)
    return read_query(RAW, kind="contact", member=cast.marco)


def people(by, count):
    acme = company(by, name="Acme")
    return [contact(by, first_name=f"Ann {number}", company=acme) for number in range(count)]


@pytest.mark.parametrize("count", [2, 25])
def test_a_search_is_one_statement_and_a_count(cast, query, count, django_assert_num_queries):
    people(cast.marco, count)
    with django_assert_num_queries(0):
        rows = matching(Contact.objects.visible_to(cast.marco), query, member=cast.marco)
    with django_assert_num_queries(1):
        assert len(rows.order_by("name_key")[:50]) == count
    with django_assert_num_queries(1):
        assert rows.count() == count


def test_an_explanation_is_one(cast, query, django_assert_num_queries):
    ann = people(cast.marco, 1)[0]
    with django_assert_num_queries(1):
        verdicts = explain(query, ann, member=cast.marco)
    assert [len(group) for group in verdicts] == [10, 3]
    assert all(verdict.holds for group in verdicts for verdict in group)


def test_the_api_asks_no_more_for_more(cast, query, rest):
    people(cast.marco, 25)
    client = rest(cast.marco)
    plain = _count(client, {})
    assert _count(client, {"query": json.dumps(RAW)}) <= plain + 2  # the count that no tally knows, and the ids


def _count(client, params):
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/api/contacts", params).json()["total"] == 25
    return len(queries)
