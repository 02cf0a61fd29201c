"""Address books: vCards of any version and any program, card by card."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.models import Contact
from transfers.exporting.cards import card_blocks
from transfers.formulas import cell_value
from transfers.intake import take_in
from transfers.reading import Table, Unreadable, recognize

from .conftest import counts, reasons
from .files import upload

EASY = ["N:Smith;Jane;;;", "FN:Jane Smith"]


def cards(*all_lines, version="3.0", ending="\r\n"):
    """A file with a card of each list of lines."""
    whole = (["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""] for lines in all_lines)
    return "".join(ending.join(lines) for lines in whole)


@pytest.fixture
def read(tmp_path):
    """`read(content)`: the `Row`s of a file, and those of its cells that hold something, by column."""

    def of(content):
        path = tmp_path / "people.vcf"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        found = recognize(path)
        assert found.file_format == "vcf"
        table = Table(path, file_format="vcf", encoding=found.encoding)
        rows = list(table.rows())
        return rows, [
            {n: c for n, c in zip(table.header, row.cells, strict=True) if c} for row in rows if not row.fault
        ]

    return of


@pytest.fixture
def only(read):
    """`only(*lines)`: what one card of these lines holds."""

    def of(*lines, version="3.0"):
        _rows, (held,) = read(cards(lines, version=version))
        return held

    return of


def test_every_field_of_a_card(only):
    held = only(
        "N:Smith;Jane;Q.;Dr.;Jr.", "FN:Dr. Jane Q. Smith", "EMAIL;TYPE=INTERNET,HOME:home@x.example",
        "EMAIL;TYPE=INTERNET,WORK,PREF:work@x.example", "TEL;TYPE=WORK,VOICE:+1 555 1", "TEL;TYPE=CELL:+1 555 2",
        "TEL;TYPE=WORK,FAX:+1 555 3", "TEL;TYPE=HOME:+1 555 4", "ORG:Acme\\, Inc.;Sales", "TITLE:Head of Sales",
        "ADR;TYPE=HOME:;;Side 2;Rome;;00100;Italy", "ADR;TYPE=WORK:PO 7;Floor 3;Road 1;Oslo;East;0150;Norway",
        "URL:https\\://x.example/", "BDAY:19800131", "NOTE:one\\ntwo\\; three", "NOTE:four", "CATEGORIES:vip,Fair 26",
        "CATEGORIES:myContacts", "UID:12-34",
    )  # fmt: skip
    assert held == {
        "first_name": "Jane Q.", "last_name": "Smith", "email": "work@x.example", "email 2": "home@x.example",
        "phone": "+1 555 1", "mobile": "+1 555 2", "phone 2": "+1 555 4", "company_name": "Acme, Inc.",
        "job_title": "Head of Sales", "address_street": "PO 7, Road 1, Floor 3", "address_city": "Oslo",
        "address_state": "East", "address_zip": "0150", "address_country": "Norway", "website": "https://x.example/",
        "birthday": "1980-01-31", "notes": "one\ntwo; three\nfour", "tags": "vip,Fair 26", "external_id": "12-34",
    }  # fmt: skip


def test_an_old_card_with_quoted_printable(only):
    held = only(
        "N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;J=F6rg",
        "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:eins=0D=0A=",
        "zwei: =C3=A4=3D1",
        "ORG;QUOTED-PRINTABLE:a=3Bb;c",
        "TEL;CELL;PREF:1",
        "TEL;WORK;VOICE:2",
        r"TITLE:C:\new\;x",
        version="2.1",
    )
    assert held == {
        "first_name": "Jörg", "last_name": "Müller", "notes": "eins\r\nzwei: ä=1", "company_name": "a;b",
        "mobile": "1", "phone": "2", "job_title": r"C:\new;x",
    }  # fmt: skip


def test_a_card_in_an_alphabet_of_its_own(only):
    held = only("N;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:=8E=52=93=63;=91=BE=98=59", version="2.1")
    assert (held["first_name"], held["last_name"]) == ("太郎", "山田")


def test_an_unknown_alphabet_is_read_as_the_file_is(only):
    assert only("N;CHARSET=KLINGON;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;;", version="2.1")["last_name"] == "Müller"


def test_raw_letters_in_the_alphabet_the_line_names(read):
    utf8 = cards(["N:Łukasz;Żółć", "NOTE;CHARSET=ISO-8859-1:J\x00rg"], version="2.1").encode().replace(b"\x00", b"\xf6")
    assert read(utf8)[1][0]["notes"] == "Jörg"
    western = cards(["N;CHARSET=UTF-8:Müller;Jörg", "NOTE:\x00"], version="2.1").encode().replace(b"\x00", b"\xfc" * 40)
    assert read(western)[1][0]["last_name"] == "Müller"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "iso-8859-1"])
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_finds_the_encoding(read, encoding, ending):
    content = cards(["N:Müller;Jörg"], ["N:Lefèvre;Zoé"], ending=ending).encode(encoding)
    assert [held["last_name"] for held in read(content)[1]] == ["Müller", "Lefèvre"]


def test_a_card_of_version_4(only):
    held = only(
        "FN:Jane Smith", "N:;;;;", 'TEL;VALUE=uri;TYPE="voice,home";PREF=1:tel:+1-555-1', "TEL;VALUE=uri;TYPE=cell:tel:+2",
        "EMAIL:mailto:a@x.example", "EMAIL;PREF=1:b@x.example", 'ADR;LABEL="Road 1: Oslo":;;Road 1;Oslo;;;',
        "KIND:individual",
        version="4.0",
    )  # fmt: skip
    assert held == {
        "first_name": "Jane", "last_name": "Smith", "phone": "+1-555-1", "mobile": "+2", "email": "b@x.example",
        "email 2": "a@x.example", "address_street": "Road 1", "address_city": "Oslo",
    }  # fmt: skip


def test_labels_of_apple(only):
    held = only(
        *EASY, "item1.TEL:1", "item1.X-ABLabel:_$!<Mobile>!$_", "item2.TEL;type=pref:2", "item2.X-ABLabel:Büro",
        "item3.TEL:3", "item3.X-ABLabel:_$!<WorkFAX>!$_", "item3.X-ABADR:no",
    )  # fmt: skip
    assert (held["mobile"], held["phone"]) == ("1", "2")


def test_folded_lines(only, read):
    assert only(*EASY, "NOTE:one", "  two", "\tthree", "TITLE:x")["notes"] == "one twothree"
    assert only(*EASY, "NOTE:one", " two", version="2.1")["notes"] == "one two"


@pytest.mark.parametrize("lines", [
    ["PHOTO;ENCODING=BASE64;TYPE=JPEG:/9j/4AAQ", " AAAA", " BBBB", "", *EASY],
    ["PHOTO;TYPE=JPEG;BASE64:/9j/4AAQ", "AAAA=", "BBBB==", "", *EASY],
    ["PHOTO:data:image/jpeg;base64,/9j/4AAQ", " AA:AA", *EASY],
])  # fmt: skip
def test_pictures_are_passed_over(only, lines):
    assert only(*lines, "TITLE:x", version="2.1") == {"first_name": "Jane", "last_name": "Smith", "job_title": "x"}


def test_the_card_of_an_agent_is_not_that_of_the_person(only):
    agent = ["AGENT:", "BEGIN:VCARD", "VERSION:2.1", "N:Bond;James", "TEL:007", "END:VCARD"]
    assert only(*EASY, *agent, "TITLE:x", version="2.1") == {
        "first_name": "Jane",
        "last_name": "Smith",
        "job_title": "x",
    }


def test_a_torn_card_costs_itself(read):
    first, second, third = (f"N:Last{n};First{n};;;" for n in range(3))
    rows, held = read(
        f"BEGIN:VCARD\nVERSION:3.0\n{first}\nfoo bar\nEND:VCARD\n"
        f"BEGIN:VCARD\nVERSION:3.0\n{second}\n"
        f"BEGIN:VCARD\nVERSION:3.0\n{third}\nEND:VCARD\nlost\nTEL:1\nBEGIN:VCARD\n{first}"
    )
    assert [(row.number, bool(row.fault)) for row in rows] == [(1, True), (6, True), (9, False), (13, True), (15, True)]
    assert "Line 4" in rows[0].fault
    assert "END:VCARD" in rows[1].fault
    assert rows[1].cells[:2] == ["First1", "Last1"]
    assert "outside" in rows[3].fault
    assert [each["last_name"] for each in held] == ["Last2"]


def test_groups_are_told_from_people(read):
    rows, held = read(cards([*EASY], ["N:;;;;", "FN:Friends", "X-ADDRESSBOOKSERVER-KIND:group"]))
    assert len(held) == 1
    assert "group" in rows[1].fault


def test_a_card_beyond_a_million_characters_costs_itself(read):
    rows, _held = read(cards([*EASY, "NOTE:" + "x" * 3_000_000], EASY, [*EASY, *["NOTE:" + "y" * 10_000] * 200], EASY))
    assert ["million" in row.fault for row in rows] == [True, False, True, False]


def test_memory_does_not_grow_with_pictures_or_cards(tmp_path):
    path = tmp_path / "people.vcf"
    folded = "PHOTO;ENCODING=b:" + "A" * 60 + ("\r\n " + "A" * 74) * 100_000
    path.write_text(cards([*EASY, folded], ["PHOTO:" + "A" * 20_000_000, *EASY], *[EASY] * 3_000))
    table = Table(path, file_format="vcf", encoding="utf-8-sig")
    tracemalloc.start()
    assert sum(1 for row in table.rows() if not row.fault) == 3_002
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000


def test_an_import_of_an_address_book(bring_in):
    content = cards(
        [*EASY, "EMAIL:jane@x.example", "ORG:Acme", "NOTE:'=1", "TEL:+1 555", "CATEGORIES:vip"],
        ["N:Broken;Bob;;;", "EMAIL:no address"],
        ["FN:", "EMAIL:nameless@x.example"],
    )
    transfer = bring_in(content, name="people.vcf")
    assert counts(transfer) == (1, 0, 0, 2)
    assert list(reasons(transfer)) == [11, 16]
    jane = Contact.objects.get()
    assert (jane.full_name, jane.company.name, jane.notes, jane.phone) == ("Jane Smith", "Acme", "'=1", "+1 555")
    assert jane.tag_names == ["vip"]
    assert counts(bring_in(content, name="people.vcf")) == (0, 0, 1, 2)


TEXTS = st.text(st.sampled_from("aä漢😀 ,;:\\\n\t'=\"nN+."), max_size=90).map(str.strip)
WRITTEN = ["last_name", "email", "phone", "mobile", "job_title", "company_name", "address_street", "address_city",
           "address_zip", "notes", "external_id"]  # fmt: skip


@given(st.fixed_dictionaries({"first_name": st.just("x"), **dict.fromkeys(WRITTEN, TEXTS)}))
def test_what_we_write_comes_back(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("cards") / "people.vcf"
    path.write_bytes(b"".join(card_blocks(list(texts), [list(texts.values())])))
    table = Table(path, file_format="vcf", encoding="utf-8-sig")
    (row,) = table.rows()
    held = dict(zip(table.header, map(cell_value, row.cells), strict=True))
    assert {column: held[column] for column in texts} == texts


def test_companies_do_not_come_as_cards(cast):
    with pytest.raises(Unreadable, match="Import it as contacts"):
        take_in(upload(cards(EASY), "people.vcf"), kind="company", by=cast.olivia)


@pytest.mark.parametrize(
    "content", ["BEGIN:VCARD", "BEGIN:VCARD\nEND:VCARD\n", "BEGIN:VCARD\nVERSION:3.0\nN:;;\nEND:VCARD"]
)
def test_a_file_of_empty_cards_is_refused_or_told(cast, bring_in, content):
    try:
        transfer = bring_in(content, name="people.vcf")
    except Unreadable:
        return
    assert counts(transfer) == (0, 0, 0, 1)
