"""What the report on activity counts."""

from activity import recording
from contacts.models import CompanyNote, ContactNote
from deals.models import DealNote
from inbox.models import Mailbox, Message, MessageAddress, MessageCopy
from leads.models import LeadNote
from tasks.models import Task
from tests import makers

from .reporting import ask, moment, rows

MARCH = {"period": "custom", "date_from": "2026-03-01", "date_to": "2026-03-31"}
AT, LATER = moment("2026-03-10 12:00"), moment("2026-04-02 12:00")


def act(by, at=AT):
    return recording.open_act("deal_changed", by=by, at=at)


def sent_mail(member, to, at, number):
    """A mail that `member` wrote to an address."""
    mailbox = Mailbox.of_files(member)
    message = Message.objects.create(
        organization_id=member.organization_id, digest=str(number), direction=Message.OUT, sent_at=at
    )
    MessageCopy.objects.create(message=message, member=member, mailbox=mailbox, sent_at=at)
    MessageAddress.objects.create(
        organization_id=member.organization_id, message=message, email_key=to, role="to", sent_at=at
    )
    return message


def copied(message, member, **where):
    mailbox = Mailbox.of_files(member)
    MessageCopy.objects.create(message=message, member=member, mailbox=mailbox, sent_at=message.sent_at, **where)


def march(cast):
    marco, rita = cast.marco, cast.rita
    contact = makers.contact(marco, created_at=AT, email="jane@x.example")
    company = makers.company(marco, created_at=AT)
    lead = makers.lead(marco, created_at=AT, assigned_to=rita)
    deal = makers.deal(marco, created_at=AT, act=act(marco))
    for record, note in ((contact, ContactNote), (company, CompanyNote), (lead, LeadNote), (deal, DealNote)):
        note.write(record, "Called", by=marco, at=AT)
    LeadNote.write(lead, "Called", by=rita, at=AT)
    ContactNote.write(contact, "Later", by=marco, at=LATER)
    task = makers.task(rita, on=lead)
    task.change(by=rita, status=Task.COMPLETED, completed_at=AT)
    makers.task(rita)
    deal.move_to(makers.stage(marco, "Proposal"), by=rita, act=act(rita))
    deal.move_to(makers.stage(marco, "Closed Won"), by=marco, act=act(marco))
    sent_mail(marco, "jane@x.example", AT, 1)
    sent_mail(marco, "jane@x.example", LATER, 2)


def figures(**values):
    names = ("notes", "done", "moved", "won", "contacts", "leads", "deals", "mails")
    return dict.fromkeys(names, 0) | values


def test_counts_what_everybody_did_within_the_period(cast):
    march(cast)
    assert rows(ask("activity", cast.olivia, **MARCH)) == {
        "Marco Diaz": figures(notes=4, moved=1, won=1, contacts=1, leads=1, deals=1, mails=1),
        "Rita Sharma": figures(notes=1, done=1, moved=1),
        "Total": figures(notes=5, done=1, moved=2, won=1, contacts=1, leads=1, deals=1, mails=1),
    }


def test_counts_a_mail_once_for_who_sent_it(cast):
    makers.contact(cast.marco, email="jane@x.example")
    message = sent_mail(cast.rita, "jane@x.example", AT, 1)
    Message.objects.update(from_email="Marco@acme.example")
    for folder in ("INBOX", "Sent"):
        copied(message, cast.marco, folder=folder)
    own = sent_mail(cast.marco, "jane@x.example", AT, 2)  # from an address nobody is known by
    copied(own, cast.marco, folder="Sent")
    told = rows(ask("activity", cast.olivia, **MARCH))
    assert {who: row["mails"] for who, row in told.items()} == {"Marco Diaz": 2, "Total": 2}


def test_counts_only_on_records_the_reader_sees(cast):
    march(cast)
    assert rows(ask("activity", cast.rita, **MARCH)) == {
        "Marco Diaz": figures(notes=1, leads=1),  # on Rita's lead
        "Rita Sharma": figures(notes=1, done=1),
        "Total": figures(notes=2, done=1, leads=1),
    }
    assert ask("activity", cast.zoe, **MARCH).is_empty


def test_narrows_to_somebody_or_a_team(cast):
    march(cast)
    assert set(rows(ask("activity", cast.olivia, owner=str(cast.rita.pk), **MARCH))) == {"Rita Sharma", "Total"}
    assert set(rows(ask("activity", cast.olivia, owner=f"team-{cast.team.pk}", **MARCH))) == {"Marco Diaz", "Total"}
    assert ask("activity", cast.olivia, owner="none", **MARCH).is_empty


def test_a_win_that_was_reopened_is_none(cast):
    deal = makers.deal(cast.marco, created_at=AT, act=act(cast.marco), stage="Closed Won", closed_at=AT)
    assert rows(ask("activity", cast.olivia, **MARCH))["Total"]["won"] == 1
    deal.reopen(by=cast.marco)
    assert rows(ask("activity", cast.olivia, **MARCH))["Total"]["won"] == 0
