"""What the tests of the reports share: deals closed on given days, and an answer's rows by their label."""

import datetime

from django.utils import timezone

from activity import recording
from crm.reports.asking import Asking
from crm.reports.catalogue import report_of
from tests import makers


def ask(slug, member, today=None, **params):
    """The Answer of a report to `member` with these parameters."""
    report = report_of(slug)
    today = today or timezone.localdate()
    asking = Asking(params, member=member, today=today, filters=report.filters, default_period=report.default_period)
    assert asking.is_valid(), asking.errors
    return report.answer(asking.question())


def rows(answer, table=0):
    """`{label: {column: figure}}` of one table of an answer; money as plain dictionaries."""
    found = answer.tables[table]
    lines = [*found.rows, *([found.total] if found.total else [])]
    return {row.label: {name: _plain(row.values.get(name)) for name in _names(found)} for row in lines}


def links(answer, table=0):
    """`{label: {column: address}}` of one table of an answer."""
    found = answer.tables[table]
    return {row.label: row.links for row in [*found.rows, found.total]}


def closed(by, outcome, on, name="Deal", **values):
    """A deal that was won or lost on the day `on` ("2026-03-01") or at a moment."""
    at = on if isinstance(on, datetime.datetime) else moment(f"{on} 12:00")
    stage = {"won": "Closed Won", "lost": "Closed Lost"}[outcome]
    act = recording.open_act("deal_created", by=by, at=at)
    return makers.deal(by, name, stage=stage, act=act, created_at=at, closed_at=at, **values)


def moment(text):
    """ "2026-03-01 12:00" as a time in UTC."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


def _names(table):
    return [column.name for column in table.columns]


def _plain(value):
    return dict(value) if isinstance(value, dict) else value
