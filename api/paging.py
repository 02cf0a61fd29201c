"""Pages of a list, the same for page and API: the rows, and the exact total."""

from dataclasses import dataclass

from rest_framework.exceptions import ValidationError

MAX_PER_PAGE = 100
DEFAULT_PER_PAGE = 25


@dataclass
class Page:
    """One page of a list; `rows` is a queryset of its records in order, `total` the exact number on all pages."""

    rows: object
    number: int
    per_page: int
    total: int

    @property
    def last(self):
        return max(1, -(-self.total // self.per_page))


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
    """The `Page` of a `ListFilter`. Ids are found first, by index alone where there is one, then only those rows read."""
    start = (number - 1) * per_page
    ordered = filtered.ordered()
    ids = ordered.values("pk")[start : start + per_page]
    rows = filtered.queryset.model.objects.filter(pk__in=ids).order_by(*ordered.query.order_by)
    return Page(rows, number, per_page, filtered.total())
