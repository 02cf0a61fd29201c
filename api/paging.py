"""Pages of a list, the same for page and API: the rows, and the exact total."""

from dataclasses import dataclass
from functools import cached_property

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
        if not (text.isascii() and text.lstrip("-").isdigit() and len(text) < 10):
            errors[name] = "Give a whole number."
            text = "1"
        numbers.append(int(text))
    if numbers[0] < 1:
        errors["page"] = "Pages begin at 1."
    if errors:
        raise ValidationError(errors)
    return numbers[0], min(max(numbers[1], 1), MAX_PER_PAGE)


def page_of(filtered, *, number, per_page):
    """The `Page` of a `ListFilter`. Ids are found first, by index alone where one serves, then only those rows read."""
    start = (number - 1) * per_page
    ordered = filtered.ordered()
    ids = ordered.values("pk")[start : start + per_page]
    rows = filtered.queryset.model.objects.filter(pk__in=ids).order_by(*ordered.query.order_by)
    return Page(filtered, rows, number, per_page)
