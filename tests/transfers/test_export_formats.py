"""Spreadsheets and cards as other programs read them."""

import io
import re
import zipfile

import openpyxl
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from transfers.exporting.cards import card, card_blocks, folded
from transfers.exporting.workbook import LONGEST, column_letters, xlsx_blocks

HEADER = ["name", "notes"]
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=300)
ODD = [
    "=1+1",
    "'=1",
    "<b>&amp;</b>",
    "two\nlines",
    "日本語 🙂",
    " around ",
    "00123",
    "1e5",
    "2026-01-02",
    "TRUE",
]


def book(rows, header=HEADER, **options):
    return b"".join(xlsx_blocks(header, rows, **options))


def read(content):
    """{sheet: rows of texts}, by the reader that our imports use."""
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as found:
        return {name: found.get_sheet_by_name(name).to_python() for name in found.sheet_names}


def test_a_book_is_read_by_two_readers():
    rows = [[text, f"{text}!"] for text in ODD]
    content = book(iter(rows))
    assert read(content) == {"Export": [HEADER, *rows]}
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [HEADER, *rows]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert {cell.number_format for row in sheet.iter_rows() for cell in row} == {"@"}


def test_no_cell_of_a_book_is_a_formula():
    with zipfile.ZipFile(io.BytesIO(book([["=1+1", "+2"]]))) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f" not in sheet.replace("<fills", "")
    assert set(re.findall(r' t="(\w+)"', sheet)) == {"inlineStr"}


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), max_size=5))
def test_any_text_comes_back_from_a_book(rows):
    found = read(book(rows))["Export"]
    assert [[str(cell) for cell in row] for row in found if any(row)] == [HEADER, *(row for row in rows if any(row))]


def test_control_characters_are_written_as_spreadsheets_do():
    with zipfile.ZipFile(io.BytesIO(book([["a\x01b\rc", "_x000D_"]]))) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "a_x0001_b_x000D_c" in sheet
    assert "_x005F_x000D_" in sheet


def test_what_looks_like_their_writing_stays_as_it_is():
    assert read(book([["_x000D_", "_x005F_"]]))["Export"][1] == ["_x000D_", "_x005F_"]


def test_an_empty_book_has_a_header():
    assert read(book([])) == {"Export": [HEADER]}


def test_what_a_sheet_does_not_hold_goes_on_in_the_next():
    rows = [[str(number), ""] for number in range(1, 8)]
    found = read(book(rows, most_rows=4))
    assert list(found) == ["Export", "Export 2", "Export 3"]
    assert [len(sheet) for sheet in found.values()] == [4, 4, 2]
    assert all(sheet[0] == HEADER for sheet in found.values())
    assert [sheet[n][0] for sheet in found.values() for n in range(1, len(sheet))] == [row[0] for row in rows]


def test_a_book_takes_a_million_rows_as_two_sheets():
    from transfers.exporting import workbook

    assert workbook.MOST_ROWS == 1_048_576


def test_a_cell_is_as_long_as_spreadsheets_allow():
    found = read(book([["🙂" * 20_000, "x" * 40_000]]))["Export"][1]
    assert [len(cell.encode("utf-16-le")) // 2 <= LONGEST for cell in found] == [True, True]
    assert len(found[1]) > 16_000


def test_columns_have_letters():
    letters = column_letters(703)
    assert (letters[0], letters[25], letters[26], letters[701], letters[702]) == ("A", "Z", "AA", "ZZ", "AAA")


PERSON = {
    "first_name": "Ann; Marie",
    "last_name": "O'Neil, Lee",
    "email": "ann@x.example",
    "phone": "+1-555-0100",
    "mobile": "+1-555-0101",
    "job_title": "Head of\\Sales",
    "company_name": "Acme; Sons, Ltd",
    "address_street": "1 Main St; rear",
    "address_city": "Köln",
    "address_zip": "00123",
    "address_country": "Germany",
    "notes": "two\r\nlines, and; more \\n",
    "tags": "vip,fair 2026",
    "external_id": "77",
}


def test_a_card_is_read_by_a_library():
    found = vobject.readOne(card(PERSON))
    assert found.version.value == "3.0"
    assert (found.n.value.given, found.n.value.family) == ("Ann; Marie", "O'Neil, Lee")
    assert found.fn.value == "Ann; Marie O'Neil, Lee"
    assert found.email.value == "ann@x.example"
    assert {tel.value: tel.params["TYPE"] for tel in found.tel_list} == {
        "+1-555-0100": ["WORK", "VOICE"], "+1-555-0101": ["CELL"]
    }  # fmt: skip
    assert found.title.value == "Head of\\Sales"
    assert found.org.value == ["Acme; Sons, Ltd"]
    assert (found.adr.value.street, found.adr.value.city, found.adr.value.code) == ("1 Main St; rear", "Köln", "00123")
    assert found.note.value == "two\nlines, and; more \\n"
    assert found.categories.value == ["vip", "fair 2026"]
    assert found.uid.value == "77"


@given(st.lists(st.tuples(TEXTS, TEXTS.filter(bool), TEXTS), max_size=4))
def test_any_text_comes_back_from_cards(people):
    header = ["first_name", "last_name", "notes"]
    text = b"".join(card_blocks(header, map(list, people))).decode()
    hidden = re.compile("[\x7f\x85\u2028\u2029]")
    found = [
        (one.n.value.given, one.n.value.family, getattr(one, "note", None)) for one in vobject.readComponents(text)
    ]
    assert [(first, last, note.value if note else "") for first, last, note in found] == [
        tuple(hidden.sub("", part) for part in person) for person in people
    ]


@given(st.text(alphabet="aé日🙂 ", min_size=1, max_size=400))
def test_no_line_of_a_card_is_wider_than_75_octets(text):
    lines = folded(f"NOTE:{text}").encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"".join([lines[0], *(line[1:] for line in lines[1:])]).decode() == f"NOTE:{text}"


def test_a_card_without_anything_but_a_name():
    assert card({"first_name": "", "last_name": "Lee"}) == (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Lee;;;;\r\nFN:Lee\r\nEND:VCARD\r\n"
    )


@pytest.mark.parametrize("path", ["/api/companies/export?format=vcf", "/api/contacts/export?format=pdf"])
def test_a_format_there_is_not_is_refused(cast, rest, path):
    answer = rest(cast.olivia).get(path)
    assert answer.status_code == 422
    assert "csv, xlsx" in answer.json()["errors"]["format"]
