"""Rows of a file through a resource: what became of each."""

from dataclasses import dataclass, field
from itertools import islice

from import_export.results import RowResult as Imported
from tablib import Dataset

from .mapping import values_of
from .models import RowResult
from .reading import Row

CHUNK = 500  # rows in one transaction: SQLite lets one writer in at a time, and nobody shall wait long

_OUTCOMES = {
    Imported.IMPORT_TYPE_NEW: RowResult.CREATED,
    Imported.IMPORT_TYPE_UPDATE: RowResult.UPDATED,
    Imported.IMPORT_TYPE_SKIP: RowResult.UNCHANGED,
    Imported.IMPORT_TYPE_INVALID: RowResult.REFUSED,
}


@dataclass
class Outcome:
    """What became of `row`: its record if it has one, or `{field: reason}` if it was refused."""

    row: Row
    outcome: str
    record: object = None
    errors: dict = field(default_factory=dict)

    def result(self, transfer):
        """As the `RowResult` that is kept."""
        refused = self.outcome == RowResult.REFUSED
        return RowResult(
            transfer=transfer,
            row=self.row.number,
            outcome=self.outcome,
            record_id=self.record.pk if self.record is not None else None,
            errors=self.errors,
            cells=[cell.replace("\x00", "\ufffd") for cell in self.row.cells] if refused else [],
        )


def chunks(rows, size=CHUNK):
    """`rows` in lists of at most `size`."""
    rows = iter(rows)
    while chunk := list(islice(rows, size)):
        yield chunk


def outcomes_of(resource, rows, mapping):
    """Put `rows` through `resource`; returns an `Outcome` for each, in order. Errors that are ours are raised."""
    fields = _filled(mapping)
    sound = [row for row in rows if not row.fault]
    given = [values_of(row.cells, mapping) for row in sound]
    dataset = Dataset(*([values.get(name, "") for name in fields] for values in given), headers=fields)
    imported = resource.import_data(dataset, use_transactions=False).rows if sound else []
    through = {row.number: result for row, result in zip(sound, imported, strict=True)}
    return [_outcome(row, through.get(row.number)) for row in rows]


def _filled(mapping):
    """The fields that `values_of` gives."""
    names = [name for name in mapping if name]
    if "full_name" in names:
        names = ["first_name", "last_name", *(n for n in names if n not in ("full_name", "first_name", "last_name"))]
    return names


def _outcome(row, result):
    if result is None:
        return Outcome(row, RowResult.REFUSED, errors={"row": str(row.fault)})
    if result.errors:
        raise result.errors[0].error
    if result.validation_error:
        reasons = {name: messages[0] for name, messages in result.validation_error.message_dict.items()}
        return Outcome(row, RowResult.REFUSED, errors=reasons)
    return Outcome(row, _OUTCOMES[result.import_type], result.instance)
