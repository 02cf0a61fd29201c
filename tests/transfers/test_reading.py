"""Any file people have: found out what it is, and read row by row."""

import tracemalloc

import pytest

from transfers.reading import Table, Unreadable, recognize

from .files import table


@pytest.fixture
def read(tmp_path):
    """`read(content)`: (what it was found to be, the Table)."""

    def of(content, name="file.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        found = recognize(path)
        return found, Table(path, file_format=found.file_format, encoding=found.encoding, delimiter=found.delimiter)

    return of


def cells(table):
    return [(row.number, row.cells) for row in table.rows() if not row.fault]


def faults(table):
    return {row.number: row.fault for row in table.rows() if row.fault}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "iso-8859-1"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_finds_encoding_and_delimiter(read, encoding, delimiter):
    text = table(["Vorname", "Nachname", "Straße"], ["Jörg", "Müller", "Große Gasse 1, Köln"], delimiter=delimiter)
    found, rows = read(text.encode(encoding))
    assert found.delimiter == delimiter
    assert rows.header == ["Vorname", "Nachname", "Straße"]
    assert cells(rows) == [(2, ["Jörg", "Müller", "Große Gasse 1, Köln"])]


def test_takes_french_for_western(read):
    french = "Prénom,Nom,Ville\nJérôme,Lefèvre,Orléans\nZoé,Crêpe,Besançon\nAgnès,Bünzli,Genève\n"
    assert read(french.encode("cp1252"))[0].encoding == "cp1252"


def test_tells_central_european_and_cyrillic_letters(read):
    polish = (
        "Imię,Nazwisko,Miasto\nŁukasz,Żak,Łódź\nMałgorzata,Wójcik,Poznań\nZofia,Dąbrowska,Gdańsk\n"
        "Paweł,Kamiński,Kraków\nGrażyna,Jabłońska,Częstochowa\n"
    )
    russian = "имя,город\n" + "Анна Каренина,Москва\n" * 20
    assert read(polish.encode("cp1250"))[1].header == ["Imię", "Nazwisko", "Miasto"]
    assert read(russian.encode("cp1251"))[1].header == ["имя", "город"]


def test_finds_utf8_although_one_letter_is_broken(read):
    text = "name,city\n" + "Łukasz,Łódź\n" * 30
    found, rows = read(text.encode() + b"Bro\xffken,Oslo\n")
    assert found.encoding == "utf-8-sig"
    assert list(faults(rows)) == [32]
    assert len(cells(rows)) == 30


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_reads_every_line_ending_and_newlines_in_quotes(read, ending):
    _found, rows = read(f'name,notes{ending}Jane,"two{ending}lines"{ending}John,one{ending}')
    assert cells(rows) == [(2, ["Jane", f"two{ending}lines"]), (3, ["John", "one"])]


def test_skips_blank_rows_but_counts_them(read):
    _found, rows = read("\n\nname,city\n\nJane,Oslo\n,\n  ,\nJohn,Rome\n")
    assert cells(rows) == [(5, ["Jane", "Oslo"]), (8, ["John", "Rome"])]


def test_heeds_the_separator_hint_of_spreadsheets(read):
    found, rows = read("sep=;\nname;city\nJane;Oslo\n")
    assert (found.delimiter, rows.header) == (";", ["name", "city"])
    assert cells(rows) == [(3, ["Jane", "Oslo"])]


def test_an_unclosed_quote_costs_one_row(read):
    _found, rows = read('name,city\nJane,Oslo\nBroken,"Rome\nJohn,Paris\nAnn,"Li""lle"\n')
    assert [row[1][0] for row in cells(rows)] == ["Jane", "John", "Ann"]
    assert "quotation mark" in faults(rows)[3]


def test_an_unclosed_quote_at_the_end_costs_one_row(read):
    _found, rows = read('name,city\nJane,Oslo\nBroken,"Rome')
    assert cells(rows) == [(2, ["Jane", "Oslo"])]
    assert list(faults(rows)) == [3]


def test_an_unclosed_quote_far_from_the_next_costs_one_row(read):
    _found, rows = read('name,city\nBroken,"Rome\n' + "Jane,Oslo\n" * 3_000)
    assert len(cells(rows)) == 3_000
    assert list(faults(rows)) == [2]


def test_a_stray_quote_costs_one_row(read):
    _found, rows = read('name,city\nA,"x"y\nJane,Oslo\n')
    assert "middle of a cell" in faults(rows)[2]
    assert cells(rows) == [(3, ["Jane", "Oslo"])]


def test_an_endless_line_below_an_unclosed_quote_costs_two_rows(read):
    _found, rows = read('name,city\nBroken,"Rome\n' + "x" * 3_000_000 + "\nJohn,Paris\nJane,Oslo\n")
    assert faults(rows).keys() == {2, 3}
    assert cells(rows) == [(4, ["John", "Paris"]), (5, ["Jane", "Oslo"])]


def test_ragged_rows_are_named(read):
    _found, rows = read("name,city\nJane\nJohn,Paris,France\nAnn,Lille,,\n")
    assert faults(rows).keys() == {2, 3}
    assert "1 cell where the header has 2" in faults(rows)[2]
    assert cells(rows) == [(4, ["Ann", "Lille"])]


def test_columns_of_one_name_are_told_apart(read):
    _found, rows = read("Email,email,,Email (2),,EMAIL,x\na,b,c,d,e,f,g\n")
    assert rows.header == ["Email", "email (3)", "", "Email (2)", "", "EMAIL (4)", "x"]
    assert cells(rows) == [(2, list("abcdefg"))]


def test_a_nul_costs_one_row(read):
    _found, rows = read("name,city\nJa\x00ne,Oslo\nJohn,Paris\n" + "Ann,Lille\n" * 9 + 'A\x00,"x\n')
    assert faults(rows).keys() == {2, 13}
    assert not any("\x00" in cell for row in rows.rows() for cell in row.cells)


def test_an_endless_line_costs_one_row(read):
    _found, rows = read("name,city\n" + "x" * 3_000_000 + "\nJohn,Paris\n")
    assert faults(rows).keys() == {2}
    assert cells(rows) == [(3, ["John", "Paris"])]


def test_holds_a_row_at_a_time(read):
    _found, rows = read("name,city\n" + "Jane,Oslo\n" * 100_000)
    tracemalloc.start()
    assert sum(1 for _row in rows.rows()) == 100_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 500_000


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n  \r\n", "empty"),
        (b"name,city\n", "no rows"),
        (b"name,city\n\n,\n", "no rows"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "picture"),
        (b"%PDF-1.7\n", "PDF"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"\xef\xbb\xbf\n <table><tr><td>Jane</td></tr></table>", "web page"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(range(32)) * 30, "not a text file"),
        (b"\x1f\x8b\x08" + b"x" * 50, "compressed"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "XLSX"),
        (bytes(range(256)) * 40, "not a text file"),
        (b"BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n", "cards in the file are empty"),
        (b"PK\x03\x04 torn", "damaged"),
        (b'"a,b\nJane,Oslo\n', "first row"),
        ((",".join(f"c{n}" for n in range(10_000)) + "\n" + "," * 9_999 + "x\n").encode(), "10000 columns"),
    ],
)
def test_says_what_is_wrong_with_a_file(read, content, word):
    with pytest.raises(Unreadable) as refusal:
        read(content)[1].must_have_rows()
    assert word in str(refusal.value)
