"""The forecast: months, sums, links to the table, what is won already."""

import datetime
import re
from decimal import Decimal

import pytest

from deals import forecast as forecasting
from deals.models import Deal
from tests import makers

TODAY = datetime.date(2026, 11, 21)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """It is 21 November 2026."""
    monkeypatch.setattr(forecasting.timezone, "localdate", lambda *_moment: TODAY)


@pytest.fixture
def deals(cast):
    days = {
        "Late": datetime.date(2026, 11, 20), "Now": TODAY, "December": datetime.date(2026, 12, 31),
        "April": datetime.date(2027, 4, 1), "Later": datetime.date(2027, 5, 1), "None": None,
    }  # fmt: skip
    for number, (name, day) in enumerate(days.items(), 1):
        owner = {"assigned_to": cast.rita} if name == "April" else {}
        makers.deal(cast.olivia, name, value=Decimal(number * 1000), expected_close_date=day, **owner)
    makers.deal(cast.olivia, "Euro", value=Decimal(500), currency="EUR", expected_close_date=TODAY, stage="Negotiation")


def rows(answer):
    """`{period: (count, sum, weighted)}` of the periods with deals."""
    periods = answer.context["forecast"].periods
    return {p.label: (p.total.count, p.total.worth_words, p.total.hoped_words) for p in periods if p.total.count}


def test_sorts_open_deals_by_the_month_they_should_close_in(cast, deals, page):
    answer = page(cast.olivia).get("/deals/forecast")
    assert [period.label for period in answer.context["forecast"].periods] == [
        "Overdue", "November", "December", "January 2027", "February 2027", "March 2027", "April 2027", "Later", "No date",
    ]  # fmt: skip
    assert rows(answer) == {
        "Overdue": (1, "$1,000", "$100"),
        "November": (2, "$2,000 + €500", "€350 + $200"),
        "December": (1, "$3,000", "$300"),
        "April 2027": (1, "$4,000", "$400"),
        "Later": (1, "$5,000", "$500"),
        "No date": (1, "$6,000", "$600"),
    }
    assert answer.context["forecast"].total.count == 7


def test_every_number_links_to_the_deals_it_counts(cast, deals, page):
    client = page(cast.olivia)
    for period in client.get("/deals/forecast").context["forecast"].periods:
        listed = client.get(period.url)
        assert not listed.context["listing"].ignored
        assert listed.context["listing"].total == period.total.count


def test_rita_forecasts_her_own(cast, deals, page):
    answer = page(cast.rita).get("/deals/forecast")
    assert rows(answer) == {"April 2027": (1, "$4,000", "$400")}
    for hidden in ("$1,000", "$3,000", "€500"):
        assert hidden not in answer.content.decode()


def test_tells_what_is_won_this_month(cast, page):
    for name, day in (("In", datetime.date(2026, 11, 2)), ("Before", datetime.date(2026, 10, 31))):
        deal = makers.deal(cast.olivia, name, value=Decimal(700))
        Deal.objects.filter(pk=deal.pk).update(created_at=datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC))
        Deal.objects.filter(pk=deal.pk).update(
            stage=makers.stage(cast.olivia, "Closed Won"), status="won",
            closed_at=datetime.datetime.combine(day, datetime.time.min, tzinfo=datetime.UTC),
        )  # fmt: skip
    client = page(cast.olivia)
    month = client.get("/deals/forecast").context["forecast"].periods[1]
    assert (month.won.count, month.won.worth_words) == (1, "$700")
    assert [str(row.record) for row in client.get(month.won_url).context["listing"].rows] == ["In"]


def test_filters_as_the_table_does_but_for_its_own(cast, deals, page):
    answer = page(cast.olivia).get(f"/deals/forecast?assigned_to={cast.rita.pk}&status=won&date_from=2030-01-01")
    assert list(rows(answer)) == ["April 2027"]
    assert [chip.picker.name for chip in answer.context["listing"].chips] == ["assigned_to"]


def test_draws_bars_within_the_chart(cast, deals, page):
    answer = page(cast.olivia).get("/deals/forecast")
    charts = answer.context["forecast"].charts
    assert [currency for currency, _bars, _width in charts] == ["USD", "EUR"]
    for _currency, bars, width in charts:
        assert all(0 <= bar.hoped_height <= bar.height <= forecasting.HEIGHT for bar in bars)
        assert all(bar.left + forecasting.WIDTH <= width for bar in bars)
    drawn = re.findall(r'width="(\d+)" height="\d+" rx', answer.content.decode())
    assert set(drawn) == {str(forecasting.WIDTH)}


def test_an_empty_forecast_draws_no_chart_and_leads_on(cast, page):
    answer = page(cast.zoe).get("/deals/forecast")
    assert answer.context["forecast"].charts == []
    assert 'href="/deals/new">New deal' in answer.content.decode()
    assert "<table" not in answer.content.decode()


def test_a_search_answers_the_figures_only(cast, deals, page):
    answer = page(cast.olivia).get(
        "/deals/forecast?search=december", headers={"HX-Request": "true", "HX-Target": "results"}
    )
    assert "<html" not in answer.content.decode()
    assert answer["HX-Push-Url"] == "/deals/forecast?search=december"
    assert list(rows(answer)) == ["December"]
