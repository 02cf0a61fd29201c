"""The card of a deal, and the panel of deals on the cards of contacts and companies."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from deals import cells
from deals.models import Closing, Deal, DealNote, Step
from tests import makers


@pytest.fixture
def deal(cast):
    jane = makers.contact(cast.olivia, company="Acme Corp")
    values = {"value": Decimal(50_000), "contact": jane, "company": jane.company, "tags": ["vip"], "source": "Fair"}
    return makers.deal(cast.olivia, "Enterprise licence", **values, expected_close_date=datetime.date(2026, 1, 15))


def test_says_what_it_is_worth_how_far_it_is_and_what_speaks_against_it(cast, deal, page):
    text = page(cast.olivia).get(f"/deals/{deal.pk}").content.decode()
    for part in (
        "$50,000",
        "$5,000",
        "at 10 %",
        "Jane Smith",
        "Acme Corp",
        "Fair",
        "vip",
        "days late",
        "of 100",
        "The expected close was",
    ):
        assert part in text


def test_tells_the_stages_so_far_with_how_long_and_by_whom(cast, deal, page):
    deal.move_to(makers.stage(cast.olivia, "Proposal"), by=cast.marco)
    deal.move_to(makers.stage(cast.olivia, "Closed Lost"), by=cast.marco, loss_reason="Price")
    deal.reopen(by=cast.olivia)
    Step.objects.filter(stage__name="Qualification").update(stayed=3 * 86_400)
    answer = page(cast.olivia).get(f"/deals/{deal.pk}")
    told = [(kind, getattr(what, "stage_name", "") or what.reason) for _at, kind, what in answer.context["history"]]
    assert sorted(told) == sorted(
        [
            ("step", "Qualification"), ("step", "Proposal"), ("step", "Closed Lost"), ("step", "Proposal"),
            ("closed", "Price"), ("reopened", "Price"),
        ]
    )  # fmt: skip
    text = answer.content.decode()
    for part in ("3 days", "so far", "Marco Diaz", "Reopened", ": Price"):
        assert part in text


def test_marks_the_stage_it_stands_in_and_those_behind_it(cast, deal, page):
    deal.move_to(makers.stage(cast.olivia, "Negotiation"), by=cast.olivia)
    path = page(cast.olivia).get(f"/deals/{deal.pk}").context["path"]
    assert [(stage.name, state) for stage, state in path] == [
        ("Qualification", "done"), ("Proposal", "done"), ("Negotiation", "now"), ("Closed Won", ""), ("Closed Lost", ""),
    ]  # fmt: skip


def test_offers_to_close_an_open_deal_and_to_reopen_a_closed_one(cast, deal, page):
    client, url = page(cast.olivia), f"/deals/{deal.pk}"
    won = makers.stage(cast.olivia, "Closed Won")
    assert f"{url}/move?stage={won.pk}" in client.get(url).content.decode()
    assert f"{url}/reopen" not in client.get(url).content.decode()
    deal.move_to(won, by=cast.olivia)
    text = client.get(url).content.decode()
    assert f"{url}/reopen" in text
    assert "/move?stage=" not in text
    assert Closing.objects.get().outcome == "won"


def test_links_only_to_cards_one_may_open(cast, deal, page):
    deal.change(by=cast.olivia, assigned_to_id=cast.rita.pk)
    text = page(cast.rita).get(f"/deals/{deal.pk}").content.decode()
    assert "Jane Smith" in text
    assert f"/contacts/{deal.contact_id}" not in text
    assert f"/companies/{deal.company_id}" not in text
    assert f"/contacts/{deal.contact_id}" in page(cast.olivia).get(f"/deals/{deal.pk}").content.decode()


def test_is_hidden_from_whom_it_is_not_for(cast, deal, page):
    for who in (cast.rita, cast.zoe):
        for path in ("", "/edit", "/move", "/cell/value"):
            assert page(who).get(f"/deals/{deal.pk}{path}").status_code == 404


def queries_of(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_needs_as_many_queries_for_a_long_story_as_for_a_short_one(cast, deal, page):
    client, stages = page(cast.olivia), [makers.stage(cast.olivia, name) for name in ("Proposal", "Qualification")]
    deal.move_to(stages[0], by=cast.olivia)
    DealNote.write(deal, "Called", by=cast.marco)
    few = queries_of(client, f"/deals/{deal.pk}")
    for n in range(8):
        deal.move_to(stages[(n + 1) % 2], by=cast.olivia)
    assert few == queries_of(client, f"/deals/{deal.pk}") <= 20


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (5, "less than an hour"),
        (3_700, "1 hour"),
        (90_000, "1 day"),
        (86_400 * 59, "59 days"),
        (86_400 * 75, "2 months"),
    ],
)
def test_says_how_long_in_the_largest_unit(seconds, said):
    assert cells.lasting(seconds) == said


# -- the panel --------------------------------------------------------------------------------------


def panel_of(answer):
    return next(panel for part, panel in answer.context["panels"] if part == "deals/_panel.html")


def test_a_contact_shows_its_deals_open_ones_first(cast, page):
    jane = makers.contact(cast.olivia)
    soon = timezone.localdate() + datetime.timedelta(days=2)
    makers.deal(cast.olivia, "Some day", contact=jane)
    makers.deal(cast.olivia, "Soon", contact=jane, expected_close_date=soon, value=Decimal(8_400))
    makers.deal(cast.olivia, "Won", contact=jane, stage="Closed Won")
    client = page(cast.olivia)
    answer = client.get(f"/contacts/{jane.pk}")
    panel = panel_of(answer)
    assert [deal.name for deal in panel["deals"]] == ["Soon", "Some day"]
    assert [(status, n) for status, n, _url in panel["ended"]] == [("won", 1)]
    assert "$8,400" in answer.content.decode()
    assert [str(row.record) for row in client.get(panel["ended"][0][2]).context["listing"].rows] == ["Won"]
    assert client.get(panel["new_url"]).context["form"]["contact"].value() == f"Jane Smith (no. {jane.pk})"


def test_a_company_shows_what_the_member_sees_of_its_deals(cast, page):
    firm = makers.company(cast.olivia, "A & B", assigned_to=cast.rita)
    makers.deal(cast.olivia, "Foreign", company=firm, value=Decimal(77))
    makers.deal(cast.olivia, "Mine", company=firm, assigned_to=cast.rita)
    answer = page(cast.rita).get(f"/companies/{firm.pk}")
    assert [deal.name for deal in panel_of(answer)["deals"]] == ["Mine"]
    assert panel_of(answer)["open"] == 1
    assert "Foreign" not in answer.content.decode()
    assert page(cast.rita).get(panel_of(answer)["new_url"]).context["form"]["company_name"].value() == "A & B"


def test_a_panel_needs_two_queries_however_many_deals(cast, page):
    jane, client = makers.contact(cast.olivia), page(cast.olivia)
    makers.deal(cast.olivia, contact=jane)
    few = queries_of(client, f"/contacts/{jane.pk}")
    for n in range(12):
        makers.deal(cast.olivia, f"D{n}", contact=jane)
    assert queries_of(client, f"/contacts/{jane.pk}") == few
    panel = panel_of(client.get(f"/contacts/{jane.pk}"))
    assert (len(panel["deals"]), panel["open"]) == (6, 13)
    assert Deal.objects.count() == 13
