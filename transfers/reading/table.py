"""A file as a header and rows that fit it."""

import re
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .cards import HEADER, card_rows
from .delimited import delimited_rows
from .rows import Row, Unreadable
from .spreadsheet import spreadsheet_rows

MAX_COLUMNS = 500
_UNREAD = re.compile("[\x00\ufffd\ud800-\udfff]")  # halves of characters too: some formats can spell them


class Table:
    """The rows of the file at `path`, read anew on every call of `rows`.

    Raises Unreadable from the start when there is no usable header.
    """

    def __init__(self, path, *, file_format, encoding="", delimiter=""):
        self.path, self.file_format, self.encoding, self.delimiter = path, file_format, encoding, delimiter
        self.header = self._header()

    def rows(self):
        """Every row below the header that is not blank, as `Row`: as wide as the header, or with a fault."""
        found = self._raw()
        for row in found if self.file_format != "vcf" else ():
            if not row.is_blank and not _is_separator_hint(row):
                break
        for row in found:
            if not row.is_blank:
                yield self._fitted(row)

    def first_rows(self, count):
        """The first sound rows, as samples."""
        return list(islice((row for row in self.rows() if not row.fault), count))

    def _raw(self):
        if self.file_format == "xlsx":
            yield from spreadsheet_rows(self.path)
            return
        is_cards = self.file_format == "vcf"
        errors = "surrogateescape" if is_cards and not self.encoding.startswith("utf-16") else "replace"
        try:
            with open(self.path, encoding=self.encoding, errors=errors, newline=None if is_cards else "") as stream:
                yield from card_rows(stream, self.encoding) if is_cards else delimited_rows(stream, self.delimiter)
        except (UnicodeError, LookupError) as error:
            raise Unreadable(_("The file is not in this encoding. Choose another one.")) from error

    def _header(self):
        if self.file_format == "vcf":
            return list(HEADER)
        header = next((row for row in self._raw() if not row.is_blank and not _is_separator_hint(row)), None)
        if header is None:
            raise Unreadable(_("The file is empty. Choose a file with a header row and at least one more row."))
        if header.fault:
            raise Unreadable(
                _("The first row must name the columns, but cannot be read: %s") % header.fault,
            )
        names = [" ".join(_UNREAD.sub("", cell).split())[:200] for cell in header.cells]
        while names and not names[-1]:
            names.pop()
        if not names:
            raise Unreadable(_("The first row must name the columns, but names none. Is it the right file?"))
        if len(names) > MAX_COLUMNS:
            raise Unreadable(
                _("The file has %(count)d columns; up to %(most)d can be read. Is the delimiter right?")
                % {"count": len(names), "most": MAX_COLUMNS}
            )
        return _told_apart(names)

    def must_have_rows(self):
        """Raise Unreadable when there is nothing below the header."""
        if next(self.rows(), None) is not None:
            return
        if self.file_format == "vcf":
            raise Unreadable(_("The cards in the file are empty. Export the address book again."))
        raise Unreadable(_("The file has a header but no rows below it. Add at least one row."))

    def _fitted(self, row):
        if row.fault:
            row.cells = [_storable(cell) for cell in row.cells]
            return row
        width = len(self.header)
        while len(row.cells) > width and not row.cells[-1].strip():
            row.cells.pop()
        if self.file_format == "xlsx":
            row.cells += [""] * (width - len(row.cells))
        is_torn = _is_torn("".join(row.cells))
        if is_torn:
            row.cells = [_storable(cell) for cell in row.cells]
        if len(row.cells) != width:
            row.fault = _misfit(len(row.cells), width)
        elif is_torn:
            row.fault = _("The row holds characters that cannot be read. Check the encoding, or type them again.")
        return row


def _is_separator_hint(row):
    """Some programs write `sep=;` above the header."""
    return row.number == 1 and row.cells and row.cells[0].lower().startswith("sep=")


def _told_apart(names):
    """`names` with a number behind those that came before: "Email", "Email (2)"."""
    seen, counted = {name.casefold() for name in names}, {}
    for place, name in enumerate(names):
        count = counted[name.casefold()] = counted.get(name.casefold(), 0) + 1
        while name and count > 1 and f"{name} ({count})".casefold() in seen:
            count += 1
        if name and count > 1:
            names[place] = f"{name} ({count})"
            seen.add(names[place].casefold())
    return names


def _is_torn(text):
    return "\x00" in text or (not text.isascii() and bool(_UNREAD.search(text)))


def _storable(cell):
    """`cell` with a mark for each character that no database and no JSON can hold."""
    return _UNREAD.sub("\ufffd", cell)


def _misfit(cells, width):
    counted = ngettext("The row has %d cell", "The row has %d cells", cells) % cells
    return _("%(counted)s where the header has %(width)d. Look for a missing delimiter or quotation mark.") % {
        "counted": counted,
        "width": width,
    }


__all__ = ["MAX_COLUMNS", "Row", "Table", "Unreadable"]
