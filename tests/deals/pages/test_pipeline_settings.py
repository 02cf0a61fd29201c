"""The settings of pipelines and stages."""

import pytest

from deals.models import Pipeline, Stage
from tests import makers

STAGE = {"name": "Trial", "color": "teal", "probability": "55", "closing": ""}


@pytest.fixture
def sales(cast):
    return Pipeline.objects.get(organization=cast.acme)


def names(pipeline):
    return list(pipeline.stages.values_list("name", flat=True))


def told(client):
    return client.get("/settings/pipelines").content.decode()


@pytest.mark.parametrize("who", ["marco", "rita", "tess"])
def test_is_for_admins_alone(cast, sales, page, who):
    client = page(getattr(cast, who))
    assert client.get("/settings/pipelines").status_code == 403
    assert client.post("/settings/pipelines", {"name": "Mine"}).status_code == 403
    assert client.post(f"/settings/pipelines/{sales.pk}/order", {"ids": []}).status_code == 403
    assert Pipeline.objects.filter(organization=cast.acme).count() == 1


def test_shows_stages_with_what_stands_in_them(cast, sales, page):
    makers.deal(cast.olivia)
    makers.deal(cast.marco, assigned_to=cast.marco, is_private=True)
    text = told(page(cast.olivia))
    assert "1 open deal" in text
    assert "closes as Won" in text
    assert "2 open deals" not in text


def test_adds_renames_orders_and_deletes_a_pipeline(cast, sales, page):
    client = page(cast.olivia)
    client.post("/settings/pipelines", {"name": "Renewals"})
    renewals = Pipeline.objects.get(name="Renewals")
    assert names(renewals) == names(sales)
    client.post(f"/settings/pipelines/{renewals.pk}/move", {"up": "1"})
    assert [one.name for one in Pipeline.objects.visible_to(cast.olivia)] == ["Renewals", "Sales"]
    client.post(f"/settings/pipelines/{renewals.pk}/move", {"down": "1"})
    assert [one.name for one in Pipeline.objects.visible_to(cast.olivia)] == ["Sales", "Renewals"]
    client.post(f"/settings/pipelines/{renewals.pk}", {"name": "Contracts"})
    assert Pipeline.objects.get(pk=renewals.pk).name == "Contracts"
    client.post(f"/settings/pipelines/{renewals.pk}/remove")
    assert not Pipeline.objects.filter(pk=renewals.pk).exists()


@pytest.mark.parametrize("name", ["", " ", "SALES", "x" * 101, "a\x00b"])
def test_refuses_a_name_that_cannot_be(cast, sales, page, name):
    client = page(cast.olivia)
    other = Pipeline.make("Other", by=cast.olivia)
    for url in ("/settings/pipelines", f"/settings/pipelines/{other.pk}"):
        assert "name" in client.post(url, {"name": name}).context["form"].errors
    assert Pipeline.objects.filter(organization=cast.acme).count() == 2


def test_keeps_the_last_pipeline_and_one_with_deals_and_says_why(cast, sales, page):
    client = page(cast.olivia)
    client.post(f"/settings/pipelines/{sales.pk}/remove")
    assert "This is the only pipeline." in told(client)
    other = Pipeline.make("Other", by=cast.olivia)
    makers.deal(cast.olivia, stage=other.stages.first())
    client.post(f"/settings/pipelines/{other.pk}/remove")
    assert "There are deals in this pipeline." in told(client)
    assert Pipeline.objects.filter(organization=cast.acme).count() == 2


def test_adds_changes_and_deletes_a_stage(cast, sales, page):
    client = page(cast.olivia)
    client.post(f"/settings/pipelines/{sales.pk}/stages/new", STAGE)
    trial = Stage.objects.get(name="Trial")
    assert (trial.color, trial.probability, names(sales)[3]) == ("teal", 55, "Trial")
    client.post(f"/settings/stages/{trial.pk}", STAGE | {"name": "Pilot", "probability": "60"})
    trial.refresh_from_db()
    assert (trial.name, trial.probability) == ("Pilot", 60)
    client.post(f"/settings/stages/{trial.pk}/remove")
    assert "Pilot" not in names(sales)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "proposal"}, "name"),
        ({"color": "plaid"}, "color"),
        ({"probability": "101"}, "probability"),
        ({"probability": "x"}, "probability"),
        ({"closing": "maybe"}, "closing"),
    ],
)
def test_refuses_a_stage_that_cannot_be(cast, sales, page, wrong, field):
    client = page(cast.olivia)
    first = sales.stages.first()
    for url in (f"/settings/pipelines/{sales.pk}/stages/new", f"/settings/stages/{first.pk}"):
        assert field in client.post(url, STAGE | wrong).context["form"].errors
    assert names(sales)[0] == "Qualification"
    assert len(names(sales)) == 5


def test_a_stage_in_use_stays_and_says_why(cast, sales, page):
    deal, client = makers.deal(cast.olivia), page(cast.olivia)
    client.post(f"/settings/stages/{deal.stage_id}/remove")
    assert "1 open deal is in this stage. Move it first." in told(client)
    answer = client.post(f"/settings/stages/{deal.stage_id}", STAGE | {"closing": "won"})
    assert "There are deals in this stage." in answer.context["form"].errors["closing"][0]
    assert len(names(sales)) == 5


def test_orders_by_arrows_and_by_drag(cast, sales, page):
    client = page(cast.olivia)
    first, second, *rest = sales.stages.all()
    client.post(f"/settings/stages/{first.pk}/move", {"down": "1"})
    assert names(sales)[:2] == [second.name, first.name]
    client.post(f"/settings/stages/{first.pk}/move", {"up": "1"})
    assert names(sales)[:2] == [first.name, second.name]
    ids = [str(stage.pk) for stage in (*rest, second, first)]
    answer = client.post(f"/settings/pipelines/{sales.pk}/order", {"ids": [*ids, "x", "9" * 40, "-1"]})
    assert answer.status_code == 204
    assert names(sales) == [stage.name for stage in (*rest, second, first)]


def test_touches_no_other_organization(cast, sales, page):
    client, first = page(cast.zoe), sales.stages.first()
    for url in (
        f"pipelines/{sales.pk}",
        f"pipelines/{sales.pk}/remove",
        f"pipelines/{sales.pk}/order",
        f"stages/{first.pk}",
        f"stages/{first.pk}/remove",
    ):
        assert client.post(f"/settings/{url}", {"name": "Zoes"}).status_code == 404
    assert names(sales)[0] == "Qualification"
