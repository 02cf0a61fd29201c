"""What was won and lost: by month, by rep, by source, and why."""

import datetime
from collections import defaultdict

from django.db.models import Count, F, Sum
from django.utils import formats
from django.utils.translation import gettext as _

from . import links
from .charts import Bars, Columns, Series
from .figures import MONEY, PERCENT, Amounts, Answer, Column, Row, Table, main_currency, share
from .measures import month_of

MOST = 40  # rows of free texts; the rest stands together
CHARTED = 10
WON, LOST = "won", "lost"


def by_month(question):
    """Deals won and lost in each month of the period, by the day they were closed."""
    found = _found(question, month_of("closed_at", datetime.UTC))
    rows = []
    for month in question.period.months:
        days = links.closed_between(question.period.days_of(month))
        rows.append(_row(question, month_name(month), found[month], {}, days))
    return _answer(question, _("Won and lost by month"), _("Month"), rows, chart=_columns_chart)


def by_rep(question):
    """Deals won and lost in the period by who owns them."""
    found = _found(question, F("assigned_to"))
    keys = sorted(found, key=lambda pk: (pk is None, question.name_of(pk).casefold()))
    days = links.closed_between(_days(question))
    rows = [_row(question, question.name_of(pk), found[pk], {"assigned_to": pk or "none"}, days) for pk in keys]
    return _answer(question, _("Won and lost by rep"), _("Owner"), rows)


def by_source(question):
    """Deals won and lost in the period by where they came from."""
    found = _found(question, F("source"))
    days = links.closed_between(_days(question))
    rows = [
        _row(question, source or _("No source"), found[source], {"source": source or None}, days)
        for source in _most_first(found)
    ]
    return _answer(question, _("Won and lost by source"), _("Source"), _folded(rows))


def by_reason(question):
    """Deals lost in the period by why."""
    found = _found(question, F("loss_reason"), only=LOST)
    everything = sum(one[LOST]["count"] for one in found.values())
    days = links.closed_between(_days(question))
    rows = []
    for reason in _most_first(found):
        row = _row(question, reason or _("No reason given"), found[reason], {"loss_reason": reason or None}, days)
        row.values["share"] = share(row.values["lost"], everything)
        rows.append(row)
    rows = _folded(rows)
    columns = [
        Column("lost", _("Deals lost")),
        Column("share", _("Share"), PERCENT),
        Column("lost_sum", _("Value lost"), MONEY),
    ]
    total = _total(question, rows, links.deals(question, status=LOST, **days))
    total.values["share"] = share(total.values["lost"], everything)
    table = Table(_("Lost deals by reason"), _("Reason"), columns, rows, total)
    chart = Bars(
        title=_("Deals lost by reason"),
        summary=_("For each reason a bar as long as the number of deals lost for it."),
        series=[Series(_("Deals lost"), "lost")],
        categories=[(row.label, [row.values["lost"]]) for row in rows[:CHARTED]],
    )
    return Answer([table], [chart])


def _found(question, dimension, only=None):
    """`{key: {"won": {"count", "sum"}, "lost": …}}` of closed deals, by an expression. One query."""
    asked = question.deals().filter(status__in=[only] if only else [WON, LOST], **question.period.closing_days())
    counted = asked.annotate(key=dimension).values_list("key", "status", "currency")
    found = defaultdict(lambda: {status: {"count": 0, "sum": Amounts()} for status in (WON, LOST)})
    for key, status, currency, n, total in counted.annotate(n=Count("pk"), total=Sum("value")):
        found[key][status]["count"] += n
        found[key][status]["sum"].enter(currency, total)
    return found


def _most_first(found):
    return sorted(found, key=lambda key: (-found[key][WON]["count"] - found[key][LOST]["count"], key))


def _days(question):
    return question.period.first, question.period.last


def _row(question, label, one, filters, days):
    won, lost = one[WON], one[LOST]
    values = {
        "won": won["count"],
        "lost": lost["count"],
        "rate": share(won["count"], won["count"] + lost["count"]),
        "won_sum": won["sum"],
        "lost_sum": lost["sum"],
    }
    urls = {status: links.deals(question, status=status, **filters, **days) for status in (WON, LOST) if values[status]}
    return Row(label, values, urls)


def _folded(rows):
    """The first `MOST` rows, the others together in one."""
    if len(rows) <= MOST:
        return rows
    others = _summed(_("%(count)d others") % {"count": len(rows) - MOST}, rows[MOST:])
    if "share" in rows[0].values:
        others.values["share"] = sum(row.values["share"] for row in rows[MOST:])
    return [*rows[:MOST], others]


def _summed(label, rows):
    values = {name: sum(row.values[name] for row in rows) for name in (WON, LOST)}
    values |= {name: Amounts(*(row.values[name] for row in rows)) for name in ("won_sum", "lost_sum")}
    return Row(label, values | {"rate": share(values[WON], values[WON] + values[LOST])})


def _total(question, rows, lost_url="", won_url=""):
    total = _summed(_("Total"), rows)
    urls = {WON: won_url, LOST: lost_url}
    total.links = {name: urls[name] for name in urls if total.values[name]}
    return total


def _answer(question, title, first, rows, chart=None):
    columns = [
        Column("won", _("Won")),
        Column("lost", _("Lost")),
        Column("rate", _("Win rate"), PERCENT),
        Column("won_sum", _("Value won"), MONEY),
        Column("lost_sum", _("Value lost"), MONEY),
    ]
    days = links.closed_between(_days(question))
    urls = [links.deals(question, status=status, **days) for status in (LOST, WON)]
    table = Table(title, first, columns, rows, _total(question, rows, *urls))
    if not any(row.values[WON] + row.values[LOST] for row in rows):
        table.rows = []
    return Answer([table], [(chart or _bars_chart)(question, title, rows)])


def _columns_chart(question, title, rows):
    currency = main_currency(question, *(row.values[name] for row in rows for name in ("won_sum", "lost_sum")))
    return Columns(
        title=_("%(title)s, %(currency)s") % {"title": title, "currency": currency},
        summary=_("For each month two columns: the value of deals won, and of deals lost."),
        series=[Series(_("Won"), "won"), Series(_("Lost"), "lost")],
        currency=currency,
        categories=[
            (
                month_short(month, question.period),
                [row.values["won_sum"].get(currency, 0), row.values["lost_sum"].get(currency, 0)],
            )
            for month, row in zip(question.period.months, rows, strict=True)
        ],
    )


def _bars_chart(question, title, rows):
    return Bars(
        title=_("%(title)s, number of deals") % {"title": title},
        summary=_("For each line a bar: the deals won in front, then the deals lost."),
        series=[Series(_("Won"), "won"), Series(_("Lost"), "lost")],
        categories=[(row.label, [row.values[WON], row.values[LOST]]) for row in rows[:CHARTED]],
    )


def month_name(month):
    return formats.date_format(month, "F Y")


def month_short(month, period):
    """As short as it is clear within `period`."""
    return formats.date_format(month, "M" if len(period.months) <= 12 else "M y")


__all__ = ["by_month", "by_reason", "by_rep", "by_source", "month_name", "month_short"]
