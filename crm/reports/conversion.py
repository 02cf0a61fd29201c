"""What became of leads: by where they came from, and by the month they came in."""

from collections import Counter, defaultdict

from django.db.models import Count, F
from django.utils.translation import gettext as _

from leads.filters import LeadFilter
from leads.models import Conversion, Lead

from . import links
from .charts import Bars, Columns, Series
from .closings import CHARTED, MOST, month_name, month_short
from .figures import DAYS, PERCENT, Answer, Column, Row, Table, share
from .measures import WholeDays, median, month_of

STATUSES = (Lead.NEW, Lead.CONTACTED, Lead.QUALIFIED, Lead.DISQUALIFIED)


def answer(question):
    """Leads that came in within the period: how far they are now, and how long qualifying took. Two queries."""
    statuses, days = _statuses(question), _days(question)
    by_month, by_source = _tables(question, statuses, days)
    return Answer([by_source, by_month], [_source_chart(by_source), _month_chart(question, by_month)])


def _leads(question):
    asked = question.of_owner(Lead.objects.visible_to(question.member).order_by())
    return asked.filter(**question.period.moments("created_at"))


def _statuses(question):
    """`[(source, month, status, how many)]`."""
    asked = _leads(question).annotate(month=month_of("created_at"))
    return list(asked.values_list("source", "month", "status").annotate(n=Count("pk")))


def _days(question):
    """`[(source, month, days until qualified, how many)]` of the leads that are qualified."""
    asked = Conversion.objects.visible_to(question.member).filter(undone_at=None, lead__in=_leads(question))
    asked = asked.order_by().annotate(
        month=month_of("lead__created_at"), days=WholeDays(F("at"), F("lead__created_at"))
    )
    return list(asked.values_list("lead__source", "month", "days").annotate(n=Count("pk")))


def _tables(question, statuses, days):
    """The same leads put together by month and by source."""
    months, sources = _gathered(statuses, days, 1), _gathered(statuses, days, 0)
    columns = [
        Column("all", _("Leads")),
        Column(Lead.NEW, _("New")),
        Column(Lead.CONTACTED, _("Contacted")),
        Column(Lead.QUALIFIED, _("Qualified")),
        Column(Lead.DISQUALIFIED, _("Disqualified")),
        Column("rate", _("Rate"), PERCENT),
        Column("days", _("Days to qualify, median"), DAYS),
    ]
    whole = _row(_("Total"), *_together(months.values()), _urls(question, _span(question)))
    of_months = [
        _row(month_name(month), *months[month], _urls(question, question.period.days_of(month)))
        for month in question.period.months
    ]
    of_sources = _source_rows(question, sources)
    is_empty = not whole.values["all"]
    return (
        Table(_("Leads by month"), _("Came in"), columns, [] if is_empty else of_months, whole),
        Table(_("Leads by source"), _("Source"), columns, of_sources, whole),
    )


def _gathered(statuses, days, place):
    """`{key: (Counter of statuses, Counter of days)}`; the key stands at `place` of the rows."""
    found = defaultdict(lambda: (Counter(), Counter()))
    for row in statuses:
        found[row[place]][0][row[2]] += row[3]
    for row in days:
        found[row[place]][1][row[2]] += row[3]
    return found


def _together(pairs):
    statuses, days = Counter(), Counter()
    for one, other in pairs:
        statuses.update(one)
        days.update(other)
    return statuses, days


def _source_rows(question, sources):
    """The sources with the most leads; the others together."""
    names = sorted(sources, key=lambda name: (-sources[name][0].total(), name))
    rows = [
        _row(name or _("No source"), *sources[name], _urls(question, _span(question), source=name or None))
        for name in names[:MOST]
    ]
    if len(names) > MOST:
        label = _("%(count)d others") % {"count": len(names) - MOST}
        rows.append(_row(label, *_together(sources[name] for name in names[MOST:]), {}))
    return rows


def _row(label, statuses, days, urls):
    everything = statuses.total()
    values = {status: statuses[status] for status in STATUSES}
    values |= {"all": everything, "rate": share(statuses[Lead.QUALIFIED], everything), "days": median(days)}
    return Row(label, values, {name: url for name, url in urls.items() if values[name]})


def _span(question):
    return question.period.first, question.period.last


def _urls(question, days, **filters):
    if question.team:
        return {}
    filters |= {"date_from": days[0], "date_to": days[1]} | ({"assigned_to": question.owner} if question.owner else {})
    urls = {status: links.address("lead_list", LeadFilter, filters | {"status": status}) for status in STATUSES}
    return urls | {"all": links.address("lead_list", LeadFilter, filters)}


def _series():
    return [
        Series(_("Qualified"), "won"),
        Series(_("Contacted"), "two"),
        Series(_("New"), "one-pale"),
        Series(_("Disqualified"), "lost"),
    ]


def _source_chart(table):
    return Bars(
        title=_("Leads by source"),
        summary=_("For each source a bar of its leads: qualified, contacted, new, disqualified."),
        series=_series(),
        categories=[
            (row.label, [row.values[s] for s in (Lead.QUALIFIED, Lead.CONTACTED, Lead.NEW, Lead.DISQUALIFIED)])
            for row in table.rows[:CHARTED]
        ],
    )


def _month_chart(question, table):
    rows = zip(question.period.months, table.rows, strict=True) if table.rows else ()
    return Columns(
        title=_("Leads that came in, and those of them that were qualified"),
        summary=_("For each month two columns: the leads that came in, and how many of them are qualified by now."),
        series=[Series(_("Came in"), "two"), Series(_("Qualified"), "won")],
        categories=[
            (month_short(month, question.period), [row.values["all"], row.values[Lead.QUALIFIED]])
            for month, row in rows
        ],
    )


__all__ = ["answer"]
