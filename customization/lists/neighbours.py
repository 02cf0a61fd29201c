"""The records before and after one within a list, found by its sort keys, however long the list is."""

from dataclasses import dataclass

from django.db.models import F, Q, Window
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
    columns = [*listing.filtered.SORTS[listing.filtered.sort_by], "id"]
    records = listing.filtered.qs
    if any("__" in column for column in columns):
        return _by_windows(record, listing)
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


def _by_windows(record, listing):
    """For orders that run over joined, nullable columns: the database numbers the whole list."""
    order = [F(n.removeprefix("-")).desc() if n.startswith("-") else F(n).asc() for n in listing.filtered.ordering]
    numbered = listing.filtered.qs.annotate(
        before=Window(Lag("pk"), order_by=order),
        after=Window(Lead("pk"), order_by=order),
        place=Window(RowNumber(), order_by=order),
        myself=Window(FirstValue("pk"), partition_by=[F("pk")]),  # so that the filter comes after the numbering
    )
    found = numbered.filter(myself=record.pk).values_list("before", "after", "place").first()
    return Neighbours(*found, total=listing.filtered.total()) if found else None
