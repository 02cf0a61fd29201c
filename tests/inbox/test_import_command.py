"""`manage.py import_mail`: files into somebody's mailbox, from the command line."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Member
from inbox.models import Message, MessageCopy

from .conftest import MAILS, mail


def run(*paths, owner="marco@acme.example", **options):
    out, err = io.StringIO(), io.StringIO()
    call_command("import_mail", *map(str, paths), owner=owner, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_takes_folders_mailboxes_and_single_messages(cast, tmp_path):
    (tmp_path / "one.eml").write_bytes(mail("one"))
    out, _err = run(MAILS, tmp_path / "one.eml")
    assert out == "15 messages stored, 0 known already, 0 unreadable.\n"
    assert MessageCopy.objects.filter(member=cast.marco).count() == 15
    assert run(MAILS)[0].startswith("0 messages stored, 14 known already")


def test_tells_what_could_not_be_read(cast, tmp_path):
    (tmp_path / "good.eml").write_bytes(mail())
    (tmp_path / "bad.eml").write_bytes(b"no mail at all")
    out, err = run(tmp_path)
    assert "1 messages stored, 0 known already, 1 unreadable." in out
    assert "bad.eml: This is no e-mail: it has no headers." in err


def test_names_the_first_twenty_only(cast, tmp_path):
    (tmp_path / "good.eml").write_bytes(mail())
    for number in range(25):
        (tmp_path / f"bad{number}.eml").write_bytes(b"no mail")
    _out, err = run(tmp_path)
    assert err.count("no headers") == 20
    assert "and 5 more" in err


def test_fails_where_nothing_could_be_read(cast, tmp_path):
    (tmp_path / "bad.eml").write_bytes(b"no mail at all")
    with pytest.raises(CommandError, match="Nothing could be read"):
        run(tmp_path / "bad.eml")


def test_fails_for_a_path_that_is_not_there(cast, tmp_path):
    with pytest.raises(CommandError, match="There is no"):
        run(MAILS, tmp_path / "gone")
    assert not Message.objects.exists()


def test_asks_whose_mail_it_is(cast):
    with pytest.raises(CommandError, match="No active member signs in as nobody"):
        run(MAILS, owner="nobody@x.example")
    Member.objects.create(organization=cast.rival, user=cast.marco.user)
    with pytest.raises(CommandError, match="Say which by --organization"):
        run(MAILS)
    run(MAILS, organization="rival")
    assert {message.organization for message in Message.objects.all()} == {cast.rival}


def test_nothing_for_who_is_no_longer_active(cast):
    Member.objects.filter(pk=cast.marco.pk).update(is_active=False)
    with pytest.raises(CommandError, match="No active member"):
        run(MAILS)
