"""A second e-mail belongs to a person as the first does: everywhere."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.duplicates import duplicates_of
from contacts.merging import merge
from contacts.models import Contact, FormerAddress
from inbox.models import Message
from inbox.people import records_of
from inbox.reading import Found
from inbox.taking import take
from tests import makers


def mail(member, address):
    """A message that `address` wrote to `member`, in their mailbox."""
    text = f"From: {address}\nTo: {member.user.email}\nSubject: Hello\nMessage-ID: <{address}>\n\nGood day"
    take([Found(address, text.encode())], owner=member)
    return Message.objects.get(subject="Hello")


@pytest.fixture
def jane(cast):
    return makers.contact(cast.marco, email="jane@work.example", email2="Jane@Home.example")


def test_finds_the_contact(jane, cast):
    seen = Contact.objects.visible_to(cast.olivia)
    assert list(seen.with_email("JANE@home.example")) == [jane] == list(seen.with_email("jane@work.example"))
    assert not seen.with_email("jane@else.example").exists()


def test_is_searched(jane, cast):
    assert list(Contact.objects.visible_to(cast.olivia).search("home.example")) == [jane]


def test_finds_the_mail(jane, cast):
    message = mail(cast.marco, "jane@home.example")
    assert list(Message.objects.visible_to(cast.olivia).of(jane, cast.olivia)) == [message]
    assert records_of(["jane@home.example"], cast.olivia)["jane@home.example"] == [jane]


def test_tells_nobody_of_a_private_one(jane, cast):
    jane.change(by=cast.marco, assigned_to_id=cast.marco.pk, is_private=True)
    message = mail(cast.marco, "jane@home.example")
    assert not Message.objects.visible_to(cast.olivia).filter(pk=message.pk).exists()
    assert not records_of(["jane@home.example"], cast.olivia)


def test_makes_two_a_likely_double(jane, cast):
    other = makers.contact(cast.marco, "Jane", "Smyth", email="jane@home.example")
    assert [found.record for found in duplicates_of(jane, member=cast.marco)] == [other]
    assert [found.record for found in duplicates_of(other, member=cast.marco)] == [jane]


def test_is_remembered_after_a_merge(jane, cast):
    kept = makers.contact(cast.marco, email="j@work.example", email2="j@home.example")
    merge(kept, jane, by=cast.olivia)
    former = set(FormerAddress.objects.values_list("email_key", flat=True))
    assert former == {"jane@work.example", "jane@home.example"}


def test_is_shown_and_written_on_pages(jane, cast, page):
    words = page(cast.marco).get(jane.get_absolute_url()).content.decode()
    assert "Jane@Home.example" in words
    jane.change(by=cast.marco, language="de", best_time="evening", requested_at=timezone.now() - timedelta(hours=1))
    words = page(cast.marco).get(jane.get_absolute_url()).content.decode()
    assert "German" in words
    assert "evening" in words


def test_form_keeps_what_they_told(cast, page):
    typed = {"first_name": "Jo", "status": "active", "email2": "jo@home.example", "language": "fr", "income": "much"}
    page(cast.marco).post("/contacts/new", {**typed, "time_zone": "Mars/Base"})
    assert not Contact.objects.filter(first_name="Jo").exists()
    answer = page(cast.marco).post("/contacts/new", {**typed, "time_zone": "Europe/Paris"})
    assert answer.status_code in (200, 302)
    jo = Contact.objects.get(first_name="Jo")
    assert (jo.email2, jo.language, jo.income, jo.time_zone) == ("jo@home.example", "fr", "much", "Europe/Paris")
