"""Where deals go: by their verbs, by plain and bulk changes, by undo."""

import datetime
from decimal import Decimal

import pytest

from activity.models import Change
from activity.told import changes_of
from activity.undo import undo
from deals.models import Closing, Deal, MovedMeanwhile, MoveRefused, Stage, Step
from tests import makers

pytestmark = pytest.mark.django_db


def steps(deal):
    return [(step.stage_name, step.stayed is None) for step in deal.steps.all()]


def stage(cast, name):
    return makers.stage(cast.olivia, name)


def test_a_move_is_told_as_a_step_and_returns_to_the_probability_of_the_stage(cast):
    deal = makers.deal(cast.olivia, probability=55)
    since = deal.stage_since
    act = deal.move_to(stage(cast, "Proposal"), by=cast.marco)
    assert (deal.stage.name, deal.chance, deal.status) == ("Proposal", 40, "open")
    assert deal.stage_since > since
    assert steps(deal) == [("Qualification", False), ("Proposal", True)]
    assert deal.steps.last().member == cast.marco
    assert deal.move_to(stage(cast, "Proposal"), by=cast.marco) is None
    undo(act, by=cast.marco)
    deal.refresh_from_db()
    assert (deal.stage.name, deal.probability, deal.stage_since) == ("Qualification", 55, since)
    assert steps(deal) == [("Qualification", False), ("Proposal", False), ("Qualification", True)]


def test_closing_and_its_undo(cast):
    deal = makers.deal(cast.olivia)
    act = deal.move_to(stage(cast, "Closed Lost"), by=cast.olivia, loss_reason=" Price ")
    assert (deal.status, deal.loss_reason, deal.closings.get().reason) == ("lost", "Price", "Price")
    undo(act, by=cast.olivia)
    deal.refresh_from_db()
    assert (deal.status, deal.closed_at, deal.loss_reason) == ("open", None, "")
    assert deal.closings.get().reopened_at is not None


def test_reopening_goes_back_to_where_it_was_and_can_be_undone(cast):
    deal = makers.deal(cast.olivia, stage="Negotiation")
    deal.move_to(stage(cast, "Closed Won"), by=cast.olivia)
    closed_at = deal.closed_at
    act = deal.reopen(by=cast.olivia)
    assert (deal.stage.name, deal.status, deal.closed_at) == ("Negotiation", "open", None)
    undo(act, by=cast.olivia)
    deal.refresh_from_db()
    assert (deal.stage.name, deal.status, deal.closed_at) == ("Closed Won", "won", closed_at)
    assert [closing.reopened_at is None for closing in deal.closings.all()] == [False, True]


@pytest.mark.parametrize(
    ("begins", "verb", "field"),
    [
        ("Closed Won", lambda deal, cast: deal.move_to(stage(cast, "Proposal"), by=cast.olivia), "stage_id"),
        ("Closed Won", lambda deal, cast: deal.reopen(by=cast.olivia, stage=stage(cast, "Closed Lost")), "stage_id"),
        ("Proposal", lambda deal, cast: deal.reopen(by=cast.olivia), "stage_id"),
        ("Proposal", lambda deal, cast: deal.revise(by=cast.olivia, loss_reason="Price"), "loss_reason"),
        ("Proposal", lambda deal, cast: deal.revise(by=cast.olivia, closed_at=datetime.date(2026, 1, 1)), "closed_at"),
        ("Closed Won", lambda deal, cast: deal.revise(by=cast.olivia, probability=40), "probability"),
        ("Proposal", lambda deal, cast: deal.move_to(makers.stage(cast.zoe), by=cast.olivia), "stage_id"),
    ],
)
def test_refusals(cast, begins, verb, field):
    deal = makers.deal(cast.olivia, stage=begins)
    with pytest.raises(MoveRefused) as refused:
        verb(deal, cast)
    assert (refused.value.field, steps(deal)) == (field, [(begins, True)])


def test_who_saw_it_elsewhere_is_told(cast):
    deal = makers.deal(cast.olivia)
    seen = deal.stage
    deal.move_to(stage(cast, "Proposal"), by=cast.marco)
    with pytest.raises(MovedMeanwhile, match="Proposal"):
        deal.move_to(stage(cast, "Negotiation"), by=cast.olivia, seen_stage=seen)


def test_how_it_was_closed_is_corrected_in_its_closing(cast):
    deal = makers.deal(cast.olivia, stage="Closed Lost", closed_at=datetime.date(2026, 1, 15), loss_reason="Price")
    deal.revise(by=cast.olivia, closed_at=datetime.date(2026, 1, 14), loss_reason="Timing")
    closing = deal.closings.get()
    assert (closing.closed_at, closing.reason) == (deal.closed_at, "Timing")
    assert deal.closed_on == datetime.date(2026, 1, 14)
    assert deal.revise(by=cast.olivia, closed_at=datetime.date(2026, 1, 14), loss_reason="Timing") is None


def test_plain_and_bulk_changes_of_stage_come_to_the_same_as_a_move(cast):
    moved, changed, bulk = (makers.deal(cast.olivia, name, probability=55) for name in "ABC")
    won = stage(cast, "Closed Won")
    moved.move_to(won, by=cast.olivia)
    changed.change(by=cast.olivia, stage_id=won.pk)
    act = Deal.objects.visible_to(cast.olivia).filter(pk=bulk.pk).change_all(by=cast.olivia, stage_id=won.pk)
    for deal in (moved, changed, bulk):
        deal.refresh_from_db()
        assert (deal.status, deal.probability, deal.closed_on is None) == ("won", None, False)
        assert steps(deal) == [("Qualification", False), ("Closed Won", True)]
        assert deal.stage_since == deal.steps.last().at or deal is not bulk
    fields = {tuple(sorted(c.fields)) for c in Change.objects.filter(action="changed")}
    assert fields == {("closed_at", "probability", "stage_id", "stage_since", "status")}
    undo(act, by=cast.olivia)
    bulk.refresh_from_db()
    assert (bulk.status, bulk.probability, bulk.closed_at) == ("open", 55, None)


@pytest.mark.parametrize("count", [2, 25])
def test_moving_many_takes_as_many_queries_as_moving_few(cast, django_assert_max_num_queries, count):
    for number in range(count):
        makers.deal(cast.olivia, f"Deal {number}")
    with django_assert_max_num_queries(24):
        Deal.objects.visible_to(cast.olivia).change_all(by=cast.olivia, stage_id=stage(cast, "Closed Won").pk)
    assert Closing.objects.count() == count
    assert Step.objects.count() == 2 * count


def test_an_undo_that_cannot_give_the_stage_back_leaves_the_deal_closed(cast):
    trial = Stage.add(stage(cast, "Proposal").pipeline, by=cast.olivia, name="Trial")
    deal = makers.deal(cast.olivia, stage=trial)
    act = deal.move_to(stage(cast, "Closed Won"), by=cast.olivia)
    closed_at = deal.closed_at
    trial.remove(by=cast.olivia)
    undo(act, by=cast.olivia)
    deal.refresh_from_db()
    assert (deal.status, deal.closed_at) == ("won", closed_at)


def test_a_removed_deal_comes_back_although_its_stage_is_gone(cast):
    trial = Stage.add(stage(cast, "Proposal").pipeline, by=cast.olivia, name="Trial")
    deal = makers.deal(cast.olivia, stage=trial, value=Decimal("5.50"))
    act = deal.remove(by=cast.olivia)
    trial.remove(by=cast.olivia)
    undo(act, by=cast.olivia)
    back = Deal.objects.get(pk=deal.pk)
    assert (back.stage.name, back.value, back.steps.count()) == ("Qualification", Decimal("5.50"), 1)


def test_amounts_and_times_compare_equal_in_history(cast):
    deal = makers.deal(cast.olivia, value=Decimal("5"))
    assert deal.change(by=cast.olivia, value=Decimal("5.00")) is None
    act = deal.change(by=cast.olivia, value=Decimal("6"))
    assert undo(act, by=cast.olivia).kept == []
    at = datetime.datetime(2026, 1, 15, 3, tzinfo=datetime.timezone(datetime.timedelta(hours=5)))
    act = deal.move_to(stage(cast, "Closed Won"), by=cast.olivia, closed_at=max(at, deal.created_at))
    assert undo(act, by=cast.olivia).kept == []


def test_a_card_tells_the_stage_and_nothing_that_follows_from_it(cast):
    deal = makers.deal(cast.olivia, value=Decimal(500))
    deal.revise(by=cast.olivia, stage_id=stage(cast, "Closed Won").pk, value=Decimal(600))
    told = [entry.subject for entry in changes_of(deal, cast.olivia, None, 10)]
    differences = {d.label: (d.old, d.new) for one in told for d in one.differences}
    assert set(differences) == {"Stage", "Value", "Closed"}
    assert differences["Stage"] == ("Qualification", "Closed Won")
    assert differences["Value"] == ("$500", "$600")
    assert "T" not in differences["Closed"][1]
