"""What PostgreSQL does to find mail among many contacts: it goes by indexes, and from the few to the many."""

import re

import pytest
from django.db import connection

from contacts.models import Contact
from inbox.models import Message, MessageCopy
from leads.models import Lead
from tests import makers

from .conftest import mail

MANY = 20_000  # the plans are those of five times as many, which take half a minute a test to make


@pytest.fixture
def crowd(cast, bring):
    """Many contacts and leads, of whom some wrote."""
    if connection.vendor != "postgresql":
        pytest.skip("its plans are PostgreSQL's")
    for model in (Contact, Lead):
        rows = (
            model(
                organization=cast.acme, first_name=f"P{n}", email_key=f"p{n}@x.example", created_by=cast.olivia,
                name_key=f"p{n}", assigned_to=cast.rita if n % 100 == 0 else None,
            )
            for n in range(MANY)
        )  # fmt: skip
        model.objects.bulk_create(rows, batch_size=5_000)
    bring(*(mail(str(n), **{"from": f"p{n}@x.example"}, message_id=f"<{n}@x.example>") for n in range(400)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return cast


def walked(messages):
    """The tables of people that the plan of a queryset reads from end to end while it runs."""
    plan = messages.explain(analyze=True)
    lines = [line for line in plan.splitlines() if "never executed" not in line]
    return [name for line in lines for name in re.findall(r"Seq Scan on (contacts_\w+|leads_\w+)", line)]


def test_goes_by_indexes(crowd):
    """All in one, for the crowd takes long to gather."""
    for check in (whether_one_message_is_seen, the_mail_of_a_contact, a_conversation, ones_own_list):
        check(crowd)


def whether_one_message_is_seen(crowd):
    for member, number, sees in (
        (crowd.olivia, 200, 1),
        (crowd.rita, 200, 1),
        (crowd.tess, 201, 1),
        (crowd.tess, 200, 0),
    ):
        message = Message.objects.get(message_id=f"{number}@x.example")
        found = Message.objects.visible_to(member).filter(pk=message.pk)
        assert not {"contacts_contact", "leads_lead"} & {*walked(found)}, (member, number)
        assert list(found) == [message][:sees], (member, number)


def the_mail_of_a_contact(crowd):
    for member in (crowd.olivia, crowd.rita):
        contact = Contact.objects.get(email_key="p200@x.example")
        found = Message.objects.of(contact, member).light().newest()[:31]
        assert walked(found) == [], member
        assert "inbox_message_" in found.explain() or "address_latest" in found.explain(), member
        assert [message.message_id for message in found] == ["200@x.example"], member


def a_conversation(crowd):
    message = Message.objects.get(message_id="7@x.example")
    found = Message.objects.visible_to(crowd.olivia).filter(thread=message.thread)
    assert "contacts_contact" not in walked(found)


def ones_own_list(crowd):
    makers.contact(crowd.marco)
    for people in ("", "linked"):
        copies = MessageCopy.objects.visible_to(crowd.marco).narrowed(crowd.marco, people=people)
        assert "contacts_contact" not in walked(copies.order_by("-sent_at", "-message_id")[:51]), people
