"""The zip an XLSX is: looked at before anything is unpacked, and unpacked in blocks, never beyond what it declares."""

import posixpath
import zipfile
import zlib
from xml.parsers import expat

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .rows import Unreadable

MAX_PARTS = 5_000
MAX_DIRECTORY = 2_000_000  # bytes: it is held in memory
ROOMIER = 4  # a sheet's XML is about four times as long as the CSV of its cells
LIKELY = 100  # to one: what real sheets are never packed to, and bombs always
BLOCK = 65_536
MAX_PENDING = 4_000_000  # bytes of one tag

DAMAGED = _("The spreadsheet is damaged. Open it, save it as XLSX or CSV again and try with that.")
TOO_MUCH = _("The spreadsheet unpacks to too much. Save it as CSV and try with that.")
LOCKED = _("The spreadsheet is protected by a password. Save it without one and try again.")
NO_SHEET = _("This is a zip archive, not a spreadsheet. Unpack it and choose the CSV or XLSX inside.")
OTHER_KIND = _("This kind of spreadsheet cannot be read. Save it as XLSX or CSV and try with that.")
_OTHER_SHEETS = {"xl/workbook.bin", "content.xml", "index/document.iwa"}  # XLSB, ODS, Numbers
_BROKEN = (
    zipfile.BadZipFile, zlib.error, expat.ExpatError, OSError, EOFError, ValueError, RuntimeError, NotImplementedError
)  # fmt: skip


def check_archive(path):
    """Raise Unreadable unless the zip at `path` is a spreadsheet that unpacks to a sane size."""
    with Archive(path):
        return


class Archive:
    """The parts of an XLSX. Raises Unreadable for what is none, is locked, or unpacks to too much."""

    def __init__(self, path):
        try:
            with open(path, "rb") as stream:
                end = zipfile._EndRecData(stream)  # as ZipFile itself finds it, which would read any directory whole
            if end and end[zipfile._ECD_SIZE] > MAX_DIRECTORY:
                raise Unreadable(TOO_MUCH)
            self.zipped = zipfile.ZipFile(path)
        except _BROKEN as error:
            raise Unreadable(DAMAGED) from error
        try:
            self.parts = {_plain(part.filename): part for part in self.zipped.infolist()}
            self._check()
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.close()

    def close(self):
        self.zipped.close()

    def _check(self):
        if "xl/workbook.xml" not in self.parts:
            raise Unreadable(OTHER_KIND if self.parts.keys() & _OTHER_SHEETS else NO_SHEET)
        parts = self.zipped.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise Unreadable(LOCKED)
        unpacked, packed = (sum(getattr(part, size) for part in parts) for size in ("file_size", "compress_size"))
        is_bomb = unpacked > 10_000_000 and unpacked > packed * LIKELY
        if len(parts) > MAX_PARTS or unpacked > settings.IMPORT_MAX_BYTES * ROOMIER or is_bomb:
            raise Unreadable(TOO_MUCH)

    def blocks(self, name):
        """The bytes of a part, block by block: as many as the directory says, no more. Nothing for a missing part."""
        if name not in self.parts:
            return
        try:
            with self.zipped.open(self.parts[name]) as stream:
                while block := stream.read(BLOCK):
                    yield block
        except _BROKEN as error:
            raise Unreadable(DAMAGED) from error

    def parsed(self, name, reader):
        """Feed a part to `reader.start`, `.end` and `.text`; yields after every block, when something may have come."""
        parser, fed = _parser(reader), 0
        try:
            for block in self.blocks(name):
                parser.Parse(block)
                fed += len(block)
                if fed - parser.CurrentByteIndex > MAX_PENDING:
                    raise Unreadable(TOO_MUCH)
                yield
            if fed:
                parser.Parse(b"", True)
        except _BROKEN as error:
            raise Unreadable(DAMAGED) from error
        yield


def _plain(name):
    """Some programs write backslashes, or capitals."""
    return posixpath.normpath(name.replace("\\", "/").lstrip("/")).lower()


def _parser(reader):
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse_entities
    return parser


def _refuse_entities(*_declared):
    """No spreadsheet declares a document type; those who do want entities that grow without end."""
    raise Unreadable(DAMAGED)
