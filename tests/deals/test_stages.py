"""Pipelines and stages: made, named, ordered, removed, and what stands in the way."""

import pytest
from django.db.models import RestrictedError

from deals.models import Deal, NameTaken, Pipeline, Stage, StageInUse
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def sales(cast):
    return Pipeline.objects.get(organization=cast.acme)


def names(pipeline):
    return list(pipeline.stages.order_by("position").values_list("name", flat=True))


def test_a_new_pipeline_comes_with_the_shipped_stages_behind_the_others(cast, sales):
    made = Pipeline.make("Partners", by=cast.olivia)
    assert (made.position, names(made)) == (1, names(sales))
    assert list(made.stages.values_list("probability", "closing")) == [
        (10, ""), (40, ""), (70, ""), (100, "won"), (0, "lost"),
    ]  # fmt: skip


def test_names_are_taken_once_whatever_their_case(cast, sales):
    with pytest.raises(NameTaken, match="SALES"):
        Pipeline.make("SALES", by=cast.olivia)
    other = Pipeline.make("Partners", by=cast.olivia)
    with pytest.raises(NameTaken):
        other.rename("sales", by=cast.olivia)
    with pytest.raises(NameTaken):
        Stage.add(sales, by=cast.olivia, name="próposal")
    with pytest.raises(NameTaken):
        makers.stage(cast.olivia).alter(by=cast.olivia, name="Proposal")
    assert Pipeline.objects.filter(key="sales").count() == 2  # Rival has its own


def test_a_new_stage_stands_behind_those_of_its_kind(cast, sales):
    Stage.add(sales, by=cast.olivia, name="Trial", probability=90)
    won = Stage.add(sales, by=cast.olivia, name="Won again", closing="won", probability=5)
    assert names(sales)[3:] == ["Trial", "Closed Won", "Closed Lost", "Won again"]
    assert won.probability == 100


def test_order(cast, sales):
    by_name = {stage.name: stage.pk for stage in sales.stages.all()}
    sales.put_in_order([by_name["Proposal"], by_name["Qualification"]], by=cast.olivia)
    assert names(sales) == ["Proposal", "Qualification", "Negotiation", "Closed Won", "Closed Lost"]
    makers.stage(cast.olivia, "Closed Lost").stand_at(0, by=cast.olivia)
    assert names(sales)[0] == "Closed Lost"


def test_what_a_stage_means_does_not_change_while_deals_stand_there(cast, sales):
    trial = Stage.add(sales, by=cast.olivia, name="Trial")
    deal = makers.deal(cast.olivia, stage=trial)
    with pytest.raises(StageInUse):
        trial.alter(by=cast.olivia, closing="won")
    deal.remove(by=cast.olivia)
    trial.alter(by=cast.olivia, closing="won", name="Signed", color="teal")
    assert (trial.closing, trial.probability, trial.name, trial.color) == ("won", 100, "Signed", "teal")
    with pytest.raises(StageInUse, match="needs"):
        makers.stage(cast.olivia, "Closed Lost").alter(by=cast.olivia, closing="")


def test_a_stage_with_open_deals_or_the_last_of_its_kind_stays(cast, sales):
    makers.deal(cast.olivia)
    with pytest.raises(StageInUse, match="1 open deal is"):
        makers.stage(cast.olivia).remove(by=cast.olivia)
    makers.deal(cast.olivia)
    with pytest.raises(StageInUse, match="2 open deals are"):
        makers.stage(cast.olivia).remove(by=cast.olivia)
    for name in ("Closed Won", "Closed Lost"):
        with pytest.raises(StageInUse, match="needs"):
            makers.stage(cast.olivia, name).remove(by=cast.olivia)


def test_private_deals_of_others_are_not_counted_for_those_who_cannot_see_them(cast):
    makers.deal(cast.rita, is_private=True)
    with pytest.raises(StageInUse) as refused:
        makers.stage(cast.olivia).remove(by=cast.olivia)
    assert "private" in str(refused.value)
    assert "1" not in str(refused.value)


def test_closed_deals_of_a_removed_stage_go_to_one_alike(cast, sales):
    again = Stage.add(sales, by=cast.olivia, name="Won again", closing="won")
    shown = makers.deal(cast.olivia, stage=again)
    private = makers.deal(cast.rita, stage=again, is_private=True)
    assert again.remove(by=cast.olivia) == 2
    for deal in (shown, private):
        closed_at = deal.closed_at
        deal.refresh_from_db()
        assert (deal.stage.name, deal.status, deal.closed_at) == ("Closed Won", "won", closed_at)
        assert [step.stage_name for step in deal.steps.all()] == ["Won again", "Closed Won"]
        assert deal.closings.count() == 1


def test_a_pipeline_with_deals_or_the_last_one_stays(cast, sales):
    with pytest.raises(StageInUse, match="only"):
        sales.remove(by=cast.olivia)
    other = Pipeline.make("Partners", by=cast.olivia)
    deal = makers.deal(cast.rita, stage=other.stages.first(), is_private=True)
    with pytest.raises(StageInUse, match="deals in this pipeline"):
        other.remove(by=cast.olivia)
    deal.remove(by=cast.rita)
    other.remove(by=cast.olivia)
    assert list(Pipeline.objects.visible_to(cast.olivia)) == [sales]


def test_the_database_keeps_a_stage_with_deals(cast):
    deal = makers.deal(cast.olivia)
    with pytest.raises(RestrictedError):
        Stage.objects.get(pk=deal.stage_id).delete()
    assert Deal.objects.exists()
