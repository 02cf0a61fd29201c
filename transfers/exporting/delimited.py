"""CSV, written on one buffer that is used again and again."""

import csv
import io

from ..formulas import neutralised

FLUSHED = 60_000  # characters, about what a connection takes at once


def csv_blocks(header, rows, *, mark=False):
    """A CSV in pieces of bytes; with `mark`, spreadsheets are told that it is UTF-8. The cells are harmless already."""
    buffer = io.StringIO()
    write = csv.writer(buffer).writerow
    write([neutralised(name) for name in header])
    yield ("\ufeff" if mark else "").encode() + _emptied(buffer)
    for cells in rows:
        if write(cells) and buffer.tell() > FLUSHED:
            yield _emptied(buffer)
    yield _emptied(buffer)


def _emptied(buffer):
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode("utf-8", "replace")
