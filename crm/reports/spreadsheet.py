"""The figures of a report as CSV: plain numbers, one column a currency."""

import csv
import io

from django.utils.translation import gettext as _

from deals.money import plain_amount
from transfers.formulas import neutralised

from .figures import DAYS, MONEY, PERCENT


def written(answer):
    """The tables of an Answer as the text of a CSV file, with an empty line between two of them."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for number, table in enumerate(answer.tables):
        if number:
            writer.writerow([])
        _write(writer, table)
    return buffer.getvalue()


def _write(writer, table):
    currencies, has_groups = table.currencies(), any(row.group for row in table.rows)
    writer.writerow(neutralised(text) for text in _header(table, currencies, has_groups))
    for row in [*table.rows, *([table.total] if table.total and table.rows else [])]:
        labels = [row.group, row.label] if has_groups else [row.label]
        writer.writerow([*map(neutralised, map(str, labels)), *_figures(table, row, currencies)])


def _header(table, currencies, has_groups):
    yield from ([_("Pipeline"), table.first] if has_groups else [table.first])
    for column in table.columns:
        if column.kind == MONEY:
            yield from (f"{column.label} ({code})" for code in currencies)
        else:
            yield f"{column.label} (%)" if column.kind == PERCENT else str(column.label)


def _figures(table, row, currencies):
    for column in table.columns:
        value = row.values.get(column.name)
        if column.kind == MONEY:
            yield from (plain_amount((value or {}).get(code), code) for code in currencies)
        elif value is None:
            yield ""
        elif column.kind == PERCENT:
            yield f"{value * 100:.1f}"
        else:
            yield f"{value:.1f}" if column.kind == DAYS else value
