"""Files as they arrive from real life and worse: sound ones of every kind, mutated."""

import io
import zipfile
from functools import cache

from hypothesis import strategies as st

from .files import spreadsheet, table

HEADER = ["First Name", "Last Name", "Email", "Phone", "Company", "Tags", "Notes", "Owner", "id"]
PEOPLE = [
    ["Jörg", "Müller", "joerg@x.example", "+49 30 1", "Acme, Inc.", "vip,fair", 'say "hi"', "", "1"],
    ["Zoé", "Lefèvre", "zoe@x.example", "", "Café", "", "two\nlines", "olivia@acme.example", "2"],
    ["Jane", "", "", "0151", "", "vip", "", "", ""],
    ["", "Smith", "joerg@x.example", "1;2|3\t4", "Acme, Inc.", "", "=1+1", "zoe@globex.example", "99999"],
]
ODD = [
    b'"', b"'", b"\x00", b"\xff", b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf", b",", b";", b"\t", b"|", b"\r", b"\n",
    b"\r\n", b"=", b"\\", b":", b"<", b"&", b"]]>", b"\x1a", b"\xed\xa0\x80", "\u2028".encode(), "＝".encode(),
    b"BEGIN:VCARD\r\n", b"END:VCARD\r\n", b"=\r\n", b"sep=;\n", b"A" * 3_000, b"," * 700, b"9" * 40, b"-1", b"1e999",
    b"</c>", b"<c><v>", b't="s"', b'r="XFD1048576"', b"PK\x03\x04", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;",
]  # fmt: skip


def _csv(encoding, delimiter, ending):
    return table(HEADER, *PEOPLE, delimiter=delimiter).replace("\r\n", ending).encode(encoding)


def _cards(version, ending):
    whole = []
    for first, last, email, phone, company, _tags, notes, _owner, number in PEOPLE:
        texts = [f"N:{last};{first}", f"EMAIL;TYPE=WORK:{email}", f"item1.TEL;CELL:{phone}", "item1.X-ABLabel:Handy"]
        texts += [
            f"ORG:{company};x",
            "NOTE;ENCODING=QUOTED-PRINTABLE:=C3=A4=",
            notes.replace("\n", " "),
            f"UID:{number}",
        ]
        texts += ["PHOTO;ENCODING=b:AAAA", " BBBB", "CATEGORIES:a,b"]
        whole += ["BEGIN:VCARD", f"VERSION:{version}", *texts, "END:VCARD"]
    return ending.join([*whole, ""]).encode()


@cache
def sound():
    """`[(name, bytes)]`: files without fault, of every kind."""
    kinds = [("utf-8", ",", "\r\n"), ("utf-8-sig", ";", "\n"), ("utf-16", "\t", "\r\n"), ("utf-16-be", ",", "\n"),
             ("cp1252", ";", "\r\n"), ("iso-8859-1", "|", "\r")]  # fmt: skip
    texts = [("people.csv", _csv(*kind)) for kind in kinds]
    cards = [("people.vcf", _cards(*kind)) for kind in (("2.1", "\r\n"), ("3.0", "\n"), ("4.0", "\r\n"))]
    return [
        *texts,
        *cards,
        ("people.xlsx", spreadsheet(HEADER, *PEOPLE)),
        ("people.xlsx", spreadsheet([], HEADER, *PEOPLE)),
    ]


def _packed(content, change):
    """The XLSX `content` with its parts changed by `change(name, bytes)`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return buffer.getvalue()


PLACES = st.floats(0, 1)
MUTATIONS = st.one_of(
    st.tuples(st.just("delete"), PLACES, st.integers(1, 40)),
    st.tuples(st.just("repeat"), PLACES, st.integers(1, 200)),
    st.tuples(st.just("cut"), PLACES, st.none()),
    st.tuples(st.just("splice"), PLACES, st.integers(0, 10)),
    st.tuples(st.just("insert"), PLACES, st.sampled_from(ODD)),
    st.tuples(st.just("insert"), PLACES, st.binary(max_size=8)),
    st.tuples(st.just("replace"), PLACES, st.binary(min_size=1, max_size=3)),
)


def mutated(content, mutation):
    """`content` after one mutation."""
    how, place, what = mutation
    at = int(place * len(content))
    if how == "delete":
        return content[:at] + content[at + what :]
    if how == "repeat":
        return content[:at] + content[at : at + what] * 2 + content[at + what :]
    if how == "cut":
        return content[:at]
    if how == "splice":
        other = sound()[what % len(sound())][1]
        return content[:at] + other[len(other) // 3 :]
    return content[:at] + what + content[at + (len(what) if how == "replace" else 0) :]


@st.composite
def files(draw):
    """(name, bytes) of a file that may be anything."""
    name, content = draw(st.sampled_from(sound()))
    mutations = draw(st.lists(MUTATIONS, max_size=5))
    part = draw(st.sampled_from(["", "sheet1", "workbook.xml", "rels", "styles"])) if name.endswith("xlsx") else ""
    if part:
        return name, _packed(content, lambda each, inside: all_of(inside, mutations) if part in each else inside)
    return name, all_of(content, mutations)


def all_of(content, mutations):
    """`content` after `mutations`."""
    for mutation in mutations:
        content = mutated(content, mutation)
    return content
