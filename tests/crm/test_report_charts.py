"""Charts: what is drawn is as long as the figure it stands for."""

from datetime import date
from decimal import Decimal

import pytest

from crm.reports import periods
from crm.reports.charts import Bars, Columns, Series, rounded_up

WON, LOST = Series("Won", "won"), Series("Lost", "lost")


def columns(*categories, currency=""):
    return Columns("Title", "Words", [WON, LOST], currency, categories)


def test_a_column_is_as_high_as_its_figure():
    chart = columns(("Mar", [10, 5]), ("Apr", [0, 0]))
    first, second = chart.pieces()
    assert float(first.height) == pytest.approx(2 * float(second.height))
    assert float(first.y) + float(first.height) == pytest.approx(float(second.y) + float(second.height))
    assert (first.title, second.hue) == ("Mar: Won 10", "lost")
    assert (chart.is_flat, columns(("Mar", [0, 0])).is_flat) == (False, True)


def test_lines_across_say_round_numbers():
    assert [tick.text for tick in columns(("Mar", [130_000, 0]), currency="USD").ticks()] == [
        "$0", "$50K", "$100K", "$150K", "$200K",
    ]  # fmt: skip
    assert [tick.text for tick in columns(("Mar", [7, 2])).ticks()] == ["0", "2", "4", "6", "8"]
    assert [tick.text for tick in columns(("Mar", [1, 0])).ticks()] == ["0", "1"]


def test_labels_are_left_out_where_they_are_too_many():
    months = periods.Period(date(2024, 1, 1), date(2025, 12, 31)).months
    long = columns(*((f"{month:%b %y}", [1, 1]) for month in months))
    assert [label.text for label in long.labels()] == ["Jan 24", "May 24", "Sep 24", "Jan 25", "May 25", "Sep 25"]
    assert len(columns(*((f"{month:%b}", [1, 1]) for month in months[:12])).labels()) == 12


def test_pieces_of_a_bar_lie_behind_each_other():
    chart = Bars("Title", "Words", [WON, LOST], "USD", [("Fair", [Decimal(30), Decimal(10)]), ("Web", [0, 20])])
    first, second = chart.bars()
    assert [(piece.x, piece.width) for piece in first["pieces"]] == [("0.000%", "75.000%"), ("75.000%", "25.000%")]
    assert [(piece.x, piece.width) for piece in second["pieces"]] == [("0.000%", "50.000%")]
    assert (first["said"], chart.height) == ("$40", 88)


@pytest.mark.parametrize(
    ("value", "top"),
    [(0, 0), (1, 1), (3, 4), (6, 8), (9, 10), (11, 20), (130_000, 200_000), (Decimal("0.3"), Decimal("0.4"))],
)
def test_the_top_is_a_round_number(value, top):
    assert rounded_up(value) == top


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("this_month", "2026-02-01", "2026-02-28"),
        ("last_month", "2026-01-01", "2026-01-31"),
        ("this_quarter", "2026-01-01", "2026-03-31"),
        ("last_quarter", "2025-10-01", "2025-12-31"),
        ("this_year", "2026-01-01", "2026-12-31"),
        ("last_year", "2025-01-01", "2025-12-31"),
        ("last_12_months", "2025-03-01", "2026-02-28"),
    ],
)
def test_a_period_has_a_first_and_a_last_day(name, first, last):
    period = periods.named(name, date(2026, 2, 28))
    assert (str(period.first), str(period.last)) == (first, last)
    assert period.months[0] == period.first
