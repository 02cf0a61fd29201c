"""Pages of a list that nobody counts: this one, and whether there is one before and after."""

from dataclasses import dataclass

PER_PAGE = 25
LAST = 400  # whoever goes on so far wants a filter


@dataclass(frozen=True)
class Page:
    """The `rows` of one page; `before` and `after` are the numbers of those beside it, None where there is none."""

    rows: list
    number: int
    before: int | None
    after: int | None


def page_of(queryset, wanted, *, per_page=PER_PAGE):
    """The `Page` of a queryset in order that a text asks for; the first where it asks for none. One query."""
    known = wanted.isascii() and wanted.isdigit() and len(wanted) < 6
    number = min(max(int(wanted), 1), LAST) if known else 1
    rows = list(queryset[(number - 1) * per_page : number * per_page + 1])
    has_more = len(rows) > per_page and number < LAST
    return Page(rows[:per_page], number, number - 1 if number > 1 else None, number + 1 if has_more else None)
