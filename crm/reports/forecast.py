"""What was expected of each month, and what came."""

import datetime
from collections import defaultdict

from django.db.models import Count, DateField, Q, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from . import links
from .charts import Columns, Series
from .closings import month_name, month_short
from .figures import MONEY, Amounts, Answer, Column, Row, Table, main_currency
from .measures import month_of


def answer(question):
    """For each month the deals expected to close in it, what of them is still open, and what was won in it."""
    expected, won = _expected(question), _won(question)
    rows = [_row(question, month, expected[month], won[month]) for month in question.period.months]
    total = _total(question, rows)
    table = Table(_("Expected and won by month"), _("Month"), _columns(), rows, total)
    if not total.values["expected"] + total.values["won"]:
        table.rows = []
    return Answer([table], [_chart(question, rows)])


def _columns():
    return [
        Column("expected", _("Expected to close")),
        Column("expected_sum", _("Value expected"), MONEY),
        Column("open", _("Still open")),
        Column("weighted", _("Open, weighted"), MONEY),
        Column("won", _("Won")),
        Column("won_sum", _("Value won"), MONEY),
    ]


def _expected(question):
    """`{month: values}` of deals by the day they were expected to close. One query."""
    asked = question.deals().filter(**question.period.dates("expected_close_date")).with_chance()
    still_open = Q(status="open")
    found = asked.annotate(month=TruncMonth("expected_close_date", output_field=DateField())).values_list(
        "month", "currency"
    )
    values = defaultdict(lambda: {"expected": 0, "expected_sum": Amounts(), "open": 0, "weighted": Amounts()})
    for month, currency, n, total, opened, weighted in found.annotate(
        n=Count("pk"),
        total=Sum("value"),
        opened=Count("pk", filter=still_open),
        weighted=Sum("weighted_now", filter=still_open),
    ):
        one = values[month]
        one["expected"] += n
        one["open"] += opened
        one["expected_sum"].enter(currency, total)
        one["weighted"].enter(currency, weighted)
    return values


def _won(question):
    """`{month: values}` of deals by the day they were won. One query."""
    asked = question.deals().filter(status="won", **question.period.closing_days())
    found = asked.annotate(month=month_of("closed_at", datetime.UTC)).values_list("month", "currency")
    values = defaultdict(lambda: {"won": 0, "won_sum": Amounts()})
    for month, currency, n, total in found.annotate(n=Count("pk"), total=Sum("value")):
        values[month]["won"] += n
        values[month]["won_sum"].enter(currency, total)
    return values


def _row(question, month, expected, won):
    return _linked(question, Row(month_name(month), expected | won), question.period.days_of(month))


def _total(question, rows):
    values = {name: sum(row.values[name] for row in rows) for name in ("expected", "open", "won")}
    values |= {n: Amounts(*(row.values[n] for row in rows)) for n in ("expected_sum", "weighted", "won_sum")}
    return _linked(question, Row(_("Total"), values), (question.period.first, question.period.last))


def _linked(question, row, days):
    expected, closed = links.expected_between(days), links.closed_between(days)
    urls = {
        "expected": links.deals(question, **expected),
        "open": links.deals(question, status="open", **expected),
        "won": links.deals(question, status="won", **closed),
    }
    row.links = {name: url for name, url in urls.items() if row.values[name]}
    return row


def _chart(question, rows):
    currency = main_currency(question, *(row.values[name] for row in rows for name in ("expected_sum", "won_sum")))
    return Columns(
        title=_("Expected and won by month, %(currency)s") % {"currency": currency},
        summary=_("For each month two columns: the value of deals expected to close in it, and of deals won in it."),
        series=[Series(_("Expected"), "two"), Series(_("Won"), "won")],
        currency=currency,
        categories=[
            (
                month_short(month, question.period),
                [row.values["expected_sum"].get(currency, 0), row.values["won_sum"].get(currency, 0)],
            )
            for month, row in zip(question.period.months, rows, strict=True)
        ],
    )


__all__ = ["answer"]
