"""A backup brings back what was there, and nothing else is lost by trying."""

import shutil

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from contacts.models import Contact
from tests import cast as people
from tests import makers

needs_tools = pytest.mark.skipif(
    connection.vendor == "postgresql" and not shutil.which("pg_dump"), reason="pg_dump is not installed"
)


@pytest.fixture
def cast(transactional_db):
    return people.assemble()


@pytest.fixture
def backup(cast, settings, tmp_path):
    """The path of a backup in which Marco's Jane and one file are."""
    makers.contact(cast.marco, "Jane", "Smith")
    kept = settings.MEDIA_ROOT / "imports" / "people.csv"
    kept.parent.mkdir(parents=True)
    kept.write_text("First name")
    path = tmp_path / "rapport.tar"
    call_command("backup", str(path))
    return path


@needs_tools
def test_brings_back_records_and_files(cast, backup, settings):
    Contact.objects.visible_to(cast.marco).remove_all(by=cast.marco)
    makers.contact(cast.marco, "Later", "Person")
    (settings.MEDIA_ROOT / "imports" / "people.csv").write_text("changed")
    call_command("restore", str(backup), replace=True)
    assert [str(contact) for contact in Contact.objects.visible_to(cast.marco)] == ["Jane Smith"]
    assert (settings.MEDIA_ROOT / "imports" / "people.csv").read_text() == "First name"


@needs_tools
def test_refuses_to_overwrite_people_unasked(cast, backup):
    makers.contact(cast.marco, "Later", "Person")
    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", str(backup))
    assert Contact.objects.visible_to(cast.marco).count() == 2


def test_refuses_a_file_that_is_no_backup(cast, tmp_path):
    (tmp_path / "other.tar").write_bytes(b"nonsense")
    with pytest.raises(CommandError, match="not a backup"):
        call_command("restore", str(tmp_path / "other.tar"), replace=True)
    assert User.objects.filter(pk=cast.marco.user_id).exists()


@needs_tools
def test_never_writes_over_a_file(backup):
    with pytest.raises(CommandError):
        call_command("backup", str(backup))
