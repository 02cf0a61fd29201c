"""Moving a deal by its page, by the dialog and by the board; and everything that is refused."""

import datetime
import json
from decimal import Decimal

import pytest
from django.utils import timezone

from activity.models import Act
from deals.models import Closing, Deal, Stage
from tests import makers

BOARD = {"Accept": "application/json"}
PART = {"HX-Request": "true"}


@pytest.fixture
def deal(cast):
    return makers.deal(cast.olivia, "Fleet", value=Decimal(1000))


@pytest.fixture
def stages(cast):
    return {stage.name: stage for stage in Stage.objects.filter(organization=cast.acme)}


def move(client, deal, place, headers=BOARD, query="", **fields):
    return client.post(
        f"/deals/{deal.pk}/move{query}", {"stage": place.pk, "seen": deal.stage_id} | fields, headers=headers
    )


def test_tells_the_board_what_changed(cast, deal, stages, page):
    answer = move(page(cast.marco), deal, stages["Proposal"])
    told = answer.json()
    assert answer.status_code == 200
    assert told["text"] == "“Fleet” moved to Proposal."
    assert told["undo"] == f"/undo/{Act.objects.latest('pk').pk}"
    assert told["stage"] == stages["Proposal"].pk
    assert f'data-deal="{deal.pk}"' in told["card"]
    assert "$1,000" in told["heads"][str(stages["Proposal"].pk)]
    assert "$1,000" not in told["heads"][str(stages["Qualification"].pk)]
    assert told["summary"] == "1 open · $1,000 · weighted $400"


def test_counts_heads_under_the_boards_filters(cast, deal, stages, page):
    told = move(page(cast.olivia), deal, stages["Proposal"], query="?assigned_to=me").json()
    assert told["summary"] == "0 open"


def test_the_toast_takes_it_back(cast, deal, stages, page):
    client = page(cast.marco)
    undo = move(client, deal, stages["Closed Won"]).json()["undo"]
    client.post(undo)
    deal.refresh_from_db()
    assert (deal.stage, deal.status, deal.closed_at) == (stages["Qualification"], "open", None)


def test_closes_on_a_day_for_a_reason(cast, deal, stages, page):
    today = timezone.now().date().isoformat()
    move(page(cast.marco), deal, stages["Closed Lost"], closed_on=today, loss_reason="Price")
    deal.refresh_from_db()
    assert (deal.status, deal.closed_on.isoformat(), deal.loss_reason) == ("lost", today, "Price")
    assert Closing.objects.get().member == cast.marco


def test_says_who_was_faster_and_where_the_deal_stands_now(cast, deal, stages, page):
    seen = Deal.objects.get(pk=deal.pk)
    deal.move_to(stages["Negotiation"], by=cast.olivia)
    answer = move(page(cast.marco), seen, stages["Proposal"])
    assert answer.status_code == 409
    told = answer.json()
    assert told["text"] == "Olivia Larsen has moved “Fleet” to Negotiation meanwhile."
    assert told["stage"] == stages["Negotiation"].pk
    deal.refresh_from_db()
    assert deal.stage == stages["Negotiation"]


def test_says_so_on_a_page_too(cast, deal, stages, page):
    seen = Deal.objects.get(pk=deal.pk)
    deal.move_to(stages["Negotiation"], by=cast.olivia)
    client = page(cast.marco)
    answer = move(client, seen, stages["Proposal"], headers={})
    assert "Olivia Larsen has moved" in client.get(answer.url).content.decode()


@pytest.mark.parametrize(
    ("stage", "fields", "said"),
    [
        ("Closed Won", {"closed_on": "2001-01-01"}, "it cannot have been closed before"),
        ("Closed Won", {"closed_on": "2999-01-01"}, "not one to come"),
        ("Closed Won", {"closed_on": "0001-01-01"}, "Give a day after 1900."),
        ("Closed Won", {"closed_on": "yesterday"}, "Enter a valid date."),
        ("Closed Won", {"loss_reason": "Price"}, "Only a lost deal has a loss reason."),
        ("Proposal", {"closed_on": "2026-01-01"}, ""),
        ("Closed Lost", {"loss_reason": "x" * 201}, "at most 200 characters"),
        ("Closed Lost", {"loss_reason": "a\x00b"}, "Null characters are not allowed."),
        ("Proposal", {"seen": "x"}, "Enter a whole number."),
        ("Proposal", {"seen": "9" * 30}, ""),
        ("Proposal", {"stage": ""}, "This field is required."),
        ("Proposal", {"stage": "9" * 30}, "Not found."),
    ],
)
def test_refuses_what_cannot_be_and_moves_nothing(cast, deal, stages, page, stage, fields, said):
    answer = move(page(cast.marco), deal, stages[stage], **fields)
    assert answer.status_code == 422
    told = answer.json()
    assert said in told["text"]
    assert told["stage"] == deal.stage_id
    assert "data-move-form" in told["form"]
    deal.refresh_from_db()
    assert deal.is_open
    assert not Closing.objects.exists()
    assert not Act.objects.filter(verb="deal_changed").exists()


def test_refuses_a_closed_deal_and_a_foreign_stage(cast, deal, stages, page):
    foreign = Stage.objects.filter(organization=cast.rival).first()
    client = page(cast.marco)
    assert move(client, deal, foreign).json()["text"] == "Not found."
    deal.move_to(stages["Closed Won"], by=cast.olivia)
    answer = move(client, Deal.objects.get(pk=deal.pk), stages["Proposal"])
    assert (answer.status_code, answer.json()["text"]) == (422, "This deal is closed. Reopen it before you move it.")


@pytest.mark.parametrize("who", ["rita", "zoe", "tess"])
def test_nobody_moves_what_they_do_not_see(cast, stages, page, who):
    own = makers.deal(cast.olivia, "Own", assigned_to=cast.olivia, is_private=True)
    client = page(getattr(cast, who))
    assert move(client, own, stages["Proposal"]).status_code == 404
    assert client.get(f"/deals/{own.pk}/move").status_code == 404
    assert client.post(f"/deals/{own.pk}/reopen").status_code == 404


def test_asks_for_the_day_and_for_lost_the_reason(cast, deal, stages, page):
    client, url = page(cast.marco), f"/deals/{deal.pk}/move"
    lost = client.get(f"{url}?stage={stages['Closed Lost'].pk}", headers=PART).content.decode()
    assert "<html" not in lost
    assert 'name="closed_on"' in lost
    assert 'value="Price"' in lost
    won = client.get(f"{url}?stage={stages['Closed Won'].pk}", headers=PART).content.decode()
    assert 'name="loss_reason"' not in won
    assert '<select name="stage"' in client.get(url).content.decode()
    assert client.get(f"{url}?stage=x").status_code == 200


def test_offers_a_closing_day_that_can_be(cast, deal, stages, page):
    Deal.objects.update(created_at=timezone.now() + datetime.timedelta(days=1))  # as it is for people far in the west
    form = page(cast.marco).get(f"/deals/{deal.pk}/move?stage={stages['Closed Won'].pk}").context["form"]
    assert form["closed_on"].value() == (timezone.now() + datetime.timedelta(days=1)).date()


def test_moves_from_the_dialog_and_from_a_page(cast, deal, stages, page):
    client = page(cast.marco)
    answer = move(client, deal, stages["Proposal"], headers=PART)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, f"/deals/{deal.pk}")
    deal.refresh_from_db()
    answer = move(client, deal, stages["Closed Won"], headers={})
    assert answer.url == f"/deals/{deal.pk}"
    assert "moved to Closed Won" in client.get(answer.url).content.decode()
    answer = client.post(f"/deals/{deal.pk}/move", {"stage": "x"}, headers=PART)
    assert answer.status_code == 422


def test_reopens_where_it_stood_or_where_one_says(cast, deal, stages, page):
    client = page(cast.marco)
    deal.move_to(stages["Negotiation"], by=cast.olivia)
    deal.move_to(stages["Closed Lost"], by=cast.olivia, loss_reason="Price")
    client.post(f"/deals/{deal.pk}/reopen")
    deal.refresh_from_db()
    assert (deal.stage, deal.loss_reason) == (stages["Negotiation"], "")
    deal.move_to(stages["Closed Won"], by=cast.olivia)
    client.post(f"/deals/{deal.pk}/reopen", {"stage": stages["Proposal"].pk})
    deal.refresh_from_db()
    assert deal.stage == stages["Proposal"]
    answer = client.post(f"/deals/{deal.pk}/reopen")
    assert "This deal is open." in client.get(answer.url).content.decode()


def test_moves_many_by_one_act_that_can_be_taken_back(cast, stages, page):
    trio = [makers.deal(cast.olivia, name) for name in ("A", "B", "C")]
    trio[2].move_to(stages["Closed Won"], by=cast.olivia)
    fields = {"act": "move", "ids": [one.pk for one in trio], "stage": stages["Closed Lost"].pk, "loss_reason": "Price"}
    client = page(cast.olivia)
    told = json.loads(client.post("/deals/bulk", fields, headers=PART)["HX-Trigger"])
    assert told["toast"]["text"] == "2 deals moved."
    assert list(Deal.objects.order_by("name").values_list("status", "loss_reason")) == [
        ("lost", "Price"),
        ("lost", "Price"),
        ("won", ""),
    ]
    client.post(told["toast"]["undo"])
    assert sorted(Deal.objects.values_list("status", flat=True)) == ["open", "open", "won"]
    assert Closing.objects.filter(reopened_at=None).count() == 1


def test_moves_many_only_after_they_were_opened(cast, stages, page):
    old, new = makers.deal(cast.olivia, "Old"), makers.deal(cast.olivia, "New")
    Deal.objects.filter(pk=old.pk).update(created_at=timezone.now() - datetime.timedelta(days=9))
    day = timezone.now().date() - datetime.timedelta(days=2)
    fields = {"act": "move", "all": "1", "stage": stages["Closed Won"].pk, "closed_on": day.isoformat()}
    page(cast.olivia).post("/deals/bulk", fields)
    assert dict(Deal.objects.values_list("name", "status")) == {"Old": "won", "New": "open"}
    assert new.is_open


def test_rita_moves_only_her_own_of_all(cast, stages, page):
    makers.deal(cast.olivia, "Foreign")
    makers.deal(cast.olivia, "Mine", assigned_to=cast.rita)
    page(cast.rita).post("/deals/bulk", {"act": "move", "all": "1", "stage": stages["Proposal"].pk})
    assert dict(Deal.objects.values_list("name", "stage__name")) == {"Foreign": "Qualification", "Mine": "Proposal"}


def test_a_move_without_a_day_is_offered_no_day(cast, deal, stages, page):
    client = page(cast.marco)
    form = client.get(f"/deals/{deal.pk}/move").context["form"]
    assert (form["closed_on"].value(), form["stage"].value()) == (None, deal.stage_id)


def test_says_that_it_stands_there_already(cast, deal, stages, page):
    told = move(page(cast.marco), deal, stages["Qualification"]).json()
    assert (told["text"], told["undo"]) == ("“Fleet” stands in Qualification already.", "")
    assert not Act.objects.filter(verb="deal_changed").exists()
