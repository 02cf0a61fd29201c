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

    @property
    def is_linking(self):
        """Whether a click on the cell leads elsewhere, or nowhere, instead of editing it."""
        return self.has_links or not self.edits

    @cached_property
    def part(self):
        """The template that draws the cells, loaded once."""
        return get_template(self.cell).template if self.cell else None

    def of(self, record):
        """The `Cell` of this column for `record`."""
        return Cell(self, record)


class Cell:
    """What one column shows of one record."""

    def __init__(self, column, record):
        self.column, self.record = column, record

    @property
    def edit_url(self):
        return f"{self.record.get_absolute_url()}/cell/{self.column.name}"

    @property
    def text(self):
        return getattr(self.record, self.column.name, "")

    @property
    def part(self):
        return self.column.part


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
