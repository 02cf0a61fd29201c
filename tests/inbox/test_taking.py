"""Taking messages in: each stored once, whoever brings it and however often, its addresses with it."""

import datetime
import threading

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from inbox import taking
from inbox.models import Mailbox, Message, MessageAddress, MessageCopy
from inbox.reading import Found, messages_at
from inbox.taking import take

from .conftest import MAILS, mail


def test_stores_what_a_message_says(cast, bring):
    taken = bring(
        mail("Hello there.", message_id="<1@x.example>", date="Mon, 26 Jan 2026 09:00:00 +0100", cc="c@x.example")
    )
    assert (taken.stored, taken.doubles, taken.unreadable) == (1, 0, [])
    message = Message.objects.get()
    assert (message.subject, message.text, message.snippet) == ("Hi", "Hello there.", "Hello there.")
    assert message.sent_at == datetime.datetime(2026, 1, 26, 8, tzinfo=datetime.UTC)
    assert message.to_emails == [{"name": "", "email": "marco@acme.example"}]
    assert set(message.addresses.values_list("role", "email_key")) == {
        ("from", "jane@x.example"),
        ("to", "marco@acme.example"),
        ("cc", "c@x.example"),
    }
    assert {one.sent_at for one in message.addresses.all()} == {message.sent_at}
    copy = message.copies.get()
    assert (copy.member, copy.mailbox.kind, copy.sent_at) == (cast.marco, Mailbox.FILES, message.sent_at)


def test_the_same_twice_is_stored_once(bring):
    one, other = mail(message_id="<1@x.example>"), mail("Without id.")
    assert (bring(one, one, other).stored, Message.objects.count()) == (2, 2)
    again = bring(one, other)
    assert (again.stored, again.doubles) == (0, 2)
    assert (Message.objects.count(), MessageCopy.objects.count(), MessageAddress.objects.count()) == (2, 2, 4)


def test_what_two_members_bring_is_one_message_of_both(cast, bring):
    raw = mail(message_id="<1@x.example>")
    bring(raw)
    again = bring(raw, owner=cast.rita)
    assert (again.stored, again.doubles) == (0, 1)
    message = Message.objects.get()
    assert {copy.member for copy in message.copies.all()} == {cast.marco, cast.rita}
    assert Message.objects.visible_to(cast.rita).get() == message


def test_another_organization_has_its_own(cast, bring):
    raw = mail(message_id="<1@x.example>")
    bring(raw)
    assert bring(raw, owner=cast.zoe).stored == 1
    assert Message.objects.visible_to(cast.zoe).get().organization == cast.rival


@pytest.mark.parametrize(
    ("sender", "direction"),
    [
        ("marco@acme.example", "out"),
        ("OLIVIA@Acme.Example", "out"),
        ("jane@x.example", "in"),
        ("zoe@rival.example", "in"),
    ],
)
def test_direction_is_out_where_one_of_us_wrote(bring, sender, direction):
    bring(mail(**{"from": sender}))
    assert Message.objects.get().direction == direction


def test_what_cannot_be_read_is_told_and_the_rest_is_kept(cast):
    found = [Found("good", mail()), Found("note.txt", b"just words"), Found("old.msg", why="Save it as .eml.")]
    taken = take(found, owner=cast.marco)
    assert (taken.stored, taken.read, taken.total) == (1, 1, 3)
    assert dict(taken.unreadable) == {
        "note.txt": "This is no e-mail: it has no headers.",
        "old.msg": "Save it as .eml.",
    }


def test_chunks_are_of_two_hundred_and_each_is_told(cast):
    heard = []
    found = (Found(str(n), mail(str(n), message_id=f"<{n}@x.example>")) for n in range(450))
    take(found, owner=cast.marco, told=lambda taken: heard.append(taken.total))
    assert heard == [200, 400, 450]
    assert Message.objects.count() == 450


def test_large_messages_make_small_chunks(cast, monkeypatch):
    monkeypatch.setattr(taking, "CHUNK_BYTES", 1_000)
    heard = []
    found = (Found(str(n), mail("x" * 900, message_id=f"<{n}@x.example>")) for n in range(4))
    take(found, owner=cast.marco, told=lambda taken: heard.append(taken.total))
    assert heard == [2, 4]


def test_a_chunk_costs_the_same_whatever_is_in_it(cast, bring):
    bring(mail("first"))

    def asked(count, prefix):
        with CaptureQueriesContext(connection) as captured:
            bring(*(mail(str(n), message_id=f"<{prefix}{n}@x.example>") for n in range(count)))
        return len(captured)

    few, many = asked(2, "a"), asked(25, "b")
    assert few <= 12
    assert many == few


def test_threads_are_joined_where_only_the_parent_is_named(cast):
    take(messages_at(MAILS / "thread.mbox"), owner=cast.marco)
    assert Message.objects.values("thread").distinct().count() == 1


def test_threads_are_joined_across_imports(bring):
    bring(mail(message_id="<1@x.example>"))
    bring(mail(message_id="<2@x.example>", in_reply_to="<1@x.example>"))
    bring(mail(message_id="<3@x.example>", in_reply_to="<2@x.example>"))
    assert Message.objects.values("thread").distinct().count() == 1


def test_answers_that_name_each_other_end(bring):
    bring(
        mail(message_id="<1@x.example>", in_reply_to="<2@x.example>"),
        mail(message_id="<2@x.example>", in_reply_to="<1@x.example>"),
    )
    assert Message.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_four_who_bring_the_same_at_once_store_it_once(cast):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite writes one at a time")
    found = [Found(str(n), mail(str(n), message_id=f"<{n}@x.example>")) for n in range(300)]
    results, start = [], threading.Barrier(4)

    def bring_all(owner):
        start.wait()
        try:
            results.append(take(list(found), owner=owner))
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=bring_all, args=[one]) for one in (cast.marco, cast.rita, cast.tess, cast.olivia)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4
    assert Message.objects.count() == 300
    assert sum(taken.stored for taken in results) == 300
    assert sum(taken.doubles for taken in results) == 900
    assert MessageAddress.objects.count() == 600
    assert MessageCopy.objects.count() == 1_200
