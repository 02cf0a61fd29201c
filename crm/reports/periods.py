"""From which day to which a report looks."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from api.filters import midnight

NAMES = [
    ("this_month", _("This month")),
    ("last_month", _("Last month")),
    ("this_quarter", _("This quarter")),
    ("last_quarter", _("Last quarter")),
    ("this_year", _("This year")),
    ("last_year", _("Last year")),
    ("last_12_months", _("Last 12 months")),
    ("custom", _("From … to …")),
]


@dataclass(frozen=True)
class Period:
    """All days from `first` to `last`, both included."""

    first: datetime.date
    last: datetime.date

    @property
    def months(self):
        """The first day of each month it touches."""
        found, month = [], self.first.replace(day=1)
        while month <= self.last:
            found.append(month)
            month = month_after(month)
        return found

    def days_of(self, month):
        """The part of `month` (its first day) within the period: (first day, last day)."""
        return max(month, self.first), min(month_after(month) - datetime.timedelta(days=1), self.last)

    def moments(self, column):
        """Filter arguments: `column` (a time) lies within these days of the reader's time zone."""
        return {f"{column}__gte": midnight(self.first), f"{column}__lt": midnight(self._after)}

    def closing_days(self, column="closed_at"):
        """The same for closing days, which are days of UTC wherever the reader is."""
        begin, end = (
            datetime.datetime.combine(day, datetime.time.min, datetime.UTC) for day in (self.first, self._after)
        )
        return {f"{column}__gte": begin, f"{column}__lt": end}

    def dates(self, column):
        """The same for a column of dates."""
        return {f"{column}__gte": self.first, f"{column}__lte": self.last}

    @property
    def _after(self):
        return self.last + datetime.timedelta(days=1)


def named(name, today):
    """The Period that `name` (one of `NAMES`, not "custom") means on the day `today`."""
    month = today.replace(day=1)
    quarter = month.replace(month=month.month - (month.month - 1) % 3)
    firsts = {
        "this_month": (month, 1),
        "last_month": (months_before(month, 1), 1),
        "this_quarter": (quarter, 3),
        "last_quarter": (months_before(quarter, 3), 3),
        "this_year": (month.replace(month=1), 12),
        "last_year": (month.replace(month=1, year=month.year - 1), 12),
        "last_12_months": (months_before(month, 11), 12),
    }
    first, count = firsts[name]
    return Period(first, months_before(first, -count) - datetime.timedelta(days=1))


def months_before(month, count):
    """The first day of the month `count` months before the first day `month`."""
    number = month.year * 12 + month.month - 1 - count
    return datetime.date(number // 12, number % 12 + 1, 1)


def month_after(month):
    return months_before(month, -1)
