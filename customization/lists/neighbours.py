"""The records before and after one within a list, found by its sort keys, however long the list is."""

from dataclasses import dataclass

from django.db.models import F, OrderBy, Q, Window
from django.db.models.functions import FirstValue, Lag, Lead, RowNumber

COUNT_UP_TO = 10_000


@dataclass
class Neighbours:
    """Primary keys before and after (None at the ends), the place on the list (None beyond the counted), its total."""

    before: int | None
    after: int | None
    place: int | None
    total: int


def neighbours_of(record, listing):
    """The `Neighbours` of `record` in `listing`, or None if it is not on that list. Four queries at most."""
    records, ordering = listing.filtered.qs, listing.filtered.ordering
    if len(ordering) == 2 and isinstance(ordering[0], OrderBy) and ordering[0].nulls_last:
        return _by_key(record, listing)
    if not all(isinstance(part, str) and "__" not in part for part in ordering):
        return _by_windows(record, listing)
    columns = [part.removeprefix("-") for part in ordering]
    if not records.filter(pk=record.pk).exists():
        return None
    up, down = _beyond(record, columns, "gt"), _beyond(record, columns, "lt")
    later, earlier = (down, up) if listing.filtered.descending else (up, down)
    ahead, behind = listing.filtered.ordering, _reversed(listing.filtered.ordering)
    passed = records.filter(earlier).order_by(*behind).values_list("pk", flat=True)[:COUNT_UP_TO].count()
    return Neighbours(
        before=records.filter(earlier).order_by(*behind).values_list("pk", flat=True).first() if passed else None,
        after=records.filter(later).order_by(*ahead).values_list("pk", flat=True).first(),
        place=passed + 1 if passed < COUNT_UP_TO else None,
        total=listing.filtered.total(),
    )


def _reversed(ordering):
    return [name.removeprefix("-") if name.startswith("-") else f"-{name}" for name in ordering]


def _beyond(record, columns, side):
    """Rows whose sort keys come after (`gt`) or before (`lt`) the record's; the first comparison lets an index in."""
    found, same = Q(), Q()
    for column in columns:
        value = getattr(record, column)
        found |= same & Q(**{f"{column}__{side}": value})
        same &= Q(**{column: value})
    return Q(**{f"{columns[0]}__{side}e": getattr(record, columns[0])}) & found


def _by_key(record, listing):
    """For orders by one expression that may be null, which comes last: the database compares every row's with the
    record's, which takes it less than half the time of sorting them all."""
    by, records = listing.filtered.ordering[0], listing.filtered.qs
    keyed = records.annotate(sort_key=by.expression)
    found = list(keyed.filter(pk=record.pk).values_list("sort_key", flat=True)[:1])
    if not found:
        return None
    earlier, later = _around(found[0], record.pk, *(("gt", "lt") if by.descending else ("lt", "gt")))
    less = "-" if by.descending else ""
    ahead = [OrderBy(F("sort_key"), descending=by.descending, nulls_last=True), f"{less}id"]
    behind = [OrderBy(F("sort_key"), descending=not by.descending, nulls_first=True), f"{'' if less else '-'}id"]
    passed = keyed.filter(earlier).order_by().values("pk")[:COUNT_UP_TO].count()
    return Neighbours(
        before=keyed.filter(earlier).order_by(*behind).values_list("pk", flat=True).first() if passed else None,
        after=keyed.filter(later).order_by(*ahead).values_list("pk", flat=True).first(),
        place=passed + 1 if passed < COUNT_UP_TO else None,
        total=listing.filtered.total(),
    )


def _around(value, pk, less, more):
    """Conditions of the rows that come before and after the one with this `sort_key` and id."""
    before, after = Q(**{f"pk__{less}": pk}), Q(**{f"pk__{more}": pk})
    nothing = Q(sort_key=None)
    if value is None:
        return ~nothing | before, nothing & after
    same = Q(sort_key=value)
    earlier, later = Q(**{f"sort_key__{less}": value}), Q(**{f"sort_key__{more}": value})
    return earlier | (same & before), later | nothing | (same & after)


def _by_windows(record, listing):
    """For orders that run over joined or nullable columns or expressions: the database numbers the whole list."""
    order = [_expression(part) for part in listing.filtered.ordering]
    numbered = listing.filtered.qs.annotate(
        before=Window(Lag("pk"), order_by=order),
        after=Window(Lead("pk"), order_by=order),
        place=Window(RowNumber(), order_by=order),
        myself=Window(FirstValue("pk"), partition_by=[F("pk")]),  # so that the filter comes after the numbering
    )
    found = numbered.filter(myself=record.pk).values_list("before", "after", "place").first()
    return Neighbours(*found, total=listing.filtered.total()) if found else None


def _expression(part):
    """One part of an order, a column's name or already an expression, as an expression."""
    if not isinstance(part, str):
        return part
    return F(part.removeprefix("-")).desc() if part.startswith("-") else F(part).asc()
