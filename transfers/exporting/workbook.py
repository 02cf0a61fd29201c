"""XLSX, written while it is sent: a zip whose sheets are made row by row, and never a file on this machine's disk.

Every cell is an inline text in a text format, so that no program takes one for a formula, a date or a number.
"""

import re
import zipfile

MOST_ROWS = 1_048_576  # of a sheet, the header among them
MOST_BYTES = 1_500_000_000  # of a sheet before it is compressed: from 2 GiB on, spreadsheets cannot read it
LONGEST = 32_767  # UTF-16 units of a cell
FLUSHED = 60_000
LEVEL = 1  # of compression: higher ones take three times as long for a tenth less

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_HEAD = (
    f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
    'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>'
    '<col min="1" max="{columns}" width="20" customWidth="1"/></cols><sheetData>'
)
_FOOT = '</sheetData><ignoredErrors><ignoredError sqref="A1:XFD1048576" numberStoredAsText="1"/></ignoredErrors></worksheet>'
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/>'
    '<sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs '
    'count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf xfId="0"/><xf numFmtId="49" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs><cellStyles count="1">'
    '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_TEXT, _BOLD = 1, 2  # places in cellXfs

#: what XML cannot hold, what would be read back as something else, and what looks like the writing of these
_SPECIAL = re.compile(r"[&<>\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def xlsx_blocks(header, rows, *, most_rows=MOST_ROWS):
    """An XLSX in pieces of bytes. What one sheet does not hold goes on in the next, under the same header."""
    outlet, rows, sheets, letters = Outlet(), iter(rows), 0, column_letters(len(header))
    first = next(rows, None)
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as book:
        while first is not None or not sheets:
            sheets += 1
            with book.open(f"xl/worksheets/sheet{sheets}.xml", "w") as sheet:
                written = sheet.write(
                    (_HEAD.format(columns=len(letters)) + row_xml(1, header, letters, _BOLD)).encode()
                )
                number, parts = 1, []
                while first is not None and number < most_rows and written < MOST_BYTES:
                    number += 1
                    parts.append(row_xml(number, first, letters))
                    first = next(rows, None)
                    if not number % 100:
                        written += sheet.write("".join(parts).encode())
                        parts.clear()
                        if outlet.size > FLUSHED:
                            yield outlet.taken()
                sheet.write(("".join(parts) + _FOOT).encode())
        for name, text in _parts(sheets):
            book.writestr(name, text)
    yield outlet.taken()


class Outlet:
    """Where the zip is written: what was written since it was last taken."""

    def __init__(self):
        self.parts, self.size = [], 0

    def write(self, piece):
        self.parts.append(bytes(piece))
        self.size += len(piece)
        return len(piece)

    def flush(self):
        """Nothing waits here."""

    def taken(self):
        """Everything so far, and from now on nothing."""
        whole, self.parts, self.size = b"".join(self.parts), [], 0
        return whole


def column_letters(count):
    """A, B, … Z, AA, …"""
    letters = []
    for number in range(count):
        name = ""
        while number >= 0:
            number, place = number // 26 - 1, number % 26
            name = chr(65 + place) + name
        letters.append(name)
    return letters


def row_xml(number, cells, letters, style=_TEXT):
    """One row; empty cells are left out."""
    if _SPECIAL.search("".join(cells)):
        cells = [escaped(text) for text in cells]
    return (
        f'<row r="{number}">'
        + "".join(
            [
                f'<c r="{letter}{number}" s="{style}" t="inlineStr"><is><t{_kept(text)}>{_cut(text)}</t></is></c>'
                for letter, text in zip(letters, cells, strict=True)
                if text
            ]
        )
        + "</row>"
    )


def _kept(text):
    return "" if text.strip() == text else ' xml:space="preserve"'


def _cut(text):
    return text if len(text) < LONGEST // 2 else _shortened(text)


def _shortened(text):
    while len(text.encode("utf-16-le", "surrogatepass")) > LONGEST * 2:
        text = text[: LONGEST // 2] if len(text) > LONGEST else text[:-100]
    return text


def escaped(text):
    """`text` as XML holds it; control characters as `_x000D_`, as spreadsheets write them."""
    return _SPECIAL.sub(lambda found: _ENTITIES.get(found[0]) or f"_x{ord(found[0]):04X}_", text)


def _parts(sheets):
    """The other files of the book, which say how many sheets there are: (name, text)."""
    numbers = range(1, sheets + 1)
    kinds = [("workbook", f"{_TYPE}.sheet.main+xml"), ("styles", f"{_TYPE}.styles+xml")]
    kinds += [(f"worksheets/sheet{n}", f"{_TYPE}.worksheet+xml") for n in numbers]
    overrides = "".join(f'<Override PartName="/xl/{name}.xml" ContentType="{mime}"/>' for name, mime in kinds)
    listed = "".join(
        f'<sheet name="{"Export" if n == 1 else f"Export {n}"}" sheetId="{n}" r:id="r{n}"/>' for n in numbers
    )
    related = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    related += f'<Relationship Id="styles" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    whole = f'<Relationship Id="book" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    yield "xl/styles.xml", _STYLES
    yield "xl/workbook.xml", f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'
    for place, text in (("xl/_rels/workbook.xml.rels", related), ("_rels/.rels", whole)):
        yield place, f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{text}</Relationships>'
    yield (
        "[Content_Types].xml",
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        f'"application/vnd.openxmlformats-package.relationships+xml"/>{overrides}</Types>',
    )
