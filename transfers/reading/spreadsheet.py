"""XLSX, row by row: of a sheet of any size a block is held, and the texts its cells share (see `workbook`).

A cell's place is only a number here: a sheet whose single cell stands in the last corner costs one row.
"""

import datetime
from contextlib import closing
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from .archive import DAMAGED, Archive
from .rows import MAX_RECORD_CHARS, Row, Unreadable
from .workbook import Workbook, local, plain

LAST_COLUMN, LAST_ROW = 16_384, 1_048_576
TOO_LONG = _("The row is longer than a million characters. Shorten it.")
_KNOWN = ("row", "c", "v", "t", "is", "rPh")


def spreadsheet_rows(path):
    """The `Row`s of the first sheet that shows, without blank ones. Raises Unreadable."""
    with Archive(path) as archive:
        book = Workbook(archive)
        if book.sheet is None:
            raise Unreadable(DAMAGED)
        with closing(book.texts) as texts:
            yield from _rows(archive, Sheet(book), texts)


def _rows(archive, sheet, texts):
    for _block in archive.parsed(sheet.book.sheet, sheet):
        rows, sheet.rows = sheet.rows, []
        for number, cells, size in rows:
            yield _row(number, cells, size, texts)


def _row(number, cells, size, texts):
    """A `Row` of `cells`, {column: text or the number of a shared one}. Shared ones are fetched for a row at a time."""
    found = {}
    for column, cell in cells.items():
        found[column] = text = cell if cell.__class__ is str or size > MAX_RECORD_CHARS else texts[cell]
        if text is not cell:
            size += len(text)
    if size > MAX_RECORD_CHARS:
        return Row(number, [cell[:200] if cell.__class__ is str else "" for cell in found.values()], str(TOO_LONG))
    return Row(number, [found.get(column, "") for column in range(max(found) + 1)])


class _Names(dict):
    """What an element is called without its prefix, if anybody wants it."""

    def __missing__(self, name):
        name = local(name)
        return name if name in _KNOWN else ""


class Sheet:
    """Makes rows of a sheet's elements as they come."""

    def __init__(self, book):
        self.book, self.rows, self.names = book, [], _Names({name: name for name in _KNOWN})
        self.number, self.cells, self.size = 0, {}, 0
        self.column, self.kind, self.style = -1, "", ""
        self.parts, self.is_open, self.is_spoken = [], False, False

    def start(self, name, attributes):
        name = self.names[name]
        if name == "c":
            self.kind, self.style, self.parts = attributes.get("t", "n"), attributes.get("s", ""), []
            place = attributes.get("r")
            self.column = column_of(place.rstrip("0123456789")) if place else self.column + 1
        elif name in ("v", "t"):
            self.is_open = not self.is_spoken
        elif name == "row":
            self._open_row(attributes.get("r"))
        elif name == "rPh":
            self.is_spoken = True

    def _open_row(self, number):
        told = int(number) if number and number.isascii() and number.isdigit() and len(number) < 8 else 0
        self.number = max(told, self.number + 1)
        if self.number > LAST_ROW:
            raise Unreadable(DAMAGED)
        self.cells, self.size, self.column = {}, 0, -1

    def text(self, text):
        if self.is_open:
            self.size += len(text)
            if self.size <= MAX_RECORD_CHARS:
                self.parts.append(text)

    def end(self, name):
        name = self.names[name]
        if name == "c":
            if self.parts:
                self._keep()
        elif name in ("v", "t"):
            self.is_open = False
        elif name == "row":
            if self.cells:
                self.rows.append((self.number, self.cells, self.size))
        elif name == "rPh":
            self.is_spoken = False

    def _keep(self):
        if not 0 <= self.column < LAST_COLUMN:
            raise Unreadable(DAMAGED)
        raw = self.parts[0] if len(self.parts) == 1 else "".join(self.parts)
        if self.kind == "s":
            self.cells[self.column] = _place(raw)
        elif text := self._value(raw):
            self.cells[self.column] = text

    def _value(self, raw):
        if self.kind == "n":
            return number_text(raw, self.book.styles.get(self.style, ""), self.book.starts_1904)
        if self.kind == "b":
            return "true" if raw.strip() in ("1", "true") else "false"
        if self.kind == "d":
            return raw.removesuffix("T00:00:00")
        return plain(raw)


def _place(raw):
    """The number of a shared text."""
    if not raw.isascii() or not raw.isdigit() or len(raw) > 9:
        raise Unreadable(DAMAGED)
    return int(raw)


@lru_cache(LAST_COLUMN)
def column_of(letters):
    """The number of a column: A is 0. -1 for what is none."""
    number = 0
    for letter in letters.upper() if letters.isascii() and letters.isalpha() and len(letters) < 4 else "":
        number = number * 26 + ord(letter) - 64
    return number - 1


def number_text(raw, time, starts_1904):
    """A number as the text a CSV would hold; `time` is "date" or "span" where its format says so."""
    if not time and raw.isascii() and raw.isdigit() and len(raw) <= 15:
        return raw.lstrip("0") or "0"
    try:
        value = float(raw)
        return cell_text(moment_of(value, time, starts_1904) if time else value)
    except (ValueError, OverflowError):
        return raw


def moment_of(days, time, starts_1904):
    """What a number of days is in a format of dates. Raises OverflowError beyond the year 9999."""
    passed = datetime.timedelta(milliseconds=round(days * 86_400_000))
    if time == "span":
        return passed
    if 0 <= days < 1:
        return (datetime.datetime.min + passed).time()
    if starts_1904:
        return datetime.datetime(1904, 1, 1) + passed
    leap = 1 if days < 60 else 0  # the program that set the format took 1900 for a leap year
    return datetime.datetime(1899, 12, 30) + passed + datetime.timedelta(days=leap)


def cell_text(value):
    """A spreadsheet's value as the text a CSV would hold."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return value.isoformat()
