"""What became of the rows of a file."""

from dataclasses import dataclass, field
from itertools import islice

from django.db import connection

from .models import Chunk, RefusedRow, Transfer
from .reading import Row

CHUNK = 500  # rows in one transaction: SQLite lets one writer in at a time, and nobody shall wait long
BIG_CHUNK = 2_000  # where writers do not wait for each other


def chunk_size():
    """How many rows an import writes in one transaction."""
    return BIG_CHUNK if connection.vendor == "postgresql" else CHUNK


@dataclass(slots=True)
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
    """Write what became of one chunk. Returns `{outcome: rows}` and how many rows repeated one further up."""
    kept, counts, repeated = [], dict.fromkeys(Transfer.COUNTS, 0), 0
    for outcome in outcomes:
        counts[outcome.outcome] += 1
        pk = outcome.record.pk if outcome.record is not None and not outcome.is_refused else None
        earlier = repeats.of(pk, outcome.row.number) if pk is not None else 0
        repeated += bool(earlier)
        kept.append([outcome.row.number, Transfer.COUNTS.index(outcome.outcome), pk, earlier])
    Chunk.objects.create(transfer=transfer, first_row=kept[0][0], last_row=kept[-1][0], outcomes=kept, **counts)
    RefusedRow.objects.bulk_create(outcome.refusal(transfer) for outcome in outcomes if outcome.is_refused)
    return counts, repeated


def chunks(rows, size=CHUNK):
    """`rows` in lists of at most `size`."""
    rows = iter(rows)
    while chunk := list(islice(rows, size)):
        yield chunk
