"""Files that are sent while they are made."""

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from customization.shape import shape_of

from ..formulas import neutralised
from ..models import Transfer
from .formats import CONTENT_TYPES, CSV, VCF, blocks
from .rows import AT_ONCE, ids_of, rows_out


def begun(selection, columns, *, file_format, **more):
    """An export as it stands in the history of transfers, not saved yet."""
    kind, member = selection.kind, selection.member
    return Transfer(
        organization_id=member.organization_id,
        member=member,
        direction=Transfer.EXPORT,
        kind=kind.slug,
        file_format=file_format,
        filename=f"{kind.plural}-{timezone.now():%Y-%m-%d}.{file_format}",
        header=columns,
        **more,
    )


def export(selection, columns, *, file_format=CSV, mark=False):
    """The records as a download, kept in the history of transfers as one that the member fetched."""
    transfer = begun(selection, columns, file_format=file_format, status=Transfer.RUNNING, started_at=timezone.now())
    transfer.save()
    rows = Counted(lambda: texts_of(selection, ids_of(selection.records), columns, file_format))
    return attachment(Sent(transfer, blocks(file_format, columns, rows, mark=mark), rows), transfer.filename)


def texts_of(selection, ids, columns, file_format):
    """The rows of an export; a card is opened by nothing that would run its texts."""
    harmless = file_format != VCF
    return rows_out(selection.kind, ids, columns, member=selection.member, harmless=harmless)


class Counted:
    """The rows that `begin` returns, asked for when the first one is, and how many there were so far."""

    def __init__(self, begin):
        self.begin, self.count = begin, 0

    def __iter__(self):
        for cells in self.begin():
            self.count += 1
            yield cells


class Sent:
    """The blocks of a download; says in its transfer what came of it, also when the client hangs up."""

    def __init__(self, transfer, pieces, rows):
        self.transfer, self.pieces, self.rows = transfer, pieces, rows

    def __iter__(self):
        return self

    def __next__(self):
        try:
            return next(self.pieces)
        except StopIteration:
            self._end(Transfer.DONE)
            raise
        except Exception:
            self._end(
                Transfer.FAILED, _("Something went wrong on our side, and the file is not whole. Export it again.")
            )
            raise

    def close(self):
        self.pieces.close()
        self._end(Transfer.CANCELLED)

    def _end(self, status, failure=""):
        if self.transfer.status != Transfer.RUNNING:
            return
        self.transfer.status, count = status, self.rows.count
        Transfer.objects.filter(pk=self.transfer.pk).update(
            rows=count, position=count, status=status, failure=failure, finished_at=timezone.now()
        )


def attachment(pieces, filename):
    """A streamed download."""
    response = StreamingHttpResponse(pieces, content_type=CONTENT_TYPES[filename.rpartition(".")[2]])
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Accel-Buffering"] = "no"
    return response


def template(kind, member):
    """An empty file with the header that fills every field, also those the member's organization made."""
    header = [*kind.resource_class.columns(), *(field.name for field in shape_of(member).fields(kind.slug))]
    return attachment(blocks(CSV, header, []), f"{kind.plural}-template.csv")


def refused_rows(transfer):
    """The refused rows with what they held and why, ready to correct and import again."""
    width = len(transfer.header)
    results = transfer.refusals.order_by("row").iterator(chunk_size=AT_ONCE)
    rows = (
        [*(neutralised(cell) for cell in (*result.cells[:width], *[""] * (width - len(result.cells)))),
         str(result.row), neutralised(result.reason)]
        for result in results
    )  # fmt: skip
    return attachment(blocks(CSV, [*transfer.header, "Row", "Reason"], rows, mark=True), f"refused-{transfer.pk}.csv")
