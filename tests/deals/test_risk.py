"""What speaks against a deal: each reason in words, where it begins, what it costs to know."""

import datetime
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.models import BooleanField, DateTimeField, Value

from deals import risk
from deals.models import Deal, DealNote, Step
from tests import makers

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 6, 15, 12, tzinfo=datetime.UTC)


@pytest.fixture
def facts(monkeypatch):
    """Only what the test registers is known."""
    monkeypatch.setattr(risk, "_registered", {})
    return risk._registered


@pytest.fixture
def deal(cast, facts):
    """A deal against which nothing speaks."""
    made = makers.deal(cast.olivia, contact=makers.contact(cast.olivia))
    return dated(made, updated_at=NOW, stage_since=NOW)


def dated(deal, **values):
    Deal.objects.filter(pk=deal.pk).update(**values)
    return deal


def rated(member, deal):
    cache.clear()
    return risk.rated(Deal.objects.filter(pk=deal.pk), member, now=NOW)[0].risk


def test_nothing_speaks_against_a_fresh_deal(cast, deal):
    assert rated(cast.olivia, deal) == risk.Risk(0, "low", [])


def test_a_closed_deal_has_none(cast, facts):
    assert rated(cast.olivia, makers.deal(cast.olivia, stage="Closed Won")) is None


@pytest.mark.parametrize(
    ("days", "factors"),
    [(0, []), (-1, []), (1, ["The expected close was 1 day ago."]), (9, ["The expected close was 9 days ago."])],
)
def test_the_expected_close_has_passed(cast, deal, days, factors):
    dated(deal, expected_close_date=NOW.date() - timedelta(days=days))
    found = rated(cast.olivia, deal)
    assert (found.score, found.level, found.factors) == (30 if factors else 0, "medium" if factors else "low", factors)


@pytest.mark.parametrize(("days", "score"), [(13, 0), (14, 20), (29, 20), (30, 35), (400, 35)])
def test_nothing_has_happened(cast, deal, days, score):
    dated(deal, updated_at=NOW - timedelta(days=days), stage_since=NOW)
    found = rated(cast.olivia, deal)
    assert found.score == score
    assert found.factors == ([f"Nothing has happened for {days} days."] if score else [])


def test_a_note_is_something_that_happened(cast, deal):
    dated(deal, updated_at=NOW - timedelta(days=40))
    note = DealNote.write(deal, "Called", by=cast.marco)
    DealNote.objects.filter(pk=note.pk).update(created_at=NOW - timedelta(days=3))
    assert rated(cast.olivia, deal).score == 0


@pytest.mark.parametrize("name", ["last_task_at", "last_mail_at", "last_opened_at"])
def test_what_upper_floors_tell_is_something_that_happened(cast, deal, facts, name):
    dated(deal, updated_at=NOW - timedelta(days=40))
    risk.register_fact(name, lambda: Value(NOW - timedelta(days=20), output_field=DateTimeField()))
    assert rated(cast.olivia, deal).factors == ["Nothing has happened for 20 days."]
    risk.register_fact(name, lambda: Value(None, output_field=DateTimeField()))
    assert rated(cast.olivia, deal).factors == ["Nothing has happened for 40 days."]


def test_no_open_task_counts_only_where_somebody_tells(cast, deal, facts):
    assert rated(cast.olivia, deal).factors == []
    for has_one, factors in ((True, []), (False, ["No task is open."])):
        risk.register_fact("has_open_task", lambda has_one=has_one: Value(has_one, output_field=BooleanField()))
        assert rated(cast.olivia, deal).factors == factors


def test_facts_have_known_names(facts):
    with pytest.raises(ValueError, match="has_open_task"):
        risk.register_fact("mood", lambda: Value(1))
    assert facts == {}


def test_no_contact(cast, facts):
    deal = dated(makers.deal(cast.olivia), updated_at=NOW, stage_since=NOW)
    assert rated(cast.olivia, deal) == risk.Risk(10, "low", ["No contact is named."])


def stays(member, *days, name="Qualification", at=NOW - timedelta(days=100)):
    """Deals that have left a stage, after so many days."""
    for number in days:
        deal = makers.deal(member, stage="Closed Won")
        place = makers.stage(member, name)
        Step.objects.create(
            organization_id=deal.organization_id, deal=deal, stage=place, stage_name=name, at=at, stayed=number * 86_400
        )


@pytest.mark.parametrize(
    ("left_after", "here", "factors"),
    [
        ((1, 2), 50, []),  # too few have left to tell
        ((1, 2, 9), 2, []),
        ((1, 2, 9), 3, ["In this stage for 3 days; half of the deals leave it within 2 days."]),
        ((1, 2, 4, 9), 3, []),
        ((0, 0, 9), 1, ["In this stage for 1 day; half of the deals leave it on the first day."]),
    ],
)
def test_longer_in_the_stage_than_usual(cast, deal, left_after, here, factors):
    stays(cast.olivia, *left_after)
    stays(cast.zoe, 1, 1, 1)
    dated(deal, stage_since=NOW - timedelta(days=here))
    assert rated(cast.olivia, deal).factors == factors


def test_private_deals_tell_nothing_of_what_is_usual(cast, deal):
    stays(cast.marco, 1, 2, 9)
    Deal.objects.exclude(pk=deal.pk).update(is_private=True, assigned_to=cast.marco)
    dated(deal, stage_since=NOW - timedelta(days=50))
    assert rated(cast.olivia, deal).factors == []


def test_former_years_tell_nothing_of_what_is_usual(cast, deal):
    stays(cast.olivia, 1, 2, 3, at=NOW - timedelta(days=366))
    dated(deal, stage_since=NOW - timedelta(days=50))
    assert rated(cast.olivia, deal).factors == []


def test_all_together_are_a_hundred_at_most(cast, facts):
    stays(cast.olivia, 1, 2, 3)
    risk.register_fact("has_open_task", lambda: Value(False, output_field=BooleanField()))
    old = NOW - timedelta(days=60)
    deal = dated(makers.deal(cast.olivia), updated_at=old, stage_since=old, expected_close_date=old.date())
    found = rated(cast.olivia, deal)
    assert (found.score, found.level, len(found.factors)) == (100, "high", 5)


@pytest.mark.parametrize("values", [(5, 1, 3), (1, 2, 3, 10), (7, 7, 7, 7, 1), (4, 2)])
def test_both_ways_to_the_median_agree(cast, values):
    stays(cast.olivia, *values)
    stays(cast.olivia, 2, 4, 6, name="Proposal")
    left = Step.objects.filter(organization=cast.acme, stage__closing="").exclude(stayed=None).order_by()
    by_rank = risk._median_by_rank(left)
    assert by_rank[makers.stage(cast.olivia, "Proposal").pk] == 4 * 86_400
    assert len(by_rank) == (2 if len(values) >= 3 else 1)
    if connection.vendor == "postgresql":
        assert risk._median_by_percentile(left) == by_rank
    assert risk.median_stays(cast.acme.pk, NOW) == by_rank


@pytest.mark.parametrize("count", [2, 25])
def test_many_take_two_queries(cast, django_assert_num_queries, count):
    for number in range(count):
        makers.deal(cast.olivia, f"Deal {number}")
    cache.clear()
    with django_assert_num_queries(2):
        assert len(risk.rated(Deal.objects.visible_to(cast.olivia), cast.olivia)) == count
    with django_assert_num_queries(1):
        risk.rated(Deal.objects.visible_to(cast.olivia), cast.olivia)
