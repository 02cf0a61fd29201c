"""Rows of a file through a resource: what became of each."""

from dataclasses import dataclass, field
from itertools import islice

from import_export.results import RowResult as Imported
from tablib import Dataset

from .mapping import values_of
from .models import Chunk, RefusedRow, Transfer
from .reading import Row

CHUNK = 500  # rows in one transaction: SQLite lets one writer in at a time, and nobody shall wait long

_OUTCOMES = {
    Imported.IMPORT_TYPE_NEW: Transfer.CREATED,
    Imported.IMPORT_TYPE_UPDATE: Transfer.UPDATED,
    Imported.IMPORT_TYPE_SKIP: Transfer.UNCHANGED,
    Imported.IMPORT_TYPE_INVALID: Transfer.REFUSED,
}


@dataclass
class Outcome:
    """What became of `row`: its record if it has one, or `{field: reason}` if it was refused."""

    row: Row
    outcome: str
    record: object = None
    errors: dict = field(default_factory=dict)

    @property
    def is_refused(self):
        return self.outcome == Transfer.REFUSED

    def refusal(self, transfer):
        """As the `RefusedRow` that is kept."""
        cells = [cell.replace("\x00", "\ufffd") for cell in self.row.cells]
        return RefusedRow(transfer=transfer, row=self.row.number, errors=self.errors, cells=cells)


class Repeats:
    """Which row of this run a record was last meant by. The later row wins; both are reported."""

    def __init__(self, transfer):
        self.rows = {}
        for outcomes in transfer.chunks.order_by("first_row").values_list("outcomes", flat=True).iterator():
            for row, _outcome, record, _earlier in outcomes:
                if record is not None:
                    self.rows[record] = row

    def of(self, record_id, row):
        """The number of the last row further up that meant the record, or 0; `row` is the last one from now on."""
        earlier = self.rows.get(record_id, 0)
        self.rows[record_id] = row
        return earlier


def keep(transfer, outcomes, repeats):
    """Write what became of one chunk. Returns how many rows repeated one further up."""
    kept, counts, repeated = [], dict.fromkeys(Transfer.COUNTS, 0), 0
    for outcome in outcomes:
        counts[outcome.outcome] += 1
        pk = outcome.record.pk if outcome.record is not None and not outcome.is_refused else None
        earlier = repeats.of(pk, outcome.row.number) if pk is not None else 0
        repeated += bool(earlier)
        kept.append([outcome.row.number, Transfer.COUNTS.index(outcome.outcome), pk, earlier])
    Chunk.objects.create(transfer=transfer, first_row=kept[0][0], last_row=kept[-1][0], outcomes=kept, **counts)
    RefusedRow.objects.bulk_create(outcome.refusal(transfer) for outcome in outcomes if outcome.is_refused)
    return repeated


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
        return Outcome(row, Transfer.REFUSED, errors={"row": str(row.fault)})
    if result.errors:
        raise result.errors[0].error
    if result.validation_error:
        reasons = {name: messages[0] for name, messages in result.validation_error.message_dict.items()}
        return Outcome(row, Transfer.REFUSED, errors=reasons)
    return Outcome(row, _OUTCOMES[result.import_type], result.instance)
