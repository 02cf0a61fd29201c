"""Qualifying a lead carries its custom fields to what it becomes, and taking that back takes them along."""

import pytest

from activity.models import Change
from contacts.models import Company, Contact
from deals.models import Deal
from leads.conversion import Wish, plan, qualify, unqualify
from leads.forms import QualifyForm
from leads.telling import differing, told
from tests import makers
from tests.makers import custom_field

ALL = Wish(create_company=True, create_deal=True)


@pytest.fixture
def fields(cast):
    """A plan on every kind, seats on leads and contacts."""
    for kind in ("lead", "contact", "company", "deal"):
        custom_field(cast.olivia, "Plan", entity=kind)
    custom_field(cast.olivia, "Seats", entity="lead")
    custom_field(cast.olivia, "Seats", entity="contact", type="number")
    return cast


def lead_of(cast, **custom):
    return makers.lead(cast.olivia, company="Acme", email="lea@example.com", custom=custom)


def test_gives_what_is_made_the_values_of_the_same_keys(fields):
    lead = lead_of(fields, plan="Gold", seats="12")
    qualify(lead, by=fields.olivia, wish=ALL)
    assert Contact.objects.get().custom == {"plan": "Gold", "seats": 12}
    assert (Company.objects.get().custom, Deal.objects.get().custom) == ({"plan": "Gold"}, {"plan": "Gold"})


def test_leaves_out_what_does_not_fit(fields):
    lead = lead_of(fields, plan="Gold", seats="many")
    qualify(lead, by=fields.olivia)
    assert Contact.objects.get().custom == {"plan": "Gold"}


def test_goes_before_the_defaults(cast):
    custom_field(cast.olivia, "Plan", entity="lead")
    custom_field(cast.olivia, "Plan", default="Tin")
    custom_field(cast.olivia, "Fax", default="none")
    qualify(lead_of(cast, plan="Gold"), by=cast.olivia)
    assert Contact.objects.get().custom == {"plan": "Gold", "fax": "none"}


def test_fills_only_blanks_of_the_contact_it_joins(fields):
    joined = makers.contact(fields.olivia, email="lea@example.com", custom={"plan": "Tin"})
    qualify(lead_of(fields, plan="Gold", seats="12"), by=fields.olivia)
    joined.refresh_from_db()
    assert joined.custom == {"plan": "Tin", "seats": 12}


def test_takes_the_leads_value_where_that_is_chosen(fields):
    joined = makers.contact(fields.olivia, email="lea@example.com", custom={"plan": "Tin"})
    wish = Wish(take=frozenset({"custom.plan"}))
    qualify(lead_of(fields, plan="Gold"), by=fields.olivia, wish=wish)
    joined.refresh_from_db()
    assert joined.custom == {"plan": "Gold"}


def test_fills_blanks_of_the_company_it_joins(fields):
    company = makers.company(fields.olivia, "Acme")
    qualify(lead_of(fields, plan="Gold"), by=fields.olivia)
    company.refresh_from_db()
    assert company.custom == {"plan": "Gold"}


def test_leaves_a_company_alone_that_has_a_value_or_is_not_seen(fields):
    company = makers.company(fields.olivia, "Acme", custom={"plan": "Tin"}, assigned_to=fields.olivia)
    lead = makers.lead(fields.olivia, company="Acme", custom={"plan": "Gold"}, assigned_to=fields.rita)
    qualify(lead, by=fields.rita)
    company.refresh_from_db()
    assert company.custom == {"plan": "Tin"}
    company.change(by=fields.olivia, custom={"plan": None})
    lead = makers.lead(fields.olivia, "Second", company="Acme", custom={"plan": "Gold"}, assigned_to=fields.rita)
    qualify(lead, by=fields.rita)
    company.refresh_from_db()
    assert company.custom == {}


def test_taking_it_back_takes_them_along(fields):
    joined = makers.contact(fields.olivia, email="lea@example.com", custom={"plan": "Tin"})
    company = makers.company(fields.olivia, "Acme")
    lead = lead_of(fields, plan="Gold", seats="12")
    qualify(lead, by=fields.olivia, wish=Wish(take=frozenset({"custom.plan"})))
    done = unqualify(lead, by=fields.olivia)
    for record in (joined, company):
        record.refresh_from_db()
    assert (joined.custom, company.custom, done.kept) == ({"plan": "Tin"}, {}, [])


def test_says_by_its_label_what_stays_because_it_was_changed_since(fields):
    joined = makers.contact(fields.olivia, email="lea@example.com")
    lead = lead_of(fields, plan="Gold", seats="12")
    qualify(lead, by=fields.olivia)
    Contact.objects.get(pk=joined.pk).change(by=fields.olivia, custom={"plan": "Brass"})
    done = unqualify(lead, by=fields.olivia)
    joined.refresh_from_db()
    assert joined.custom == {"plan": "Brass"}
    assert done.kept[0].endswith("keeps what was changed since: Plan.")


def test_the_preview_tells_and_writes_nothing(fields):
    custom_field(fields.olivia, "Hobby", entity="lead")
    lead = lead_of(fields, plan="Gold", seats="12", hobby="Chess")
    texts = [sentence.text for sentence in told(plan(lead, ALL, by=fields.olivia), seen=set(), stages={})]
    assert "Gives the contact the lead's Plan, Seats." in texts
    assert "Gives the company the lead's Plan." in texts
    assert "Gives the deal the lead's Plan." in texts
    assert "Stays on the lead alone, as nothing else has such a field: Hobby." in texts
    assert not Contact.objects.exists()


def test_the_page_asks_where_contact_and_lead_differ(fields, page):
    joined = makers.contact(fields.olivia, email="lea@example.com", custom={"plan": "Tin", "seats": 3})
    lead = lead_of(fields, plan="Gold", seats="12")
    planned = plan(lead, by=fields.olivia)
    shown = [(one.name, one.label, one.old, one.new) for one in differing(planned, seen=set())]
    assert ("custom.plan", "Plan", "Tin", "Gold") in shown
    assert ("custom.seats", "Seats", "3", "12") in shown
    client = page(fields.olivia)
    assert 'name="take_custom.plan"' in client.get(f"/leads/{lead.pk}/qualify").content.decode()
    typed = {"contact": joined.pk, "company": QualifyForm.NONE, "take_custom.plan": "lead"}
    assert client.post(f"/leads/{lead.pk}/qualify", typed).status_code == 302
    joined.refresh_from_db()
    assert joined.custom == {"plan": "Gold", "seats": 3}
    assert Change.objects.filter(kind="contact", record_id=joined.pk, fields__has_key="custom.plan").exists()
