"""Several who move deals and change stages at the same moment. SQLite lets one write at a time and hides every race."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from accounts.models import Member
from deals.models import Deal, MovedMeanwhile, MoveRefused, Pipeline, Stage, StageInUse, Step
from tests import cast as people
from tests import makers

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite writes one at a time and hides races"),
]
assert connection is not None


@pytest.fixture
def acme():
    return people.assemble()


def at_once(*acts):
    """What each of `acts` returned or was refused with, all begun together, each with a connection of its own."""
    start = Barrier(len(acts))

    def run(act):
        try:
            start.wait()
            return act()
        except (MoveRefused, StageInUse) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def marco(acme):
    return Member.objects.select_related("organization", "user").get(pk=acme.marco.pk)


def test_the_second_of_two_moves_is_told_that_it_was_moved(acme):
    deal = makers.deal(acme.olivia)
    seen, goals = deal.stage, [makers.stage(acme.olivia, name) for name in ("Proposal", "Closed Won")]

    def move_to(goal):
        return lambda: Deal.objects.get(pk=deal.pk).move_to(goal, by=marco(acme), seen_stage=seen)

    outcomes = at_once(*map(move_to, goals))
    assert sum(isinstance(outcome, MovedMeanwhile) for outcome in outcomes) == 1
    deal.refresh_from_db()
    assert [step.stage_id for step in deal.steps.all()] == [seen.pk, deal.stage_id]
    assert Step.objects.filter(deal=deal, stayed=None).count() == 1


@pytest.mark.parametrize("attempt", range(4))
def test_no_deal_comes_to_a_stage_that_goes(acme, attempt):
    trial = Stage.add(Pipeline.objects.get(organization=acme.acme), by=acme.olivia, name="Trial")
    deal = makers.deal(acme.olivia)
    moved, removed = at_once(
        lambda: Deal.objects.get(pk=deal.pk).move_to(trial, by=marco(acme)),
        lambda: Stage.objects.get(pk=trial.pk).remove(by=marco(acme)),
    )
    is_moved, is_removed = not isinstance(moved, MoveRefused), not isinstance(removed, StageInUse)
    assert is_moved != is_removed
    deal.refresh_from_db()
    assert (deal.stage_id == trial.pk) is is_moved
    assert Stage.objects.filter(pk=trial.pk).exists() is is_moved


def test_of_the_last_two_pipelines_one_stays(acme):
    other = Pipeline.make("Partners", by=acme.olivia)
    both = list(Pipeline.objects.filter(organization=acme.acme))
    outcomes = at_once(*(lambda pk=each.pk: Pipeline.objects.get(pk=pk).remove(by=marco(acme)) for each in both))
    assert sum(isinstance(outcome, StageInUse) for outcome in outcomes) == 1
    assert Pipeline.objects.filter(organization=acme.acme).count() == 1
    assert other.name == "Partners"
