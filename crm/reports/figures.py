"""What a report answers with: tables of figures, in which money of two currencies is never added up."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import ngettext

from customization.drawing import number
from deals import money

COUNT, MONEY, PERCENT, DAYS = "count", "money", "percent", "days"


class Amounts(defaultdict):
    """Money by currency: `{"USD": Decimal(500), "EUR": Decimal(20)}`."""

    def __init__(self, *sums):
        super().__init__(Decimal)
        for sums_of_one in sums:
            for currency, value in sums_of_one.items():
                self[currency] += value

    def enter(self, currency, value):
        """Add `value` (None for no value) of one currency."""
        if value is not None:
            self[currency] += value


@dataclass(frozen=True)
class Column:
    """A column of figures. `name` is what rows call it."""

    name: str
    label: str
    kind: str = COUNT


@dataclass
class Row:
    """One line: `label` in front, `url` for it, `values` and their `links` by column name."""

    label: str
    values: dict
    links: dict = field(default_factory=dict)
    group: str = ""  # a heading it stands under: the pipeline of a stage


@dataclass(frozen=True)
class Shown:
    """A cell as a template draws it: one line of text or, for money, one a currency."""

    label: str
    texts: list
    url: str = ""


@dataclass
class Table:
    """Rows of figures with their total. `first` is the heading of the labels."""

    title: str
    first: str
    columns: list
    rows: list
    total: Row | None = None
    main: str = ""  # the currency that stands first

    def lines(self):
        """The rows as a template draws them: (row, cells)."""
        return [(row, self.cells(row)) for row in self.rows]

    def total_cells(self):
        return self.cells(self.total)

    def cells(self, row):
        return [
            Shown(column.label, self.written(row.values.get(column.name), column.kind), row.links.get(column.name, ""))
            for column in self.columns
        ]

    def written(self, value, kind):
        """`value` as lines of text in the reader's language."""
        if kind == MONEY:
            return [money.amount(value[code], code) for code in self.in_order(value or ())] or ["–"]
        return [said(value, kind)]

    def in_order(self, currencies):
        return sorted(currencies, key=lambda code: (code != self.main, code))

    def currencies(self):
        """The currencies that occur, the main one first."""
        names = [column.name for column in self.columns if column.kind == MONEY]
        rows = [*self.rows, *([self.total] if self.total else [])]
        return self.in_order({code for row in rows for name in names for code in row.values.get(name) or ()})


@dataclass
class Answer:
    """What a report found: `charts` to look at, `tables` with the figures behind them."""

    tables: list
    charts: list

    @property
    def is_empty(self):
        return not any(table.rows for table in self.tables)


def said(value, kind):
    """A figure that is no money, in the reader's language."""
    if value is None:
        return "–"
    if kind == PERCENT:
        return f"{round(value * 100)}%"
    if kind == DAYS:
        days = round(value)
        return ngettext("%(days)s day", "%(days)s days", days) % {"days": number(days)}
    return number(value)


def share(part, whole):
    """`part` of `whole`; None where there is no whole."""
    return part / whole if whole else None


def main_currency(question, *amounts):
    """The currency to draw: the one asked for, else the organization's if it occurs, else the first that does."""
    used = sorted({code for each in amounts for code in each})
    own = question.member.organization.currency
    return question.currency or (own if own in used or not used else used[0])
