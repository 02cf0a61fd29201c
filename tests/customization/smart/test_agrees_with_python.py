"""Random queries over random records: the database, whichever it is, and plain Python find the same."""

import os
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from contacts.models import Company, Contact
from customization.smart.compiling import matching
from customization.smart.explaining import explain
from customization.smart.query import read_query
from customization.smart.vocabulary import fields_of
from deals.models import Deal
from leads.models import Lead
from tasks.models import Task

from . import chance as chances
from .evaluator import Evaluator
from .rows import Reader, types_of

IS_FULL = os.environ.get("RAPPORT_TEST_SIZE") == "full"
SEEDS = range(5) if IS_FULL else range(1)
RECORDS, QUERIES = (80, 140) if IS_FULL else (40, 40)  # of each kind, for each seed
MODELS = {"contact": Contact, "company": Company, "lead": Lead, "deal": Deal}
ZONES = ["UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Kathmandu"]


@pytest.fixture(autouse=True)
def still(monkeypatch):
    """Time stands still, so that "the last 7 days" are the same for both."""
    monkeypatch.setattr(timezone, "now", lambda: chances.NOW)


@pytest.mark.parametrize("seed", SEEDS)
def test_finds_what_python_finds(cast, seed):
    chance = chances.Chance(seed)
    chances.shape(cast.marco)
    made = chances.records(chance, cast, RECORDS)
    tasks, deals = list(Task.objects.all()), [deal for deal, _tags in made["deal"]]
    for kind, records in made.items():
        reader = Reader(cast.marco, tasks, deals)
        rows = {record.pk: reader.row(record, tags) for record, tags in records if reader.names(record)}
        types = types_of(kind)
        for _number in range(QUERIES):
            zone = ZoneInfo(chance.choice(ZONES))
            with timezone.override(zone):
                raw = chance.query(types, list(rows.values()))
                python = Evaluator(types, now=chances.NOW, zone=zone, me=cast.marco.pk)
                compare(raw, kind, cast.marco, python, rows)


def compare(raw, kind, member, python, rows):
    expected = {pk for pk, row in rows.items() if python.matches(raw, row)}
    assert found(raw, kind, member) == expected or explained(raw, kind, member, python, rows)


def found(raw, kind, member):
    query = read_query(raw, kind=kind, member=member)
    return set(matching(MODELS[kind].objects.visible_to(member), query, member=member).values_list("pk", flat=True))


def explained(raw, kind, member, python, rows):
    """Fails with the smallest part of a query that the two do not agree on."""
    for condition in (condition for group in raw["groups"] for condition in group["conditions"]):
        alone = {"groups": [{"conditions": [condition]}]}
        expected = {pk for pk, row in rows.items() if python.matches(alone, row)}
        different = found(alone, kind, member) ^ expected
        for pk in different:
            pytest.fail(f"{kind}: {condition!r} of {rows[pk][condition['field']]!r}: Python says {pk in expected}")
    pytest.fail(f"{kind}: {raw!r}")


def test_compares_every_field(cast):
    chances.shape(cast.marco)
    for kind in MODELS:
        assert set(types_of(kind)) == set(fields_of(kind, cast.marco))


def test_explains_what_the_list_shows(cast):
    chance = chances.Chance(7)
    chances.shape(cast.marco)
    made = chances.records(chance, cast, 12)
    reader = Reader(cast.marco, [], [])
    for kind, records in made.items():
        seen = [record for record, _tags in records if reader.names(record)]
        rows = [reader.row(record, tags) for record, tags in records]
        for _ in range(6):
            raw = chance.query(types_of(kind), rows)
            query, shown = read_query(raw, kind=kind, member=cast.marco), found(raw, kind, cast.marco)
            for record in seen:
                verdicts = explain(query, record, member=cast.marco)
                says = not verdicts or any(all(one.holds for one in group) for group in verdicts)
                assert says == (record.pk in shown)
