"""Moving deals, and what they move through, over the house API."""

import pytest

from deals.models import Deal, Pipeline, Stage
from tests import makers


@pytest.fixture
def olivia(cast, rest):
    return rest(cast.olivia)


def stage(cast, name):
    return makers.stage(cast.olivia, name).pk


@pytest.mark.parametrize("method", ["put", "patch", "post"])
def test_a_lost_deal_says_when_and_why_and_is_reopened(cast, olivia, method):
    deal = makers.deal(cast.olivia, stage="Negotiation")
    lost = {"stage_id": stage(cast, "Closed Lost"), "closed_at": None, "loss_reason": "Price"}
    body = getattr(olivia, method)(f"/api/deals/{deal.pk}/stage", lost).json()
    row = body["data"]
    assert (body["message"], row["is_lost"], row["is_won"], row["loss_reason"]) == ("Deal moved.", True, False, "Price")
    assert row["closed_at"].endswith("Z")
    assert [row[name] for name in ("risk_score", "risk_level", "risk_factors", "probability")] == [None, None, None, 0]
    assert olivia.put(f"/api/deals/{deal.pk}/stage", lost).status_code == 200  # sent again
    refused = olivia.put(f"/api/deals/{deal.pk}/stage", {"stage_id": stage(cast, "Proposal")})
    assert (refused.status_code, set(refused.json()["errors"])) == (422, {"stage_id"})
    row = olivia.post(f"/api/deals/{deal.pk}/reopen", {}).json()["data"]
    assert (row["stage_name"], row["status"], row["closed_at"], row["loss_reason"]) == (
        "Negotiation",
        "open",
        None,
        None,
    )
    told = olivia.get(f"/api/deals/{deal.pk}/history").json()["data"]
    assert [step["stage_name"] for step in told["steps"]] == ["Negotiation", "Closed Lost", "Negotiation"]
    assert [step["stayed_seconds"] is None for step in told["steps"]] == [False, False, True]
    assert (told["closings"][0]["outcome"], told["closings"][0]["closed_by_name"]) == ("lost", "Olivia Larsen")
    assert told["closings"][0]["reopened_at"] is not None


def test_closed_at_takes_a_day_and_goes_out_as_a_time(cast, olivia):
    body = {"name": "A", "stage_id": stage(cast, "Closed Won"), "closed_at": "2026-01-15"}
    row = olivia.post("/api/deals", body).json()["data"]
    assert row["closed_at"] == "2026-01-15T00:00:00.000000Z"
    row = olivia.patch(f"/api/deals/{row['id']}", {"closed_at": "2026-01-16T01:00:00+02:00"}).json()["data"]
    assert row["closed_at"] == "2026-01-15T23:00:00.000000Z"


def test_a_closed_deal_keeps_its_closing_day(cast, olivia):
    deal = makers.deal(cast.olivia)
    won = {"stage_id": stage(cast, "Closed Won"), "closed_at": None}
    for _again in range(2):  # the same move, sent again
        row = olivia.patch(f"/api/deals/{deal.pk}", won).json()["data"]
    for nothing in (None, ""):
        refused = olivia.patch(f"/api/deals/{deal.pk}", {"closed_at": nothing})
        assert (refused.status_code, set(refused.json()["errors"])) == (422, {"closed_at"})
    assert olivia.get(f"/api/deals/{deal.pk}").json()["data"]["closed_at"] == row["closed_at"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "stage_id"),
        ({"stage_id": "x"}, "stage_id"),
        ({"closed_at": "2999-01-01"}, "closed_at"),
        ({"closed_at": "0001-01-01T00:00:00+14:00"}, "closed_at"),
        ({"closed_at": "soon"}, "closed_at"),
        ({"closed_at": 5}, "closed_at"),
        ({"loss_reason": "Price"}, "loss_reason"),
        ({"loss_reason": "x" * 201}, "loss_reason"),
        ({"from_stage_id": 987654}, "from_stage_id"),
    ],
)
def test_what_is_wrong_with_a_move_is_named(cast, olivia, body, field):
    deal = makers.deal(cast.olivia)
    won = {"stage_id": stage(cast, "Closed Won")} if field != "stage_id" else {}
    answer = olivia.put(f"/api/deals/{deal.pk}/stage", won | body)
    assert (answer.status_code, set(answer.json()["errors"])) == (422, {field})
    assert Deal.objects.get().status == "open"


def test_who_saw_it_elsewhere_gets_409_and_the_current_deal(cast, olivia):
    deal = makers.deal(cast.olivia)
    seen = deal.stage_id
    deal.move_to(makers.stage(cast.olivia, "Negotiation"), by=cast.marco)
    answer = olivia.put(f"/api/deals/{deal.pk}/stage", {"stage_id": stage(cast, "Proposal"), "from_stage_id": seen})
    assert (answer.status_code, answer.json()["data"]["stage_name"]) == (409, "Negotiation")
    assert set(answer.json()["errors"]) == {"from_stage_id"}


def test_a_plain_put_with_another_stage_moves(cast, olivia):
    deal = makers.deal(cast.olivia, probability=55)
    body = {"name": "A", "stage_id": stage(cast, "Closed Lost"), "loss_reason": "Price"}
    row = olivia.put(f"/api/deals/{deal.pk}", body).json()["data"]
    assert (row["status"], row["loss_reason"], row["probability"]) == ("lost", "Price", 0)
    refused = olivia.put(f"/api/deals/{deal.pk}", {"name": "A", "stage_id": stage(cast, "Proposal")})
    assert (refused.status_code, set(refused.json()["errors"])) == (422, {"stage_id"})


def test_shipped_stages_are_listed_for_everybody(cast, rest):
    body = rest(cast.rita).get("/api/pipeline-stages").json()
    assert set(body) == {"data", "current_page", "last_page", "per_page", "total"}
    told = [(row["name"], row["probability"], row["closing"], row["order"]) for row in body["data"]]
    assert told == [
        ("Qualification", 10, "none", 0),
        ("Proposal", 40, "none", 1),
        ("Negotiation", 70, "none", 2),
        ("Closed Won", 100, "won", 3),
        ("Closed Lost", 0, "lost", 4),
    ]
    pipeline = rest(cast.rita).get("/api/pipelines").json()["data"][0]
    assert (pipeline["name"], pipeline["stages"]) == ("Sales", body["data"])


def test_admins_make_change_order_and_delete(cast, olivia):
    pipeline = olivia.post("/api/pipelines", {"name": "Partners", "order": 0}).json()["data"]
    assert (pipeline["order"], len(pipeline["stages"])) == (0, 5)
    new = {"name": "Trial", "colour": "teal", "probability": 30, "pipeline_id": pipeline["id"], "order": 0}
    made = olivia.post("/api/pipeline-stages", new).json()["data"]
    assert (made["color"], made["order"], made["closing"], made["pipeline_id"]) == ("teal", 0, "none", pipeline["id"])
    path = f"/api/pipeline-stages/{made['id']}"
    for name, hue in (("colour", "red"), ("color", "blue")):
        made = olivia.put(path, made | {name: hue}).json()["data"]
        assert (made["colour"], made["color"]) == (hue, hue)
    assert olivia.patch(path, {"closing": "won"}).json()["data"]["probability"] == 100
    assert olivia.put(path, {"name": "Pilot", "order": 99}).json()["data"]["order"] == 5
    ids = [row["id"] for row in olivia.get(f"/api/pipelines/{pipeline['id']}").json()["data"]["stages"]]
    body = olivia.put(f"/api/pipelines/{pipeline['id']}/order", {"stage_ids": ids[::-1]}).json()
    assert [row["id"] for row in body["data"]["stages"]] == ids[::-1]
    assert olivia.delete(path).status_code == 200
    assert olivia.put(f"/api/pipelines/{pipeline['id']}", {"name": "Resellers"}).json()["data"]["name"] == "Resellers"
    assert olivia.delete(f"/api/pipelines/{pipeline['id']}").status_code == 200
    assert Pipeline.objects.visible_to(cast.olivia).count() == 1


def test_refusals_are_sentences(cast, olivia):
    makers.deal(cast.olivia)
    first, other = makers.stage(cast.olivia), Pipeline.make("Partners", by=cast.olivia)
    path = f"/api/pipeline-stages/{first.pk}"
    for answer, field in (
        (olivia.delete(path), "stage"),
        (olivia.patch(path, {"closing": "won"}), "closing"),
        (olivia.patch(path, {"name": "PROPOSAL"}), "name"),
        (olivia.patch(path, {"color": "mauve"}), "color"),
        (olivia.patch(path, {"color": "red", "colour": "teal"}), "colour"),
        (olivia.patch(path, {"probability": 101}), "probability"),
        (olivia.patch(path, {"closing": "maybe"}), "closing"),
        (olivia.patch(path, {"pipeline_id": other.pk}), "pipeline_id"),
        (olivia.patch(path, {"order": -1}), "order"),
        (olivia.delete(f"/api/pipelines/{first.pipeline_id}"), "pipeline"),
        (olivia.post("/api/pipelines", {"name": "sales"}), "name"),
        (olivia.put(f"/api/pipelines/{other.pk}/order", {"stage_ids": [first.pk]}), "stage_ids"),
        (olivia.post("/api/pipeline-stages", {"name": "A", "pipeline_id": 987654}), "pipeline_id"),
    ):
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    assert Stage.objects.filter(pk=first.pk, name="Qualification").exists()
