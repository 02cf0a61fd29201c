"""What the reports on deals count: every figure of small worlds, by hand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from deals.models import Pipeline
from tests import makers

from .reporting import ask, closed, links, moment, rows

SPRING = {"period": "custom", "date_from": "2026-03-01", "date_to": "2026-04-30"}


def usd(amount):
    return {"USD": Decimal(amount)}


# -- the pipeline ----------------------------------------------------------------------------------


def test_counts_and_weighs_open_deals_stage_by_stage(cast):
    old = timezone.now() - timedelta(days=10, hours=1)
    makers.deal(cast.olivia, value=Decimal(1000), created_at=old)
    makers.deal(cast.olivia, value=Decimal(500))
    makers.deal(cast.olivia, value=Decimal(200), probability=50, stage="Proposal")
    makers.deal(cast.olivia, stage="Proposal")  # no value counts as none
    closed(cast.olivia, "won", "2026-03-10", value=Decimal(999))
    found = rows(ask("pipeline", cast.olivia))
    assert found == {
        "Qualification": {"count": 2, "sum": usd(1500), "weighted": usd(150), "age": 5},
        "Proposal": {"count": 2, "sum": usd(200), "weighted": usd(100), "age": 0},
        "Negotiation": {"count": 0, "sum": {}, "weighted": {}, "age": None},
        "Total": {"count": 4, "sum": usd(1700), "weighted": usd(250), "age": 2.5},
    }


def test_never_adds_up_two_currencies(cast):
    makers.deal(cast.olivia, value=Decimal(1000))
    makers.deal(cast.olivia, value=Decimal(300), currency="EUR")
    answer = ask("pipeline", cast.olivia)
    assert rows(answer)["Total"]["sum"] == {"USD": 1000, "EUR": 300}
    assert rows(answer)["Total"]["weighted"] == {"USD": 100, "EUR": 30}
    assert answer.charts[0].currency == "USD"
    assert answer.charts[0].categories[0] == ("Qualification", [100, 900])
    euros = ask("pipeline", cast.olivia, currency="EUR")
    assert rows(euros)["Total"] == {"count": 1, "sum": {"EUR": 300}, "weighted": {"EUR": 30}, "age": 0}
    assert euros.charts[0].currency == "EUR"


def test_draws_a_currency_that_occurs_where_that_of_the_organization_does_not(cast):
    closed(cast.olivia, "won", "2026-03-10", value=Decimal(300), currency="EUR")
    assert ask("months", cast.olivia, **SPRING).charts[0].currency == "EUR"


def test_keeps_pipelines_apart(cast):
    second = Pipeline.objects.create(organization=cast.acme, name="Renewals", position=1)
    second.add_shipped_stages()
    makers.deal(cast.olivia, stage=second.stages.first())
    answer = ask("pipeline", cast.olivia)
    assert [(row.group, row.label) for row in answer.tables[0].rows][::3] == [
        ("Sales", "Qualification"), ("Renewals", "Qualification"),
    ]  # fmt: skip
    assert answer.charts[0].categories[3][0] == "Renewals: Qualification"
    assert rows(ask("pipeline", cast.olivia, pipeline=str(second.pk)))["Total"]["count"] == 1
    first = Pipeline.objects.get(organization=cast.acme, name="Sales")
    assert rows(ask("pipeline", cast.olivia, pipeline=str(first.pk)))["Total"]["count"] == 0


# -- won and lost ----------------------------------------------------------------------------------


@pytest.fixture
def spring(cast):
    closed(cast.marco, "won", "2026-03-05", value=Decimal(100), source="Fair", assigned_to=cast.marco)
    closed(cast.marco, "won", "2026-03-20", value=Decimal(40), currency="EUR", source="Fair", assigned_to=cast.rita)
    closed(cast.marco, "lost", "2026-03-31", value=Decimal(30), loss_reason="Price", assigned_to=cast.rita)
    closed(cast.marco, "lost", "2026-04-02", loss_reason="Price", source="Website", assigned_to=cast.marco)
    closed(cast.marco, "lost", "2026-04-30", value=Decimal(70), source="Website")
    closed(cast.marco, "won", "2026-05-01", value=Decimal(9999), source="Fair")  # another period
    makers.deal(cast.marco, value=Decimal(5))  # open


def test_tells_won_and_lost_by_month(cast, spring):
    assert rows(ask("months", cast.olivia, **SPRING)) == {
        "March 2026": {
            "won": 2, "lost": 1, "rate": 2 / 3, "won_sum": {"USD": 100, "EUR": 40}, "lost_sum": usd(30),
        },
        "April 2026": {"won": 0, "lost": 2, "rate": 0, "won_sum": {}, "lost_sum": usd(70)},
        "Total": {"won": 2, "lost": 3, "rate": 0.4, "won_sum": {"USD": 100, "EUR": 40}, "lost_sum": usd(100)},
    }  # fmt: skip


def test_tells_won_and_lost_by_rep(cast, spring):
    found = rows(ask("reps", cast.olivia, **SPRING))
    assert list(found) == ["Marco Diaz", "Rita Sharma", "Nobody", "Total"]
    assert found["Rita Sharma"] == {"won": 1, "lost": 1, "rate": 0.5, "won_sum": {"EUR": 40}, "lost_sum": usd(30)}
    assert found["Nobody"]["lost"] == 1


def test_tells_won_and_lost_by_source(cast, spring):
    found = rows(ask("sources", cast.olivia, **SPRING))
    assert {label: (row["won"], row["lost"]) for label, row in found.items()} == {
        "Fair": (2, 0), "Website": (0, 2), "No source": (0, 1), "Total": (2, 3),
    }  # fmt: skip


def test_tells_why_deals_were_lost(cast, spring):
    assert rows(ask("reasons", cast.olivia, **SPRING)) == {
        "Price": {"lost": 2, "share": 2 / 3, "lost_sum": usd(30)},
        "No reason given": {"lost": 1, "share": 1 / 3, "lost_sum": usd(70)},
        "Total": {"lost": 3, "share": 1, "lost_sum": usd(100)},
    }


def test_a_closing_day_is_the_day_in_utc_wherever_the_reader_is(cast):
    closed(cast.olivia, "won", moment("2026-03-31 23:30"))
    closed(cast.olivia, "won", moment("2026-04-01 00:30"))
    for zone in ("Pacific/Auckland", "America/Los_Angeles", "UTC"):
        with timezone.override(zone):
            found = rows(ask("months", cast.olivia, **SPRING))
        assert (found["March 2026"]["won"], found["April 2026"]["won"]) == (1, 1), zone


def test_a_reopened_deal_is_neither_won_nor_lost(cast):
    deal = closed(cast.olivia, "won", "2026-03-05")
    deal.reopen(by=cast.olivia)
    assert ask("months", cast.olivia, **SPRING).is_empty


def test_many_sources_are_put_together_behind_the_first(cast):
    for number in range(45):
        closed(cast.olivia, "lost", "2026-03-05", source=f"Source {number:02}", loss_reason=f"Reason {number:02}")
    for slug in ("sources", "reasons"):
        found = rows(ask(slug, cast.olivia, **SPRING))
        assert len(found) == 42
        assert found["5 others"]["lost"] == 5
        assert found["Total"]["lost"] == 45
    assert found["5 others"]["share"] == pytest.approx(5 / 45)


# -- forecast --------------------------------------------------------------------------------------


def test_sets_what_was_expected_beside_what_was_won(cast):
    march, april = date(2026, 3, 15), date(2026, 4, 15)
    makers.deal(cast.olivia, value=Decimal(100), expected_close_date=march, stage="Proposal")
    closed(cast.olivia, "won", "2026-04-20", value=Decimal(60), expected_close_date=march)
    closed(cast.olivia, "lost", "2026-04-21", value=Decimal(7), expected_close_date=april)
    makers.deal(cast.olivia, value=Decimal(5), expected_close_date=date(2026, 5, 1))
    makers.deal(cast.olivia, value=Decimal(5))
    found = rows(ask("forecast", cast.olivia, **SPRING))
    assert found["March 2026"] == {
        "expected": 2, "expected_sum": usd(160), "open": 1, "weighted": usd(40), "won": 0, "won_sum": {},
    }  # fmt: skip
    assert found["April 2026"] == {
        "expected": 1, "expected_sum": usd(7), "open": 0, "weighted": {}, "won": 1, "won_sum": usd(60),
    }  # fmt: skip
    assert found["Total"]["expected_sum"] == usd(167)


# -- whose ------------------------------------------------------------------------------------------


def test_everybody_counts_what_they_see(cast, spring):
    closed(cast.marco, "won", "2026-03-06", value=Decimal(5), assigned_to=cast.marco, is_private=True)
    seen = {name: rows(ask("months", getattr(cast, name), **SPRING))["Total"] for name in ("olivia", "marco", "tess")}
    assert {name: (row["won"], row["lost"]) for name, row in seen.items()} == {
        "olivia": (2, 3), "marco": (3, 3), "tess": (1, 2),
    }  # fmt: skip
    assert ask("months", cast.zoe, **SPRING).is_empty


@pytest.mark.parametrize("slug", ["months", "reps", "sources", "reasons", "forecast"])
def test_who_sees_what_is_assigned_to_them_learns_of_no_other(cast, spring, slug):
    text = str(rows(ask(slug, cast.rita, **SPRING)))
    assert not any(word in text for word in ("Marco", "Website", "No reason given"))
    total = rows(ask(slug, cast.rita, **SPRING))["Total"]
    assert total.get("lost_sum", usd(30)) == usd(30)
    assert total.get("won_sum", {"EUR": 40}) == {"EUR": 40}


def test_who_is_restricted_sees_their_part_of_the_pipeline(cast):
    makers.deal(cast.marco, value=Decimal(900), assigned_to=cast.marco)
    makers.deal(cast.marco, value=Decimal(40), assigned_to=cast.rita)
    assert rows(ask("pipeline", cast.rita))["Total"]["sum"] == usd(40)
    assert rows(ask("pipeline", cast.rita, owner=str(cast.marco.pk)))["Total"]["count"] == 0


@pytest.mark.parametrize(("owner", "won", "lost"), [("me", 0, 0), ("none", 0, 1), ("marco", 1, 1), ("team", 1, 1)])
def test_narrows_to_an_owner_or_team(cast, spring, owner, won, lost):
    word = {"marco": str(cast.marco.pk), "team": f"team-{cast.team.pk}"}.get(owner, owner)
    total = rows(ask("months", cast.olivia, owner=word, **SPRING))["Total"]
    assert (total["won"], total["lost"]) == (won, lost)


# -- where figures lead -----------------------------------------------------------------------------


def test_a_figure_leads_to_the_deals_behind_it(cast, spring, page):
    answer = ask("months", cast.olivia, **SPRING)
    for label, found in {**{row.label: row for row in answer.tables[0].rows}, "Total": answer.tables[0].total}.items():
        for name, url in found.links.items():
            shown = page(cast.olivia).get(url)
            assert shown.context["listing"].page.total == found.values[name], (label, name, url)
    assert set(links(answer)["April 2026"]) == {"lost"}  # nothing leads to nothing


@pytest.mark.parametrize("slug", ["pipeline", "reps", "sources", "reasons", "forecast"])
def test_figures_of_every_report_lead_to_as_many_deals(cast, spring, page, slug):
    makers.deal(cast.olivia, value=Decimal(100), expected_close_date=date(2026, 3, 2), stage="Proposal")
    answer, client = ask(slug, cast.olivia, **({} if slug == "pipeline" else SPRING)), page(cast.olivia)
    followed = 0
    for row in answer.tables[0].rows:
        for name, url in row.links.items():
            followed += 1 if url else 0
            assert not url or client.get(url).context["listing"].page.total == row.values[name], (row.label, url)
    assert followed


def test_what_the_list_cannot_say_leads_nowhere(cast, spring):
    assert links(ask("sources", cast.olivia, **SPRING))["No source"] == {"lost": ""}
    team = ask("months", cast.olivia, owner=f"team-{cast.team.pk}", **SPRING)
    assert not any(url for urls in links(team).values() for url in urls.values())
