"""The page that qualifies a lead: what it offers to whom, what it says will happen, what it does and refuses."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activity.models import Act
from contacts.models import Company, Contact
from deals.models import Deal
from leads.conversion import disqualify, qualify
from leads.models import Lead, LeadNote
from tests import makers

PART = {"HX-Request": "true"}
NOTHING_ELSE = {"contact": "new", "company": "none"}


@pytest.fixture
def lea(cast):
    return makers.lead(
        cast.olivia, company="Acme, Inc.", email="LEA@x.example", phone="+15550100", job_title="CTO", tags=["vip"]
    )


def url_of(lead):
    return f"/leads/{lead.pk}/qualify"


def opened(client, lead):
    """(what the form offers, what it says will happen) when the page is opened."""
    context = client.get(url_of(lead)).context
    return context["form"], [one.text for one in context["preview"]["told"]]


def offered(form, name):
    """`{value: label}` of a field's choices."""
    return {value: str(label) for value, label in form.fields[name].choices}


def deal_of(cast, **changes):
    """What a browser sends for a new contact without a company, and a deal."""
    stage = makers.stage(cast.olivia, "Proposal")
    deal = {"deal_name": "Fleet", "deal_value": "4,999.50", "deal_currency": "EUR", "deal_stage": stage.pk}
    return NOTHING_ELSE | {"create_deal": "on"} | deal | changes


# -- what it offers ---------------------------------------------------------------------------------


def test_offers_contacts_and_companies_with_why_they_match(cast, lea, page):
    jane = makers.contact(cast.olivia, email="lea@x.example")
    exact = makers.company(cast.olivia, "ACME, inc.")
    same = makers.company(cast.olivia, "Acme")
    like = makers.company(cast.olivia, "Acmee")
    makers.company(cast.olivia, "Orchard Foods")
    form, _told = opened(page(cast.olivia), lea)
    people, companies = offered(form, "contact"), offered(form, "company")
    assert list(people) == [str(jane.pk), "other", "new"]
    assert "the same e-mail" in people[str(jane.pk)]
    assert list(companies) == [str(exact.pk), str(same.pk), str(like.pk), "other", "none"]
    assert "the same name" in companies[str(exact.pk)]
    assert "legal form" in companies[str(same.pk)]
    assert "% alike" in companies[str(like.pk)]


def test_offers_to_make_the_company_that_is_not_there(cast, lea, page):
    makers.company(cast.olivia, "Acmee")
    form, told = opened(page(cast.olivia), lea)
    assert offered(form, "company")["new"] == "Make “Acme, Inc.”"
    assert "Makes the company “Acme, Inc.”." in told


def test_offers_nothing_that_the_member_does_not_see(cast, page):
    lead = makers.lead(cast.rita, company="Acme", email="lea@x.example", assigned_to=cast.rita)
    makers.contact(cast.olivia, "Hidden", "Person", email="lea@x.example", company="Acme")
    makers.company(cast.marco, "Acme Secret", assigned_to=cast.marco, is_private=True)
    client = page(cast.rita)
    form, told = opened(client, lead)
    assert list(offered(form, "contact")) == ["other", "new"]
    assert list(offered(form, "company")) == ["new", "other", "none"]
    assert "Makes the contact “Lea Stone”." in told
    for word in ("Hidden", "Secret"):
        assert word not in client.get(url_of(lead)).content.decode()
    assert "<option" not in client.get("/companies/suggest?other_company=acme").content.decode()


def test_does_not_spell_a_company_out_of_sight_as_it_is_spelt_there(cast, page):
    makers.company(cast.olivia, "ACME Holding Corp.")
    lead = makers.lead(cast.rita, company="acme holding", assigned_to=cast.rita)
    text = page(cast.rita).get(url_of(lead)).content.decode()
    assert "ACME Holding" not in text


def test_offers_no_private_contact_for_a_shared_lead(cast, page):
    lead = makers.lead(cast.marco, email="lea@x.example")
    makers.contact(cast.marco, email="lea@x.example", assigned_to=cast.marco, is_private=True)
    makers.company(cast.marco, "Own", assigned_to=cast.marco, is_private=True)
    form, _told = opened(page(cast.marco), lead)
    assert list(offered(form, "contact")) == ["other", "new"]


def test_calls_the_deal_like_the_company_that_is_here(cast, lea, page):
    makers.company(cast.olivia, "Acme")
    form, _told = opened(page(cast.olivia), lea)
    assert form["deal_name"].initial == "Acme"


def test_offers_the_open_stages_of_the_organization(cast, lea, page):
    form, _told = opened(page(cast.olivia), lea)
    assert list(offered(form, "deal_stage").values()) == ["Qualification", "Proposal", "Negotiation"]
    assert form["deal_currency"].initial == "USD"
    assert form["deal_name"].initial == "Acme, Inc."


# -- what it says will happen -------------------------------------------------------------------------


def test_says_what_would_be_joined_filled_kept_and_brought_along(cast, lea, page):
    jane = makers.contact(cast.olivia, "Lea", "Stone", email="lea@x.example", job_title="CEO", company="Orchard")
    makers.company(cast.olivia, "Acme, Inc.")
    LeadNote.write(lea, "Called", by=cast.marco)
    _form, told = opened(page(cast.olivia), lea)
    assert told[:4] == [
        f"Joins the contact “{jane}”.",
        "Fills in phone.",
        "Leaves job title, company as the contact has it.",
        "Names “Acme, Inc.” as the lead's company; the contact stays where it is.",
    ]
    assert "Makes the deal “Acme, Inc.” in Qualification." in told
    assert "Brings along: 1 note." in told
    assert "Adds the tags vip." in told
    assert Contact.objects.get() == jane
    assert not Deal.objects.exists()


def test_asks_field_by_field_where_both_say_something(cast, lea, page):
    makers.contact(cast.olivia, "Lea", "Stone", email="lea@x.example", job_title="CEO", company="Orchard")
    makers.company(cast.olivia, "Acme, Inc.")
    context = page(cast.olivia).get(url_of(lea)).context
    met = [(one.name, one.old, one.new, one.is_taken) for one in context["preview"]["differing"]]
    assert met == [("job_title", "CEO", "CTO", False), ("company", "Orchard", "Acme, Inc.", False)]


@pytest.mark.parametrize("headers", [{}, PART])
def test_a_preview_says_it_anew_and_writes_nothing(cast, lea, page, headers):
    before = Act.objects.count()
    answer = page(cast.olivia).post(url_of(lea), deal_of(cast, preview="1"), headers=headers)
    assert answer.status_code == 200
    assert ("<html" in answer.content.decode()) is not bool(headers)
    assert "Makes the deal “Fleet”, worth €4,999.50, in Proposal." in answer.content.decode()
    assert Act.objects.count() == before


def test_a_preview_of_what_cannot_be_says_why(cast, lea, page):
    answer = page(cast.olivia).post(url_of(lea), deal_of(cast, preview="1", deal_value="-5"), headers=PART)
    assert answer.status_code == 200
    assert "Give an amount that is not negative." in answer.content.decode()


# -- what it does -----------------------------------------------------------------------------------


def test_makes_contact_company_and_deal_and_goes_to_the_deal(cast, lea, page):
    client = page(cast.olivia)
    answer = client.post(url_of(lea), deal_of(cast, company="new"))
    lea.refresh_from_db()
    deal = Deal.objects.get()
    assert answer.url == deal.get_absolute_url()
    assert (deal.name, deal.value, deal.currency, deal.stage.name) == ("Fleet", Decimal("4999.50"), "EUR", "Proposal")
    assert (lea.status, lea.became_deal, lea.became_company.name) == ("qualified", deal, "Acme, Inc.")
    assert (deal.contact, deal.company) == (lea.became_contact, lea.became_company)
    assert lea.became_contact.company == lea.became_company


def test_joins_what_was_picked_and_takes_what_was_asked(cast, lea, page):
    jane = makers.contact(cast.olivia, "Jane", "Smith", email="lea@x.example", job_title="CEO")
    firm = makers.company(cast.olivia, "Acme")
    fields = {"contact": jane.pk, "company": firm.pk, "take_job_title": "lead", "take_first_name": "contact"}
    answer = page(cast.olivia).post(url_of(lea), fields)
    jane.refresh_from_db()
    assert answer.url == jane.get_absolute_url()
    assert (jane.first_name, jane.job_title, jane.phone, jane.company) == ("Jane", "CTO", "+15550100", firm)
    assert jane.tag_names == ["vip"]
    assert not Deal.objects.exists()


def test_makes_a_new_contact_where_one_asks_for_it(cast, lea, page):
    makers.contact(cast.olivia, "Jane", "Smith", email="lea@x.example")
    page(cast.olivia).post(url_of(lea), NOTHING_ELSE)
    lea.refresh_from_db()
    assert Contact.objects.count() == 2
    assert str(lea.became_contact) == "Lea Stone"


def test_leaves_the_company_out_where_one_asks_for_it(cast, lea, page):
    makers.company(cast.olivia, "Acme, Inc.")
    page(cast.olivia).post(url_of(lea), NOTHING_ELSE)
    lea.refresh_from_db()
    assert (lea.became_company, lea.became_contact.company) == (None, None)


def test_joins_another_contact_that_the_member_sees(cast, lea, page):
    jane = makers.contact(cast.olivia, "Jane", "Smith", email="jane@work.example")
    hidden = makers.contact(cast.marco, "Hid", "Den", email="h@x.example", assigned_to=cast.marco, is_private=True)
    client, fields = page(cast.olivia), {"contact": "other", "company": "none"}
    answer = client.post(url_of(lea), fields | {"other_contact": f"Hid Den <{hidden.email}>"})
    assert "other_contact" in answer.context["form"].errors
    client.post(url_of(lea), fields | {"other_contact": "Jane Smith <jane@work.example>", "take_email": "lead"})
    lea.refresh_from_db()
    assert (lea.became_contact, lea.became_contact.email) == (jane, "LEA@x.example")


def test_joins_another_company_by_its_name(cast, lea, page):
    firm = makers.company(cast.olivia, "Orchard Foods")
    page(cast.olivia).post(url_of(lea), {"contact": "new", "company": "other", "other_company": " orchard FOODS "})
    lea.refresh_from_db()
    assert lea.became_company == firm


def test_its_toast_takes_all_of_it_back(cast, lea, page):
    client = page(cast.olivia)
    answer = client.post(url_of(lea), NOTHING_ELSE | {"company": "new"})
    act = Act.objects.get(verb="lead_qualified")
    assert f'action="/undo/{act.pk}"' in client.get(answer.url).content.decode()
    client.post(f"/undo/{act.pk}")
    lea.refresh_from_db()
    assert (lea.status, lea.became_contact) == ("new", None)
    assert not Contact.objects.exists()
    assert not Company.objects.exists()


def test_is_taken_back_on_the_card_which_says_what_it_kept(cast, lea, page):
    client = page(cast.olivia)
    client.post(url_of(lea), NOTHING_ELSE | {"company": "new"})
    contact = Contact.objects.get()
    contact.change(by=cast.marco, phone="+15550999")
    assert client.post(f"/leads/{lea.pk}/unqualify").url == lea.get_absolute_url()
    text = client.get(lea.get_absolute_url()).content.decode()
    assert "Lea Stone is an open lead again." in text
    assert "“Lea Stone” (contact) stays: it was changed since." in text
    lea.refresh_from_db()
    assert lea.status == "new"


# -- what it refuses --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"contact": ""}, "contact"),
        ({"contact": "foreign"}, "contact"),
        ({"contact": "stranger"}, "contact"),
        ({"contact": "99999999999999999999"}, "contact"),
        ({"company": ""}, "company"),
        ({"company": "foreign"}, "company"),
        ({"company": "other"}, "other_company"),
        ({"company": "other", "other_company": "Nowhere"}, "other_company"),
        ({"company": "other", "other_company": "a\x00b"}, "other_company"),
        ({"contact": "other"}, "other_contact"),
        ({"contact": "other", "other_contact": "Nobody Here"}, "other_contact"),
        ({"contact": "other", "other_contact": "a\x00b"}, "other_contact"),
        ({"contact": "other", "other_contact": "Jane (no. 99999999999999999999999)"}, "other_contact"),
        ({"deal_value": "-1"}, "deal_value"),
        ({"deal_value": "1.5555"}, "deal_value"),
        ({"deal_value": "1.5", "deal_currency": "JPY"}, "deal_value"),
        ({"deal_value": "much"}, "deal_value"),
        ({"deal_value": "9" * 20}, "deal_value"),
        ({"deal_currency": "XXL"}, "deal_currency"),
        ({"deal_stage": "foreign"}, "deal_stage"),
        ({"deal_stage": "won"}, "deal_stage"),
        ({"deal_name": "x" * 201}, "deal_name"),
        ({"take_email": "both"}, "take_email"),
    ],
)
def test_names_what_is_wrong_and_does_nothing(cast, lea, page, wrong, field):
    foreign = {
        "contact": makers.contact(cast.zoe, email="lea@x.example").pk,
        "company": makers.company(cast.zoe, "Acme, Inc.").pk,
        "deal_stage": makers.stage(cast.zoe).pk,
    }
    meant = {
        "foreign": foreign.get(field), "stranger": makers.contact(cast.olivia).pk,
        "won": makers.stage(cast.olivia, "Closed Won").pk,
    }  # fmt: skip
    fields = deal_of(cast, **{name: meant.get(value, value) for name, value in wrong.items()})
    before = Act.objects.count()
    for extra in ({}, {"preview": "1"}):
        answer = page(cast.olivia).post(url_of(lea), fields | extra)
        assert answer.status_code == (200 if extra else 422)
        assert field in answer.context["form"].errors
    assert Act.objects.count() == before
    assert Lead.objects.get().status == "new"


def test_refuses_a_lead_that_is_qualified_already(cast, lea, page):
    qualify(lea, by=cast.marco)
    client = page(cast.olivia)
    for ask in (lambda: client.get(url_of(lea)), lambda: client.post(url_of(lea), NOTHING_ELSE)):
        answer = ask()
        assert answer.url == lea.get_absolute_url()
        assert "This lead is qualified already" in client.get(answer.url).content.decode()
    assert Contact.objects.count() == 1


def test_refuses_a_lead_that_was_put_aside(cast, lea, page):
    disqualify(lea, "Price", by=cast.marco)
    client = page(cast.olivia)
    client.post(url_of(lea), NOTHING_ELSE)
    assert "This lead is disqualified. Reopen it" in client.get(lea.get_absolute_url()).content.decode()
    assert not Contact.objects.exists()


def test_refuses_to_take_back_what_was_not_done(cast, lea, page):
    client = page(cast.olivia)
    client.post(f"/leads/{lea.pk}/unqualify")
    assert "nothing to take back" in client.get(lea.get_absolute_url()).content.decode()


def test_a_contact_that_goes_meanwhile_is_said_at_its_field(cast, lea, page):
    jane = makers.contact(cast.olivia, email="lea@x.example")
    jane.remove(by=cast.olivia)
    answer = page(cast.olivia).post(url_of(lea), {"contact": jane.pk, "company": "none"})
    assert answer.status_code == 422
    assert "contact" in answer.context["form"].errors


@pytest.mark.parametrize("fields", [None, {"preview": "1", "contact": "new", "company": "none"}])
def test_needs_as_many_queries_for_many_matches_as_for_few(cast, lea, page, fields):
    client = page(cast.olivia)

    def asked():
        def go():
            return client.post(url_of(lea), fields, headers=PART) if fields else client.get(url_of(lea))

        go()
        with CaptureQueriesContext(connection) as queries:
            assert go().status_code == 200
        return len(queries)

    def fill(count):
        for n in range(count):
            makers.contact(cast.olivia, f"P{n}", email="lea@x.example", company=f"Acme {n}", tags=[f"t{n}"])
            LeadNote.write(lea, f"Note {n}", by=cast.marco)

    fill(2)
    few = asked()
    fill(23)
    assert asked() == few <= 24


def test_a_deal_that_is_not_ticked_is_not_made(cast, lea, page):
    page(cast.olivia).post(url_of(lea), NOTHING_ELSE | {"deal_name": "Typed but not ticked", "deal_value": "5"})
    assert not Deal.objects.exists()
