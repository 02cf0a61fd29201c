"""Columns of a list, and the cells they draw."""

from dataclasses import dataclass
from functools import cached_property

from django.template.loader import get_template


@dataclass(frozen=True)
class Column:
    """One column. `cell` is the part that draws it, plain text of the attribute `name` if empty; `sort` a name of the
    FilterSet's SORTS; `edits` the form field that is edited in place; `look` a class for its cells."""

    name: str
    label: str
    cell: str = ""
    sort: str = ""
    edits: str = ""
    look: str = ""
    is_default: bool = True
    is_fixed: bool = False
    has_links: bool = False

    def of(self, record):
        """The `Cell` of this column for `record`."""
        return Cell(self, record)


class Cell:
    """What one column shows of one record."""

    def __init__(self, column, record):
        self.column, self.record = column, record

    @property
    def text(self):
        return getattr(self.record, self.column.name, "")

    @cached_property
    def part(self):
        return get_template(self.column.cell) if self.column.cell else None


@dataclass
class Row:
    record: object
    cells: list


@dataclass
class Header:
    """The head of a column: `url` sorts by it, `direction` is aria-sort's word or empty."""

    column: Column
    url: str = ""
    direction: str = ""
