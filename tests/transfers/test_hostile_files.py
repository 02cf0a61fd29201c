"""Whatever bytes come: no crash, and every row seen is counted."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.test import APIClient

from contacts.models import Contact
from tests import makers
from transfers.intake import take_in
from transfers.models import Transfer
from transfers.reading import Table, Unreadable, recognize
from transfers.run import run

from .conftest import counts, reasons
from .files import customers, table, upload

CELLS = st.text(alphabet=st.sampled_from("ab1@.,;\"\t\n\r|='+ é\x00\u2028"), max_size=12)


@given(st.lists(st.lists(CELLS, max_size=5), max_size=8), st.sampled_from([",", ";", "\t"]), st.binary(max_size=4))
def test_reading_never_crashes(tmp_path_factory, rows, delimiter, tail):
    path = tmp_path_factory.mktemp("hostile") / "file.csv"
    path.write_bytes("\n".join(delimiter.join(row) for row in rows).encode("utf-8") + tail)
    try:
        found = recognize(path)
        table = Table(path, file_format=found.file_format, encoding=found.encoding, delimiter=found.delimiter)
        numbers = [row.number for row in table.rows()]
    except Unreadable:
        return
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("seed", range(8))
def test_mangled_imports_count_every_row(cast, seed):
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    content = bytearray(customers(40).encode())
    for _each in range(25):
        place = chance.randrange(90, len(content))
        content[place : place + chance.randrange(3)] = chance.choice([b'"', b"\x00", b"\n", b",", b"\xff", b"'", b""])
    transfer = take_in(upload(bytes(content)), kind="contact", by=cast.olivia)
    transfer.ask_to_run()
    run(Transfer.objects.get(pk=transfer.pk))
    transfer.refresh_from_db()
    assert transfer.status == "done"
    assert counts(transfer)[0] == Contact.objects.count()


def test_rows_that_name_records_of_another_organization(cast, bring_in):
    theirs = makers.contact(by=cast.zoe, first_name="Their", email="their@x.example", company="Their Company")
    before = Contact.objects.filter(pk=theirs.pk).values().get()
    header = ["id", "contact_id", "company_id", "organization_id", "first_name", "email", "company_name", "owner"]
    ids = [theirs.pk, theirs.pk, theirs.company_id, theirs.organization_id]
    transfer = bring_in(
        table(
            header,
            [*ids, "Ours", "their@x.example", "Their Company", ""],
            [*ids, "Owned", "owned@x.example", "", cast.zoe.user.email],
            [*ids, "Named", "named@x.example", "", str(cast.zoe.full_name)],
        )
    )
    assert counts(transfer) == (1, 0, 0, 2)
    assert [text[:30] for text in reasons(transfer).values()] == ["assigned_to: Nobody here is ca"] * 2
    ours = Contact.objects.visible_to(cast.olivia).get()
    assert (ours.first_name, ours.company.organization_id) == ("Ours", cast.olivia.organization_id)
    assert ours.company_id != theirs.company_id
    assert Contact.objects.filter(pk=theirs.pk).values().get() == before


@pytest.mark.parametrize(
    "content",
    [b"", b"name\n", b"\x00\x01\x02" * 500, b"PK\x03\x04", b"\xff\xfe", b'"', b"<html>", b"\x89PNG\r\n\x1a\n",
     b"BEGIN:VCARD\nEND:VCARD", b"," * 1_000 + b"x\n1\n", b"\xd0\xcf\x11\xe0", b"%PDF-1.4 x", b"first_name\n"],
)  # fmt: skip
def test_the_api_refuses_what_is_no_table(cast, rest, content):
    client: APIClient = rest(cast.olivia)
    answer = client.post("/api/contacts/import", {"file": upload(content)}, format="multipart")
    assert answer.status_code == 422
    assert answer.json()["errors"]["file"]
    assert Transfer.objects.count() == 0
