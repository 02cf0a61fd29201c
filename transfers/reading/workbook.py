"""What the cells of a sheet refer to: which sheet is the first, which formats are dates, the texts they share."""

import os
import posixpath
import re
import tempfile
from array import array

from django.utils.translation import gettext_lazy as _

from .archive import DAMAGED, TOO_MUCH
from .rows import MAX_RECORD_CHARS, Unreadable

MAX_SHARED_TEXTS = 10_000_000  # at four bytes each: where they end; the texts themselves go to the disk
HELD = 1_000_000  # bytes of the newest of them
_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(50, 59)}
_BUILT_IN_SPANS = {45, 46, 47}
_NOT_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


NO_ROOM = _("There is no room on our side to unpack the spreadsheet. Save it as CSV and try with that.")


def local(name):
    """An element's or attribute's name without its prefix."""
    return name.rpartition(":")[2]


class Elements:
    """Calls `found(name, attributes)` for every element of a part."""

    def __init__(self, found):
        self.found = found

    def start(self, name, attributes):
        self.found(local(name), attributes)

    def end(self, name):
        """Not needed."""

    def text(self, text):
        """Not needed."""


class Workbook:
    """The first sheet that shows: its part, whether it counts days from 1904, which of its formats are dates."""

    def __init__(self, archive):
        self.archive, self.starts_1904 = archive, False
        self.sheets, self.targets = [], {}
        self.formats, self.styles, self.in_cells = {}, {}, False
        self._read("xl/workbook.xml", self._workbook)
        self._read("xl/_rels/workbook.xml.rels", self._relation)
        self._read("xl/styles.xml", self._style)
        self.texts = SharedTexts(archive, self.targets.get("sharedStrings", {}).get("", "xl/sharedstrings.xml"))

    def _read(self, part, found):
        for _block in self.archive.parsed(part, Elements(found)):
            continue

    def _workbook(self, name, attributes):
        if name == "workbookPr":
            self.starts_1904 = attributes.get("date1904", "0").lower() in ("1", "true", "on")
        elif name == "sheet" and len(self.sheets) < 1_000:
            relation = next((value for key, value in attributes.items() if local(key) == "id" and key != "id"), "")
            self.sheets.append((attributes.get("state", "visible") != "visible", relation))

    def _relation(self, name, attributes):
        if name == "Relationship" and len(self.targets) < 10:
            kind, target = attributes.get("Type", "").rpartition("/")[2], attributes.get("Target", "")
            path = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/").lower()
            of_kind = self.targets.setdefault(kind, {})
            if len(of_kind) < 1_000:
                of_kind[attributes.get("Id", "") if kind == "worksheet" else ""] = path

    def _style(self, name, attributes):
        if name == "numFmt" and len(self.formats) < 10_000:
            self.formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")[:500]
        elif name in ("cellXfs", "cellStyleXfs", "dxfs"):
            self.in_cells = name == "cellXfs"
        elif name == "xf" and self.in_cells and len(self.styles) < 70_000:
            self.styles[str(len(self.styles))] = self._time_of(attributes.get("numFmtId", "0"))

    def _time_of(self, number):
        """ "date", "span" or "": what a number in this format is."""
        if number in self.formats:
            letters = _NOT_FORMAT.sub("", self.formats[number]).lower().partition(";")[0]
            if re.search(r"\[(h+|m+|s+)\]", letters):
                return "span"
            return "date" if re.search("[dmyhs]", letters.replace("general", "")) else ""
        code = int(number) if number.isascii() and number.isdigit() else 0
        return "span" if code in _BUILT_IN_SPANS else "date" if code in _BUILT_IN_DATES else ""

    @property
    def sheet(self):
        """The path of the first sheet that shows, or None."""
        sheets = self.targets.get("worksheet", {})
        for _hidden, relation in sorted(self.sheets, key=lambda sheet: sheet[0]):
            if relation in sheets:
                return sheets[relation]
        return next(iter(sheets.values()), None)


class SharedTexts:
    """The texts a workbook keeps once for many cells: parsed as far as asked for, the newest in memory, the rest on disk."""

    def __init__(self, archive, part):
        self.newest, self.stored, self.ends = bytearray(), 0, array("I", [0])
        self.disk = None
        self.parts, self.size, self.depth, self.is_open = [], 0, 0, False
        self.more = archive.parsed(part, self)

    def __getitem__(self, place):
        """The text number `place`. Raises Unreadable where there is none."""
        while place >= len(self.ends) - 1:
            if next(self.more, self) is self:
                raise Unreadable(DAMAGED)
        start, end = self.ends[place], self.ends[place + 1]
        if start >= self.stored:
            text = self.newest[start - self.stored : end - self.stored]
        else:
            text = os.pread(self.disk.fileno(), end - start, start)
        return text.decode("utf-8", "surrogatepass")

    def _add(self, text):
        self.newest += text.encode("utf-8", "surrogatepass")
        self.ends.append(self.stored + len(self.newest))
        if len(self.ends) > MAX_SHARED_TEXTS:
            raise Unreadable(TOO_MUCH)
        if len(self.newest) > HELD:
            self._store()

    def _store(self):
        try:
            self.disk = self.disk or tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed with the workbook
            while self.newest:  # a write may take but a part
                written = self.disk.write(self.newest)
                self.stored += written
                del self.newest[:written]
        except OSError as error:
            raise Unreadable(NO_ROOM) from error

    def close(self):
        if self.disk:
            self.disk.close()

    def start(self, name, attributes):
        name = local(name)
        if name == "si":
            self.parts, self.size = [], 0
        elif name == "rPh":  # how to pronounce it
            self.depth += 1
        self.is_open = name == "t" and not self.depth

    def text(self, text):
        self.size += len(text)
        if self.is_open and self.size <= MAX_RECORD_CHARS + len(
            text
        ):  # one beyond, so that its row is seen to be too long
            self.parts.append(text)

    def end(self, name):
        name, self.is_open = local(name), False
        if name == "rPh":
            self.depth -= 1
        elif name == "si":
            self._add(plain("".join(self.parts)))


def plain(text):
    """`text` without the way XLSX writes what XML cannot hold: `_x000D_` is a carriage return."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
