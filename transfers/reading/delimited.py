"""CSV, read so that one broken row stays one broken row.

`csv` in strict mode notices bad quoting, but an unclosed quotation mark swallows everything behind it first. So the
lines a record has eaten are remembered: a record that goes wrong costs its first line only, the others are read anew.
"""

import csv
from collections import deque

from django.utils.translation import gettext_lazy as _

from .rows import MAX_RECORD_CHARS, Row

DELIMITERS = [
    (",", _("comma")),
    (";", _("semicolon")),
    ("\t", _("tab")),
    ("|", _("vertical bar")),
]
MAX_RECORD_LINES = 1_000
csv.field_size_limit(MAX_RECORD_CHARS)

UNCLOSED = _("A quotation mark is opened and not closed. Close it, or write it twice.")
STRAY = _("A quotation mark stands in the middle of a cell. Put the cell in quotation marks and write it twice.")
TOO_LONG = _("The row is longer than a million characters. Shorten it.")


class _Runaway(Exception):
    """A record grew beyond what any honest one would."""


class _Lines:
    """The lines of a stream, of which some can be given back."""

    def __init__(self, stream):
        self.stream, self.returned, self.eaten, self.chars = stream, deque(), [], 0

    def __iter__(self):
        return self

    def __next__(self):
        if self.returned:
            line = self.returned.popleft()
        elif not (line := self.stream.readline(MAX_RECORD_CHARS + 1)):
            raise StopIteration
        elif len(line) > MAX_RECORD_CHARS and line[-1] not in "\r\n":
            self._skip_line()
        self.eaten.append(line)
        self.chars += len(line)
        if self.chars > MAX_RECORD_CHARS or len(self.eaten) > MAX_RECORD_LINES:
            raise _Runaway
        return line

    def _skip_line(self):
        """Go to the next line break, in bounded memory."""
        while rest := self.stream.readline(MAX_RECORD_CHARS):
            if rest.endswith(("\n", "\r")):
                break

    def forget(self):
        self.eaten, self.chars = [], 0

    def give_back(self):
        """Return all lines of this record but its first, which is given to the caller."""
        first, *rest = self.eaten
        self.returned.extendleft(reversed(rest))
        self.forget()
        return first


def delimited_rows(stream, delimiter):
    """The `Row`s of a text stream, blank ones included so that numbers stay true."""
    lines, number, width = _Lines(stream), 0, None
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _Runaway) as error:
            yield _broken(number, lines, error)
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            continue
        if width and len(cells) != width and len(lines.eaten) > 1:
            yield _broken(number, lines, _Runaway())
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            continue
        lines.forget()
        width = width or len(cells)
        yield Row(number, cells)


def _broken(number, lines, error):
    several = len(lines.eaten) > 1
    line = lines.give_back().rstrip("\r\n")
    if len(line) >= MAX_RECORD_CHARS - 2 or "field larger" in str(error):
        return Row(number, [line[:200]], str(TOO_LONG))
    unclosed = several or isinstance(error, _Runaway) or "end of data" in str(error)
    return Row(number, [line[:2000]], str(UNCLOSED if unclosed else STRAY))


def find_delimiter(sample, encoding):
    """The delimiter that cuts the first lines of `sample` (bytes) into most columns, and evenly."""
    lines = sample.decode(encoding, "replace").lstrip("\ufeff").splitlines()[:50]
    if lines and lines[0].lower().startswith("sep=") and len(lines[0]) > 4:
        return lines[0][4]
    return max((mark for mark, _name in DELIMITERS), key=lambda mark: _evenness(lines, mark))


def _evenness(lines, delimiter):
    try:
        widths = [len(cells) for cells in csv.reader(lines, delimiter=delimiter) if cells]
    except csv.Error:
        return (0, 0)
    if not widths or widths[0] < 2:
        return (0, 0)
    return (sum(width == widths[0] for width in widths) / len(widths) > 0.5, widths[0])
