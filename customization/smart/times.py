"""What a condition may say of days and of moments.

A day asked of a moment means that whole day in the current time zone: the member's on pages, UTC at APIs.
"""

import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from . import expressions as sql
from .formula import Given
from .values import EMPTINESS, EQUALITY, MOST_DAYS, ORDER

A_DAY = datetime.timedelta(days=1)
FIRST_MOMENT = datetime.datetime(1, 1, 3, tzinfo=datetime.UTC)
LAST_MOMENT = datetime.datetime(9999, 12, 29, tzinfo=datetime.UTC)


class DayType:
    """Days, `YYYY-MM-DD`."""

    operators = (*EQUALITY, *ORDER, "before", "after", "in_last_days", "older_than_days", *EMPTINESS)

    def read(self, value, field, reader):
        return read_day(value)

    def truth(self, op, value, field, member):
        column = field.value(member)
        if op == "is_empty":
            return sql.is_null(column)
        spans = [self.span(op, each, field) for each in (value if op == "in" else [value])]
        if field.since:
            return sql.any_of([since_within(field, member, *span) for span in spans])
        return sql.any_of([within(column, *span) for span in spans])

    def span(self, op, value, field):
        """(first, first after) of what the operator asks for, None where it is open."""
        first, last = value if op == "between" else (value, value)
        if op == "in_last_days":
            today = timezone.localdate()
            first, last, op = days_ago(today, value).isoformat(), today.isoformat(), "between"
        elif op == "older_than_days":
            first, op = days_ago(timezone.localdate(), value).isoformat(), "lt"
        begin, _end = self.bounds(first, field)
        _begin, end = self.bounds(last, field) if op != "lt" else (None, None)
        return {"lt": (None, begin), "before": (None, begin), "lte": (None, end), "gt": (end, None),
                "after": (end, None), "gte": (begin, None)}.get(op, (begin, end))  # fmt: skip

    def bounds(self, value, field):
        """(begin, end) of the day `value`, the end no longer of it, as parameters."""
        day = datetime.date.fromisoformat(value)
        if field.custom_key:
            return Given(value), Given(f"{value}+")  # sorts between this day and the next
        end = day + A_DAY if day < datetime.date.max else day
        return Given(day), Given(end)

    def comes_before(self, one, other, field):
        return self.bounds(one, field)[0].value < self.bounds(other, field)[0].value

    def say(self, value, field, member):
        return date_format(datetime.date.fromisoformat(value), "DATE_FORMAT")

    def seen(self, value, field, member):
        if not value:
            return ""
        try:
            return self.say(str(value), field, member)
        except ValueError:
            return str(value)  # a row's 30th of February


class MomentType(DayType):
    """Moments, asked for by day or by ISO 8601 time; without an offset in the current time zone."""

    def read(self, value, field, reader):
        if isinstance(value, str) and len(value) <= 10:
            return read_day(value)
        try:
            moment = parse_datetime(value) if isinstance(value, str) and len(value) < 64 else None
        except ValueError:
            moment = None
        if moment is None:
            raise ValidationError(_("Give a day as YYYY-MM-DD or a time as 2026-12-31T09:30:00Z."))
        return value

    def bounds(self, value, field):
        zone = datetime.UTC if field.is_utc else timezone.get_current_timezone()
        if len(value) <= 10:
            day = datetime.date.fromisoformat(value)
            end = moment_of(day + A_DAY, zone) if day.year < 9999 else LAST_MOMENT
            return Given(moment_of(day, zone)), Given(end)
        moment = parse_datetime(value)
        moment = clamped(moment if moment.tzinfo else moment.replace(tzinfo=zone))
        return Given(moment), Given(moment + datetime.timedelta(microseconds=1))

    def say(self, value, field, member):
        if len(value) <= 10:
            return super().say(value, field, member)
        moment = parse_datetime(value)
        return date_format(timezone.localtime(clamped(moment)) if moment.tzinfo else moment, "DATETIME_FORMAT")

    def seen(self, value, field, member):
        if value is None:
            return ""
        zone = datetime.UTC if field.is_utc else timezone.get_current_timezone()
        return date_format(value.astimezone(zone), "DATE_FORMAT" if field.is_utc else "DATETIME_FORMAT")


def within(column, first, end):
    """Whether a column lies from `first` on and before `end`, either None for open."""
    asked = [sql.compared(column, ">=", first)] if first is not None else []
    return sql.all_of([*asked, sql.compared(column, "<", end)] if end is not None else asked)


def since_within(field, member, first, end):
    """As `within`, of the latest of several moments: one of them is not before `first`, none is not before `end`."""
    asked = [field.since(first.value, member)] if first is not None else []
    return sql.all_of([*asked, sql.holds_not(field.since(end.value, member))] if end is not None else asked)


def read_day(value):
    """`value` if it is a day written as YYYY-MM-DD. Raises ValidationError."""
    try:
        if isinstance(value, str) and len(value) == 10 and value.isascii() and value[4] == value[7] == "-":
            return datetime.date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise ValidationError(_("Give a day as YYYY-MM-DD."))


def read_days(value):
    """`value` if it is a number of days, 0 to 36,500. Raises ValidationError."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_DAYS:
        raise ValidationError(_("Give a number of days from 0 to %(most)s.") % {"most": MOST_DAYS})
    return value


def days_ago(today, days):
    return today - datetime.timedelta(days=days)


def moment_of(day, zone):
    """When `day` begins in `zone`, in UTC."""
    return clamped(datetime.datetime.combine(day, datetime.time.min, tzinfo=zone))


def clamped(moment):
    """`moment` in UTC, within what every database and time zone can say."""
    try:
        return min(max(moment.astimezone(datetime.UTC), FIRST_MOMENT), LAST_MOMENT)
    except OverflowError:
        return FIRST_MOMENT if moment.year < 5000 else LAST_MOMENT
