"""Pages of a list, the same for page and API: the rows, and the exact total."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, F, OrderBy, Window
from django.db.models.functions import Coalesce
from rest_framework.exceptions import ValidationError

MAX_PER_PAGE = 100
DEFAULT_PER_PAGE = 25


@dataclass
class Page:
    """One page of a `ListFilter`; `rows` is a queryset of its records in order."""

    filtered: object
    rows: object
    number: int
    per_page: int

    @cached_property
    def total(self):
        """The exact number of records on all pages."""
        return self.filtered.total()

    @property
    def last(self):
        return max(1, -(-self.total // self.per_page))

    def read(self, wire):
        """The rows as dicts by `wire(queryset)`, which keeps annotations; if it can, the total comes along."""
        within = self.filtered.total_within()
        if within is None:
            return wire(self.rows)
        rows = wire(self.rows.annotate(total_count=Coalesce(within, 0)))
        totals = {row.pop("total_count") for row in rows if "total_count" in row}
        if totals:
            self.total = totals.pop()
        return rows


def asked_page(params):
    """(number, per_page) from `page` and `per_page`; per_page is clamped to 1…100. Raises ValidationError."""
    numbers, errors = [], {}
    for name, default in (("page", 1), ("per_page", DEFAULT_PER_PAGE)):
        text = params.get(name) or str(default)
        if not (text.isascii() and text.removeprefix("-").isdigit() and len(text) < 10):
            errors[name] = "Give a whole number."
            text = "1"
        numbers.append(int(text))
    if numbers[0] < 1:
        errors["page"] = "Pages begin at 1."
    if errors:
        raise ValidationError(errors)
    return numbers[0], min(max(numbers[1], 1), MAX_PER_PAGE)


def page_of(filtered, *, number, per_page):
    """The `Page` of a `ListFilter`."""
    rows, total = stretch_of(filtered, slice((number - 1) * per_page, number * per_page))
    page = Page(filtered, rows, number, per_page)
    if total is not None:
        page.total = total
    return page


def stretch_of(filtered, window):
    """(rows, total) of a `ListFilter`, a queryset of what stands in the slice `window`; the total is None where it was
    not counted along. Ids are found first, by index alone where one serves, then only those rows read."""
    records = filtered.queryset.model.objects.order_by(*filtered.ordering)
    if filtered.is_searched:
        ids, total = search_once(filtered, window)
    else:
        ids, total = filtered.ordered().values("pk")[window], None
    return records.filter(pk__in=ids), total


def search_once(filtered, window):
    """(ids in `window`, exact total) of a searched list, by one reading of its matches.

    Left to itself the database may walk the whole list in its order, hoping to meet matches soon: seconds where they
    are few or stand at the end. An order by value, which no index serves, makes it find them by the search index. The
    total is None where it is not known because the window lies past the end.
    """
    by_value = [_by_value(order) for order in filtered.ordering]
    found = list(filtered.qs.order_by(*by_value).annotate(found=Window(Count("*"))).values_list("pk", "found")[window])
    total = found[0][1] if found else (0 if window.start == 0 else None)
    return [pk for pk, _found in found], total


def _by_value(order):
    """One part of an order, a column's name or an expression, so that no index serves it."""
    if isinstance(order, str):
        order = OrderBy(F(order.lstrip("-")), descending=order[0] == "-")
    key = order.expression
    return OrderBy(Coalesce(key, key), descending=order.descending, nulls_last=order.nulls_last)
