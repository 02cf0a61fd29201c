"""XLSX: every kind of cell, sheets of any size, and archives that mean harm."""

import datetime
import io
import os
import struct
import time
import tracemalloc
import zipfile
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from transfers.reading import Table, Unreadable, recognize

from .files import spreadsheet

HEAD = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
BOOK = (
    '<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATIONS = (
    '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>'
)


def archive(parts):
    """The bytes of a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in parts.items():
            zipped.writestr(name, content)
    return buffer.getvalue()


def book(rows, **parts):
    """An XLSX whose sheet holds `rows`, written as XML; more parts by their names under `xl/`."""
    more = {f"xl/{name}.xml": content for name, content in parts.items()}
    sheet = f"{HEAD}{rows}</sheetData></worksheet>"
    return archive(
        {"xl/workbook.xml": BOOK, "xl/_rels/workbook.xml.rels": RELATIONS, "xl/worksheets/sheet1.xml": sheet} | more
    )


def row(*cells, number=""):
    """A row of texts, each written in its cell."""
    inside = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    return f"<row{number and f' r={chr(34)}{number}{chr(34)}'}>{inside}</row>"


@contextmanager
def flat_memory(most):
    """What runs inside never holds more than `most` bytes."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < most
    finally:
        tracemalloc.stop()


@pytest.fixture
def read(tmp_path):
    """`read(content)`: the Table of an XLSX."""

    def of(content):
        path = tmp_path / "file.xlsx"
        path.write_bytes(content)
        assert recognize(path).file_format == "xlsx"
        return Table(path, file_format="xlsx")

    return of


@pytest.fixture
def refused(read):
    """`refused(content)`: why it is, told at once and within a few megabytes."""

    def of(content):
        begun = time.process_time()
        with flat_memory(20_000_000), pytest.raises(Unreadable) as refusal:
            list(read(content).rows())
        assert time.process_time() - begun < 30  # under two, but not on every machine; what is unpacked takes minutes
        return str(refusal.value)

    return of


def cells(table):
    return [(each.number, each.cells) for each in table.rows() if not each.fault]


def test_reads_what_people_type(read):
    moment, day = datetime.datetime(2021, 1, 29, 12, 30, 15), datetime.date(2021, 1, 29)
    table = read(
        spreadsheet(
            ["Name", "Number", "Share", "Paid", "At", "On", "Time", "None"],
            ["Łukasz", 4822555, 1.5, True, moment, day, datetime.time(9, 5), None],
            ["  _x41_ & <b>", -7, 1e20, False, None, None, None, "x"],
        )
    )
    assert table.header == ["Name", "Number", "Share", "Paid", "At", "On", "Time", "None"]
    assert cells(table) == [
        (2, ["Łukasz", "4822555", "1.5", "true", "2021-01-29T12:30:15", "2021-01-29", "09:05:00", ""]),
        (3, ["  _x41_ & <b>", "-7", "1e+20", "false", "", "", "", "x"]),
    ]


def test_reads_the_results_of_formulas(read):
    rows = (
        row("a", "b", "c")
        + '<row><c><f>1+1</f><v>2</v></c><c t="str"><f>x</f><v>two</v></c><c t="e"><v>#N/A</v></c></row>'
    )
    assert cells(read(book(rows))) == [(2, ["2", "two", "#N/A"])]


def test_passes_over_blank_rows_and_keeps_their_numbers(read):
    table = read(spreadsheet([], [], ["a", "b"], [], ["1", None], [None, None], [None, "2"]))
    assert table.header == ["a", "b"]
    assert cells(table) == [(5, ["1", ""]), (7, ["", "2"])]


def test_reads_the_first_sheet_that_shows(read):
    whole, buffer = Workbook(), io.BytesIO()
    whole.active.append(["hidden"])
    whole.active.sheet_state = "hidden"
    for name in ("first", "second"):
        sheet = whole.create_sheet(name)
        sheet.append([name])
        sheet.append(["x"])
    whole.active = 1
    whole.save(buffer)
    assert read(buffer.getvalue()).header == ["first"]


def test_reads_dates_as_their_formats_say(read):
    codes = ["dd/mm/yyyy", '0" days"', "[Red]0.00", "[h]:mm:ss", "General", 'yy"y"', "_-* #,##0.00 d_-"]
    formats = "".join(
        f'<numFmt numFmtId="{n}" formatCode="{c.replace(chr(34), "&quot;")}"/>' for n, c in enumerate(codes, 200)
    )
    styles = "".join(f'<xf numFmtId="{n}"/>' for n in [14, 22, 1, 46, *range(200, 207)])
    others = f"<numFmts>{formats}</numFmts><cellStyleXfs><xf/></cellStyleXfs>"
    styles = f"<styleSheet>{others}<cellXfs>{styles}</cellXfs></styleSheet>"
    inside = "".join(f'<c s="{n}"><v>44225.5</v></c>' for n in range(11))
    table = read(book(row(*"abcdefghijk") + f"<row>{inside}</row>", styles=styles))
    day, span, number = "2021-01-29T12:00:00", "1061412:00:00", "44225.5"
    assert cells(table)[0][1] == [day, day, number, span, day, number, number, span, number, day, day]


@pytest.mark.parametrize(
    ("days", "since_1904", "day"),
    [("1", False, "1900-01-01"), ("59", False, "1900-02-28"), ("61", False, "1900-03-01"), ("0", True, "00:00:00"),
     ("1", True, "1904-01-02"), ("9999999999", False, "9999999999"), ("-1", False, "1899-12-30"), ("nan", False, "nan")],
)  # fmt: skip
def test_counts_days_as_the_workbook_does(read, days, since_1904, day):
    styles = '<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'
    start = BOOK.replace("<sheets>", f'<workbookPr date1904="{int(since_1904)}"/><sheets>')
    table = read(book(row("a") + f'<row><c s="0"><v>{days}</v></c></row>', styles=styles, workbook=start))
    assert cells(table) == [(2, [day])]


def test_reads_shared_texts_without_their_pronunciation(read):
    texts = "<sst><si><t>名</t></si><si><r><t>山</t></r><r><t>田_x000D_\n</t></r><rPh><t>ヤマダ</t></rPh></si></sst>"
    table = read(book('<row><c t="s"><v>0</v></c></row><row><c t="s"><v>1</v></c></row>', sharedStrings=texts))
    assert (table.header, cells(table)) == (["名"], [(2, ["山田\r\n"])])


def test_reads_prefixed_elements_and_cells_without_places(read):
    sheet = f"{HEAD}{row('a', 'b')}{row('1', '2', number=9)}</sheetData></worksheet>"
    for name in ("worksheet", "sheetData", "row", "c", "is", "t"):
        sheet = (
            sheet.replace(f"<{name} ", f"<x:{name} ")
            .replace(f"<{name}>", f"<x:{name}>")
            .replace(f"</{name}>", f"</x:{name}>")
        )
    sheet = sheet.replace("xmlns=", "xmlns:x=")
    assert cells(read(book("", **{"worksheets/sheet1": sheet}))) == [(9, ["1", "2"])]


def test_half_a_character_costs_one_row(read):
    rows = list(read(book(row("a", "b_xD800_") + row("x", "_xD83D_") + row("1", "2"))).rows())
    assert [(each.cells, bool(each.fault)) for each in rows] == [(["x", "\ufffd"], True), (["1", "2"], False)]


def test_a_cell_beyond_a_million_characters_costs_one_row(read):
    table = read(book(row("a") + row("x" * 2_000_000) + row("1")))
    assert [(each.number, "million" in each.fault) for each in table.rows()] == [(2, True), (3, False)]


def test_a_cell_in_the_last_corner_costs_one_row(read):
    with flat_memory(20_000_000):
        table = read(book(row("a") + row("1") + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))
        assert [(each.number, bool(each.fault)) for each in table.rows()] == [(2, False), (1_048_576, True)]


def test_a_text_shared_by_all_cells_is_held_once(read):
    text = "x" * 30_000
    sheet = row("a") + '<row><c t="s"><v>0</v></c></row>' * 5_000
    table = read(book(sheet, sharedStrings=f"<sst><si><t>{text}</t></si></sst>"))
    with flat_memory(3_000_000):
        assert sum(len(each.cells[0]) for each in table.rows()) == 30_000 * 5_000


def test_memory_does_not_grow_with_rows(read):
    table = read(book(row("a", "b") + row("Jane", "Oslo") * 60_000))
    with flat_memory(3_000_000):
        assert sum(1 for each in table.rows() if not each.fault) == 60_000


def test_shared_texts_are_found_again_on_disk(read):
    texts = "".join(f"<si><t>{n}-{'ä' * 500}</t></si>" for n in range(5_000))
    cells_of = [f'<row><c t="s"><v>{n}</v></c></row>' for n in (0, 4_999, 1, 3_000, 4_999)]
    table = read(book(row("a") + "".join(cells_of), sharedStrings=f"<sst>{texts}</sst>"))
    with flat_memory(4_000_000):
        assert [each[1][0].split("-")[0] for each in cells(table)] == ["0", "4999", "1", "3000", "4999"]
    assert {len(each[1][0].split("-")[1]) for each in cells(table)} == {500}


def test_a_full_disk_refuses_shared_texts_that_need_it(refused, monkeypatch):
    full = open("/dev/full", "wb", buffering=0)  # noqa: SIM115 - closed by the reader
    monkeypatch.setattr("transfers.reading.workbook.tempfile.TemporaryFile", lambda **_kwargs: full)
    texts = "".join(f"<si><t>{n}-{'x' * 900}</t></si>" for n in range(2_000))
    sheet = row("a") + '<row><c t="s"><v>1999</v></c></row>'
    assert "no room" in refused(book(sheet, sharedStrings=f"<sst>{texts}</sst>"))
    assert full.closed


def test_a_long_shared_text_costs_the_rows_that_show_it(read):
    texts = f"<sst><si><t>{os.urandom(6_000_000).hex()}</t></si><si><t>b</t></si></sst>"
    table = read(
        book('<row><c t="s"><v>1</v></c></row>' + row("1") + '<row><c t="s"><v>0</v></c></row>', sharedStrings=texts)
    )
    with flat_memory(20_000_000):
        assert [(each.number, "million" in each.fault) for each in table.rows()] == [(2, False), (3, True)]


def test_refuses_a_zip_that_is_no_spreadsheet(refused):
    assert "zip archive" in refused(archive({"people": "a,b"}))
    assert "Save it as XLSX" in refused(archive({"xl/workbook.bin": "x"}))
    assert "Save it as XLSX" in refused(archive({"mimetype": "x", "content.xml": "x"}))


def test_refuses_a_bomb_that_says_so(refused):
    assert "too much" in refused(book(row("a"), **{"worksheets/bomb": "0" * 60_000_000}))


def test_refuses_a_bomb_that_lies_about_its_size(refused):
    honest = book(row("name") + "<row>" + " " * 60_000_000 + "</row>")
    lying, place = bytearray(honest), honest.rfind(b"xl/worksheets/sheet1.xml") - 46
    assert lying[place : place + 4] == b"PK\x01\x02"
    assert struct.unpack_from("<L", lying, place + 24)[0] > 60_000_000
    struct.pack_into("<L", lying, place + 24, 5_000)
    assert "damaged" in refused(bytes(lying))


def test_refuses_a_directory_without_end(refused):
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as zipped:
        for number in range(6_000):
            zipped.writestr(f"xl/{number}", "")
        zipped.writestr("xl/workbook.xml", BOOK)
    assert "too much" in refused(many.getvalue())
    entry = b"PK\x01\x02" + bytes(42)
    endless = b"PK\x03\x04" + entry * 100_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65_535, 65_535, len(entry) * 100_000, 4, 0)
    assert "too much" in refused(endless + end)


def test_refuses_entities(refused):
    bomb = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
        f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)
    )
    texts = f"{bomb}]><sst><si><t>&j;</t></si></sst>"
    assert "damaged" in refused(book('<row><c t="s"><v>0</v></c></row>', sharedStrings=texts))


def test_refuses_a_tag_without_end(refused):
    noise = os.urandom(3_000_000).hex()
    assert "too much" in refused(book(row("a") + f'<row spans="{noise}">'))


def test_refuses_more_shared_texts_than_are_held(refused, monkeypatch):
    monkeypatch.setattr("transfers.reading.workbook.MAX_SHARED_TEXTS", 1_000)
    texts = "".join(f"<si><t>{n}</t></si>" for n in range(2_000))
    sheet = '<row><c t="s"><v>1500</v></c></row>'
    assert "too much" in refused(book(sheet, sharedStrings=f"<sst>{texts}</sst>"))


def test_refuses_what_is_locked(refused, read):
    whole = bytearray(book(row("a") + row("1")))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := whole.find(mark, place + 1)) >= 0:
            whole[place + flags] |= 1
    assert "password" in refused(bytes(whole))
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(80_000) + "EncryptedPackage".encode("utf-16-le")
    assert "password" in refused(ole)


@pytest.mark.parametrize(
    "rows",
    ["<row", "<row><c t='s'><v>0</v></c></row>", "<row><c t='s'><v>-1</v></c></row>", "<row r='1048577'><c/></row><row/>",
     "<row><c r='XFE1'><v>1</v></c></row>", "<row><c r='1'><v>1</v></c></row>", "<row><c t='s'><v>٣</v></c></row>"],
)  # fmt: skip
def test_refuses_a_sheet_without_sense(refused, rows):
    assert "damaged" in refused(book(rows))


def test_refuses_a_workbook_without_sense(refused):
    assert "damaged" in refused(archive({"xl/workbook.xml": "no xml"}))
    assert "damaged" in refused(archive({"xl/workbook.xml": BOOK}))
    assert "empty" in refused(book(""))


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**12), 10**12), st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_characters="\x7f"), max_size=12),
    st.dates(datetime.date(1901, 1, 1), datetime.date(2100, 1, 1)),
)  # fmt: skip


@given(st.lists(st.lists(VALUES, min_size=1, max_size=5), min_size=1, max_size=6))
def test_agrees_with_another_reader(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("sheets") / "file.xlsx"
    path.write_bytes(spreadsheet(["h"] * 6, *rows))
    mine = {each.number: each.cells for each in Table(path, file_format="xlsx").rows() if not each.fault}
    for number, values in enumerate(CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(), 1):
        theirs = [_text(value) for value in values]
        if number > 1 and any(text.strip() for text in theirs):
            assert mine[number] == [*theirs, *[""] * (6 - len(theirs))]


def _text(value):
    """What another reader gives, as a CSV would hold it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
