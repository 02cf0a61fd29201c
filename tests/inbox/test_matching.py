"""Which messages belong to whom, and who sees them: by address, decided when it is asked."""

import pytest

from contacts.models import Contact
from inbox.models import Mailbox, Message
from inbox.people import link, strangers
from leads.models import Lead
from tests import makers

from .conftest import mail


def subjects(messages):
    return [message.subject for message in messages.newest()]


def of(record, member):
    return subjects(Message.objects.of(record, member))


@pytest.fixture
def letters(cast, bring):
    """Marco's mail: with Jane, with Joe by copy, with Ann by blind copy, and with nobody on record."""
    bring(
        mail(subject="jane", date="Mon, 26 Jan 2026 09:00:00 +0000"),
        mail(subject="joe", date="Mon, 26 Jan 2026 10:00:00 +0000", **{"from": "x@y.example"}, cc="JOE@x.example"),
        mail(subject="ann", date="Mon, 26 Jan 2026 11:00:00 +0000", **{"from": "x@y.example"}, bcc="ann@x.example"),
        mail(subject="nobody", date="Mon, 26 Jan 2026 12:00:00 +0000", **{"from": "x@y.example"}),
    )


def test_a_contact_has_the_mail_of_its_address_whatever_the_case(cast, letters):
    assert of(makers.contact(cast.marco, email="Jane@X.example"), cast.marco) == ["jane"]
    assert of(makers.contact(cast.marco, email="joe@x.example"), cast.marco) == ["joe"]
    assert of(makers.contact(cast.marco, email="ann@x.example"), cast.marco) == ["ann"]
    assert of(makers.contact(cast.marco), cast.marco) == []


def test_a_new_address_finds_old_mail(cast, letters):
    jane = makers.contact(cast.marco)
    jane.change(by=cast.marco, email="jane@x.example")
    assert of(jane, cast.marco) == ["jane"]


def test_a_contact_has_the_mail_of_the_leads_that_became_it(cast, letters):
    contact = makers.contact(cast.marco, email="jane@x.example")
    lead = makers.lead(cast.marco, email="joe@x.example")
    Lead.objects.filter(pk=lead.pk).update(became_contact=contact)
    assert of(contact, cast.marco) == ["joe", "jane"]
    assert of(lead, cast.marco) == ["joe"]


def test_not_of_a_lead_the_member_does_not_see(cast, letters):
    contact = makers.contact(cast.marco, email="jane@x.example", assigned_to=cast.rita)
    lead = makers.lead(cast.marco, email="joe@x.example", assigned_to=cast.marco)
    Lead.objects.filter(pk=lead.pk).update(became_contact=contact)
    assert of(contact, cast.rita) == ["jane"]


def test_a_company_has_its_own_and_those_of_the_contacts_one_sees(cast, letters):
    company = makers.company(cast.marco, email="X@y.example", assigned_to=cast.rita)
    makers.contact(cast.marco, email="jane@x.example", company=company, assigned_to=cast.marco)
    assert of(company, cast.marco) == ["nobody", "ann", "joe", "jane"]
    assert of(company, cast.rita) == ["nobody", "ann", "joe"]
    assert of(company, cast.rita) == subjects(Message.objects.visible_to(cast.rita))


def test_a_deal_has_its_contacts_mail_else_its_companys(cast, letters):
    company = makers.company(cast.marco)
    jane = makers.contact(cast.marco, email="jane@x.example", company=company)
    makers.contact(cast.marco, email="joe@x.example", company=company)
    assert of(makers.deal(cast.marco, contact=jane, company=company), cast.marco) == ["jane"]
    assert of(makers.deal(cast.marco, company=company), cast.marco) == ["joe", "jane"]
    assert of(makers.deal(cast.marco), cast.marco) == []


def test_a_deal_tells_nothing_of_a_contact_one_does_not_see(cast, letters):
    jane = makers.contact(cast.marco, email="jane@x.example", assigned_to=cast.marco)
    deal = makers.deal(cast.marco, contact=jane, assigned_to=cast.rita)
    assert of(deal, cast.marco) == ["jane"]
    assert of(deal, cast.rita) == []


def test_one_sees_ones_own_and_that_of_people_one_sees(cast, letters):
    assert len(subjects(Message.objects.visible_to(cast.marco))) == 4
    assert subjects(Message.objects.visible_to(cast.olivia)) == []
    makers.contact(cast.marco, email="jane@x.example", assigned_to=cast.marco)
    makers.lead(cast.marco, email="joe@x.example", assigned_to=cast.rita)
    assert subjects(Message.objects.visible_to(cast.olivia)) == ["joe", "jane"]
    assert subjects(Message.objects.visible_to(cast.tess)) == ["jane"]
    assert subjects(Message.objects.visible_to(cast.rita)) == ["joe"]
    assert subjects(Message.objects.visible_to(cast.zoe)) == []


def test_a_private_contact_shows_its_mail_to_its_owner_alone(cast, letters):
    makers.contact(cast.tess, email="jane@x.example", assigned_to=cast.tess, is_private=True)
    assert subjects(Message.objects.visible_to(cast.tess)) == ["jane"]
    assert subjects(Message.objects.visible_to(cast.olivia)) == []


def test_another_organizations_contact_finds_nothing_here(cast, letters):
    jane = makers.contact(cast.zoe, email="jane@x.example")
    assert of(jane, cast.zoe) == []
    assert subjects(Message.objects.visible_to(cast.zoe)) == []


def test_who_writes_down_a_colleagues_address_reads_none_of_their_mail(cast, letters):
    spy = makers.contact(cast.rita, "Spy", email="MARCO@acme.example", assigned_to=cast.rita)
    boss = makers.company(cast.rita, "Spies", email="marco@acme.example", assigned_to=cast.rita)
    assert of(spy, cast.rita) == []
    assert of(boss, cast.rita) == []
    assert subjects(Message.objects.visible_to(cast.rita)) == []


def test_nor_the_address_of_a_mailbox(cast, bring):
    Mailbox.objects.create(
        organization=cast.acme, member=cast.marco, kind=Mailbox.IMAP, address="Marco.Diaz@acme.example"
    )
    bring(mail(to="marco.diaz@acme.example"))
    spy = makers.contact(cast.rita, "Spy", email="marco.diaz@acme.example", assigned_to=cast.rita)
    assert of(spy, cast.rita) == []


def test_mail_of_a_contact_that_is_gone_is_its_bringers_alone(cast, letters):
    jane = makers.contact(cast.marco, email="jane@x.example")
    assert subjects(Message.objects.visible_to(cast.olivia)) == ["jane"]
    jane.remove(by=cast.marco)
    assert subjects(Message.objects.visible_to(cast.olivia)) == []
    assert "jane" in subjects(Message.objects.visible_to(cast.marco))


class TestPeople:
    def test_who_is_behind_the_addresses(self, cast, letters):
        jane = makers.contact(cast.marco, email="jane@x.example")
        lead = makers.lead(cast.marco, email="jane@x.example")
        company = makers.company(cast.marco, email="Jane@X.example")
        makers.contact(cast.olivia, "Other", email="jane@x.example", is_private=True, assigned_to=cast.olivia)
        (message,) = link([Message.objects.get(subject="jane")], cast.marco)
        assert message.records == [jane, lead, company]

    def test_costs_the_same_for_many(self, cast, bring, django_assert_num_queries):
        bring(*(mail(str(n), **{"from": f"p{n}@x.example"}) for n in range(25)))
        for number in range(25):
            makers.contact(cast.marco, f"P{number}", email=f"p{number}@x.example")
        for most in (2, 25):
            messages = list(Message.objects.all()[:most])
            with django_assert_num_queries(5):
                link(messages, cast.marco)

    def test_strangers_are_those_nobody_has(self, cast, bring):
        bring(
            mail(
                **{"from": "Jane van Dyk <jane@x.example>"},
                to="marco@acme.example, joe.doe@x.example",
                cc="ann@x.example",
            )
        )
        makers.contact(cast.marco, email="ann@x.example")
        found = strangers(Message.objects.get(), cast.marco, {"marco@acme.example"})
        told = [(one.first_name, one.last_name, one.email) for one in found]
        assert told == [("Jane", "van Dyk", "jane@x.example"), ("Joe", "", "joe.doe@x.example")]

    def test_a_contact_one_does_not_see_is_a_stranger(self, cast, letters):
        makers.contact(cast.marco, email="jane@x.example", assigned_to=cast.marco)
        found = strangers(Message.objects.get(subject="jane"), cast.rita, {"marco@acme.example"})
        assert [one.email for one in found] == ["jane@x.example"]
        assert Contact.objects.filter(email_key="jane@x.example").exists()
