"""Records as files: chunk after chunk, in constant memory, every cell harmless."""

import csv
import io
import tempfile
from collections import defaultdict

from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone

from .formulas import neutralised
from .models import Transfer
from .outcomes import chunks

AT_ONCE = 2_000
CSV, XLSX = "csv", "xlsx"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def rows_out(kind, queryset, columns, *, member):
    """Lists of texts, one for each record of `queryset` in its order. Two queries a chunk, whatever its size."""
    readers = {name: kind.resource_class.exported(name, member=member) for name in columns if name != "tags"}
    paths = [path for name in columns if name != "tags" for path in readers[name][0]]
    found = queryset.values_list("pk", *paths).iterator(chunk_size=AT_ONCE)
    for chunk in chunks(found, AT_ONCE):
        tags = tag_texts(kind.model, [values[0] for values in chunk]) if "tags" in columns else {}
        for pk, *values in chunk:
            yield [neutralised(text) for text in _cells(columns, readers, values, tags.get(pk, ""))]


def _cells(columns, readers, values, tags):
    position = 0
    for name in columns:
        if name == "tags":
            yield tags
            continue
        paths, write = readers[name]
        yield write(*values[position : position + len(paths)])
        position += len(paths)


def tag_texts(model, ids):
    """`{id: "a,b"}`, alphabetically, in one query."""
    column, names = f"{model._meta.model_name}_id", defaultdict(list)
    for pk, name in model.tags.through.objects.filter(**{f"{column}__in": ids}).values_list(column, "tag__name"):
        names[pk].append(name)
    return {pk: ",".join(sorted(words, key=str.lower)) for pk, words in names.items()}


def csv_blocks(header, rows, *, mark=False):
    """A CSV in pieces of bytes; with `mark`, spreadsheets are told that it is UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(neutralised(name) for name in header)
    yield ("\ufeff" if mark else "").encode() + _emptied(buffer)
    for chunk in chunks(rows, 500):
        writer.writerows(chunk)
        yield _emptied(buffer)


def _emptied(buffer):
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode("utf-8", "replace")


def xlsx_file(header, rows):
    """An open temporary XLSX; its rows never stand in memory together."""
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([neutralised(name) for name in header])
    for cells in rows:
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", cell)[:32_767] for cell in cells])
    written = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the response closes it
    book.save(written)
    written.seek(0)
    return written


def export(kind, queryset, columns, *, member, file_format=CSV, mark=False):
    """`queryset` as a download, kept in the history of transfers as one that `member` fetched."""
    transfer = Transfer.objects.create(
        organization_id=member.organization_id,
        member=member,
        direction=Transfer.EXPORT,
        kind=kind.slug,
        status=Transfer.RUNNING,
        file_format=file_format,
        filename=f"{kind.plural}-{timezone.now():%Y-%m-%d}.{file_format}",
        header=columns,
        started_at=timezone.now(),
    )
    rows = _counted(transfer, rows_out(kind, queryset, columns, member=member))
    if file_format == XLSX:
        return FileResponse(
            xlsx_file(columns, rows), as_attachment=True, filename=transfer.filename, content_type=CONTENT_TYPES[XLSX]
        )
    return attachment(csv_blocks(columns, rows, mark=mark), transfer.filename)


def attachment(blocks, filename):
    """A streamed CSV download."""
    response = StreamingHttpResponse(blocks, content_type=CONTENT_TYPES[CSV])
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["X-Accel-Buffering"] = "no"
    return response


def _counted(transfer, rows):
    """`rows`, and at the end, or when the reader hangs up, how many there were."""
    count, status = 0, Transfer.CANCELLED
    try:
        for cells in rows:
            count += 1
            yield cells
        status = Transfer.DONE
    finally:
        Transfer.objects.filter(pk=transfer.pk).update(
            rows=count, position=count, status=status, finished_at=timezone.now()
        )


def template(kind):
    """An empty file with the header that fills every field."""
    return attachment(csv_blocks(kind.resource_class.columns(), []), f"{kind.plural}-template.csv")


def refused_rows(transfer):
    """The refused rows with what they held and why, ready to correct and import again."""
    header = [*transfer.header, "Row", "Reason"]
    width = len(transfer.header)
    results = transfer.refusals.order_by("row").iterator(chunk_size=AT_ONCE)
    rows = (
        [*(neutralised(cell) for cell in (*result.cells[:width], *[""] * (width - len(result.cells)))),
         str(result.row), neutralised(result.reason)]
        for result in results
    )  # fmt: skip
    return attachment(csv_blocks(header, rows, mark=True), f"refused-{transfer.pk}.csv")
