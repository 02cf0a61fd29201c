"""Columns of a list, and the cells they draw.

Cells are drawn in Python: a page has hundreds of them, and a template for each took most of a page's time.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.translation import gettext as _

from ..drawing import icon

#: A cell's link to its form: around what the cell shows, or beside links of its own. It is `bare` where nothing is shown.
AROUND = '<a class="cell{5}" href="{1}/cell/{2}">{0}<span class="sr"> {3}</span>{4}</a>'
BESIDE = '{0}<a class="cell{5}" href="{1}/cell/{2}"><span class="sr">{3}</span>{4}</a>'


@dataclass(frozen=True)
class Column:
    """One column. `draws(record, reader)` gives what a cell shows, without it the text of the attribute `name` stands
    there; `sort` is a name of the FilterSet's SORTS; `edits` the form field that is edited in place, of records for which
    `edits_if(record)` is true; `look` a class for its cells; `has_links` says that a click on a cell leads elsewhere
    instead of editing it; `folder` is the heading it stands under where columns are chosen. `fetches(records, member)`
    reads for all rows at once what the cells of a column that is shown need."""

    name: str
    label: str
    draws: Callable | None = field(default=None, compare=False)
    sort: str = ""
    edits: str = ""
    look: str = ""
    is_default: bool = True
    is_fixed: bool = False
    has_links: bool = False
    edits_if: Callable | None = None
    folder: str = ""
    fetches: Callable | None = field(default=None, compare=False)

    def is_edited(self, record):
        """Whether the cell of `record` is edited in place."""
        return bool(self.edits) and (self.edits_if is None or self.edits_if(record))

    def shown(self, record, reader):
        """What a cell shows of `record`."""
        return self.draws(record, reader) if self.draws else getattr(record, self.name, "")


@dataclass
class Reader:
    """Who reads a list. `state` is the query string that brings the list back, None for a cell alone."""

    member: object
    state: str | None = None

    @cached_property
    def pencil(self):
        return icon("pencil")

    @cached_property
    def words(self):
        return {}

    def invites(self, column):
        """What the link to a cell's form says to those who cannot see it, found once a page."""
        if column.name not in self.words:
            self.words[column.name] = escape(f"{_('edit')} {column.label}")
        return self.words[column.name]


class Row:
    """What the `columns` show one reader of one record."""

    def __init__(self, record, columns, reader):
        self.record, self.columns, self.reader = record, columns, reader

    @cached_property
    def url(self):
        return self.record.get_absolute_url()

    @property
    def cells(self):
        """The table cells, as HTML."""
        return format_html_join("", '<td class="{}">{}</td>', ((c.look, self.cell(c)) for c in self.columns))

    def cell(self, column):
        """The inside of the cell of one column: what it shows, as or beside the link that edits it."""
        shown = column.shown(self.record, self.reader)
        if not column.is_edited(self.record):
            return conditional_escape(shown)
        form = BESIDE if column.has_links else AROUND
        bare = "" if shown else " bare"
        return format_html(form, shown, self.url, column.name, self.reader.invites(column), self.reader.pencil, bare)


@dataclass
class Header:
    """The head of a column: `url` sorts by it, `direction` is aria-sort's word or empty."""

    column: Column
    url: str = ""
    direction: str = ""
