"""What reports ask the database for, said once for both databases."""

from django.db.models import DateField, Func, IntegerField
from django.db.models.functions import TruncMonth


class WholeDays(Func):
    """How many whole days lie between two times: `WholeDays(later, earlier)`."""

    output_field = IntegerField()
    arity = 2

    def as_postgresql(self, compiler, connection):
        template = "FLOOR(EXTRACT(EPOCH FROM (%(expressions)s)) / 86400)::int"
        return self.as_sql(compiler, connection, template=template, arg_joiner=" - ")

    def as_sqlite(self, compiler, connection):
        (later, values), (earlier, others) = (compiler.compile(each) for each in self.source_expressions)
        return f"CAST(julianday({later}) - julianday({earlier}) + 1e-9 AS INTEGER)", (*values, *others)


def month_of(column, zone=None):
    """The first day of the month of `column` (a time), in `zone` or the reader's."""
    return TruncMonth(column, output_field=DateField(), tzinfo=zone)


def median(counts):
    """The middle of values given as `{value: how often}`; None of none."""
    total = sum(counts.values())
    if not total:
        return None
    low, high = _at(counts, (total - 1) // 2), _at(counts, total // 2)
    return (low + high) / 2


def _at(counts, place):
    """The value at `place` (from 0) when all are put in order."""
    for value in sorted(counts):
        place -= counts[value]
        if place < 0:
            return value
    raise IndexError(place)
