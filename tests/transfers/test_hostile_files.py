"""Whatever bytes come: no crash, and every row seen is counted."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.test import APIClient

from contacts.models import Contact
from transfers.intake import take_in
from transfers.models import Transfer
from transfers.reading import Table, Unreadable, recognize
from transfers.run import run

from .conftest import counts
from .files import customers, upload

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


@pytest.mark.parametrize(
    "content",
    [b"", b"name\n", b"\x00\x01\x02" * 500, b"PK\x03\x04", b"\xff\xfe", b'"', b"<html>", b"\x89PNG\r\n\x1a\n"],
)
def test_the_api_refuses_what_is_no_table(cast, rest, content):
    client: APIClient = rest(cast.olivia)
    answer = client.post("/api/contacts/import", {"file": upload(content)}, format="multipart")
    assert answer.status_code == 422
    assert answer.json()["errors"]["file"]
    assert Transfer.objects.count() == 0
