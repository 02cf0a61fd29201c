"""Thousands of malformed files: each is refused with a reason or imported, and every row of it is accounted for."""

import os

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from activity import counting
from contacts.models import Company, Contact
from transfers.intake import must_be_mapped, take_in
from transfers.models import Transfer
from transfers.reading import Unreadable
from transfers.rehearsal import rehearse
from transfers.run import run

from .conftest import counts
from .files import upload
from .malformed import files

FULL = (
    2_000 if connection.vendor == "sqlite" else 500
)  # how a file is read hangs on no database, how it is written does
MANY = FULL if os.environ.get("RAPPORT_TEST_SIZE") == "full" else 40


@pytest.fixture
def accounted(cast):
    """`accounted(name, content)`: import a file as whatever it is and check that all adds up."""

    def whole_way(name, content, kind="contact"):
        records = {"contact": Contact, "company": Company}[kind].objects
        before = records.count()
        transfer = prepared(name, content, kind)
        if transfer is None:
            assert records.count() == before
            return None
        told = transfer.rehearsal["counts"]
        assert sum(told.values()) == transfer.rows
        assert records.count() == before
        assert transfer.ask_to_run()
        done = Transfer.objects.select_related("member__user", "act").get(pk=transfer.pk)
        assert run(done)
        assert done.status == Transfer.DONE
        assert counts(done) == tuple(told.values())
        assert records.count() == before + done.created
        assert done.refusals.count() == done.refused
        assert counting.deviations() == []
        return done

    def prepared(name, content, kind):
        try:
            transfer = take_in(upload(content, name), kind=kind, by=cast.olivia)
        except Unreadable:
            return None
        try:
            must_be_mapped(transfer)
        except Unreadable:
            transfer.mapping = ["full_name" if kind == "contact" else "name", *transfer.mapping[1:]]
        try:
            return rehearse(transfer)
        except Unreadable:  # damaged further down
            return None
        finally:
            transfer.save()

    return whole_way


@settings(max_examples=MANY)
@given(files(), st.sampled_from(["contact", "contact", "company"]))
def test_every_row_of_any_file_is_accounted_for(accounted, cast, file, kind):
    with transaction.atomic():
        accounted(*file, kind)
        transaction.set_rollback(True)
    assert Company.objects.count() == 0


def test_the_files_it_begins_with_are_sound(accounted):
    from .malformed import sound

    for name, content in sound():
        done = accounted(name, content)
        assert done.rows == 4, name
        assert done.refused <= 1, name
