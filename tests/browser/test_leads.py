"""From an enquiry to a contact and a deal, on the real server."""

import re

from playwright.sync_api import expect

from contacts.models import Contact
from deals.models import Deal
from leads.models import Lead
from tests import makers


def enquiry(cast):
    """A lead of a company that is here, from a person who is not."""
    firm = makers.company(cast.marco, "Orchard Foods", domain="orchard.example")
    values = {"company": "ORCHARD FOODS Ltd.", "email": "lea@orchard.example", "phone": "+1-555-0101"}
    return firm, makers.lead(cast.marco, "Lea", "Stone", **values, assigned_to=cast.marco)


def test_an_enquiry_becomes_a_deal_with_a_company_that_is_here(cast, browser_page):
    firm = makers.company(cast.marco, "Orchard Foods")
    page = browser_page(cast.marco)
    page.goto("/leads")
    page.get_by_role("link", name="New lead").click()
    for label, value in (("First name", "Lea"), ("Last name", "Stone"), ("E-mail", "lea@orchard.example")):
        page.get_by_label(label).fill(value)
    page.get_by_label("Company").fill("orchard foods inc")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile(r"/leads/\d+$"))
    page.get_by_role("link", name="Qualify", exact=True).click()

    expect(page.get_by_role("radio", name="Orchard Foods")).to_be_checked()
    outcome = page.locator("#outcome")
    expect(outcome).to_contain_text("Joins the company “Orchard Foods”.")
    page.get_by_label("Name of the deal").fill("Spring order")
    page.get_by_label("Value").fill("12,500")
    expect(outcome).to_contain_text("Makes the deal “Spring order”, worth $12,500, in Qualification.")
    page.get_by_label("Value").fill("-1")
    expect(outcome).to_contain_text("Give an amount that is not negative.")
    page.get_by_label("Value").fill("12500")
    page.get_by_role("radio", name="No company").check()
    expect(outcome).not_to_contain_text("Joins the company")
    page.get_by_role("radio", name="Orchard Foods").check()
    page.get_by_role("button", name="Qualify").click()

    page.wait_for_url(re.compile(r"/deals/\d+$"))
    deal = Deal.objects.get()
    assert (deal.name, deal.value, deal.company, str(deal.contact)) == ("Spring order", 12500, firm, "Lea Stone")
    assert deal.contact.company == firm
    expect(page.get_by_text("Lea Stone is qualified")).to_be_visible()


def test_by_keyboard_alone(cast, browser_page):
    firm, lead = enquiry(cast)
    page = browser_page(cast.marco)
    page.goto("/leads")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/leads/{lead.pk}"))
    page.keyboard.press("q")
    page.wait_for_url(re.compile(r"/qualify$"))
    tab_to(page, "Make a deal of it")
    page.keyboard.press("Space")
    expect(page.get_by_label("Name of the deal")).to_be_hidden()
    page.keyboard.press("Space")
    tab_to(page, "Value")
    page.keyboard.type("700")
    expect(page.locator("#outcome")).to_contain_text("$700")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/deals/\d+$"))
    assert (Deal.objects.get().value, Contact.objects.get().company) == (700, firm)


def test_the_key_it_names_works_before_a_field_is_entered(cast, browser_page):
    _firm, lead = enquiry(cast)
    page = browser_page(cast.marco)
    page.goto(f"/leads/{lead.pk}/qualify")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/deals/\d+$"))


def tab_to(page, name):
    """Press Tab until what is called `name` has the focus."""
    called = "(e => (e.labels?.[0] ?? e).textContent.trim())(document.activeElement)"
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(called).startswith(name):
            return
    raise AssertionError(f"Tab does not come to {name}")


def test_chooses_whose_value_wins_while_the_focus_stays(cast, browser_page):
    _firm, lead = enquiry(cast)
    jane = makers.contact(cast.marco, "Lea", "Stone", email="LEA@orchard.example", phone="+1-555-0999")
    page = browser_page(cast.marco)
    page.goto(f"/leads/{lead.pk}/qualify")
    outcome = page.locator("#outcome")
    expect(outcome).to_contain_text("Leaves phone as the contact has it.")
    with page.expect_response(re.compile("/qualify$")):
        page.locator("#take-phone-contact").focus()
        page.keyboard.press("ArrowDown")
    expect(outcome).to_contain_text("Changes phone to what the lead says.")
    expect(page.locator("#take-phone-lead")).to_be_focused()
    page.get_by_label("Make a deal of it").uncheck()
    page.get_by_role("button", name="Qualify").click()
    page.wait_for_url(re.compile(rf"/contacts/{jane.pk}$"))
    jane.refresh_from_db()
    assert jane.phone == "+1-555-0101"


def test_is_taken_back_by_the_toast_and_on_the_card(cast, browser_page):
    _firm, lead = enquiry(cast)
    page = browser_page(cast.marco)
    for take_back in (by_toast, on_the_card):
        page.goto(f"/leads/{lead.pk}/qualify")
        page.get_by_label("Make a deal of it").uncheck()
        page.get_by_role("button", name="Qualify").click()
        page.wait_for_url(re.compile(r"/contacts/\d+$"))
        take_back(page, lead)
        lead.refresh_from_db()
        assert (lead.status, Contact.objects.count()) == ("new", 0)


def by_toast(page, _lead):
    with page.expect_navigation():
        page.get_by_role("button", name="Undo").first.click()


def on_the_card(page, lead):
    page.goto(lead.get_absolute_url())
    page.get_by_role("button", name="Take back").click()
    page.get_by_role("dialog").get_by_role("button", name="Take back").click()
    expect(page.get_by_text("Lea Stone is an open lead again.")).to_be_visible()


def test_is_put_aside_in_a_dialog_and_reopened(cast, browser_page):
    _firm, lead = enquiry(cast)
    page = browser_page(cast.marco)
    page.goto(lead.get_absolute_url())
    page.get_by_role("link", name="Disqualify").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("No budget")
    dialog.get_by_role("button", name="Disqualify").click()
    expect(page.get_by_text("Disqualified: No budget")).to_be_visible()
    page.get_by_role("button", name="Reopen").click()
    expect(page.get_by_role("link", name="Qualify", exact=True)).to_be_visible()
    assert Lead.objects.get().status == "new"


def test_without_javascript(cast, browser_page):
    firm, lead = enquiry(cast)
    page = browser_page(cast.marco, javascript=False)
    page.goto(lead.get_absolute_url())
    page.get_by_role("link", name="Qualify", exact=True).click()
    page.get_by_label("Value").fill("700")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#outcome")).to_contain_text("worth $700")
    assert not Deal.objects.exists()
    with page.expect_navigation():
        page.get_by_role("button", name="Qualify").click()
    assert Deal.objects.get().company == firm
    page.goto(lead.get_absolute_url())
    with page.expect_navigation():
        page.get_by_role("button", name="Take back").click()
    assert not Deal.objects.exists()


def test_a_restricted_member_is_offered_nothing_of_others(cast, browser_page):
    makers.company(cast.olivia, "Orchard Foods", assigned_to=cast.marco)
    makers.contact(cast.olivia, "Hidden", "Person", email="lea@orchard.example")
    lead = makers.lead(cast.rita, company="Orchard", email="lea@orchard.example", assigned_to=cast.rita)
    page = browser_page(cast.rita)
    page.goto(f"/leads/{lead.pk}/qualify")
    page.get_by_role("radio", name="Another company").check()
    with page.expect_response(re.compile("/companies/suggest")):
        page.get_by_label("Which company?").press_sequentially("orch")
    expect(page.locator("#companies option")).to_have_count(0)
    for name in ("Hidden", "Foods"):
        expect(page.get_by_text(name)).to_have_count(0)


def test_a_new_lead_begins_in_its_first_field_and_goes_on_in_the_wrong_one(cast, browser_page):
    page = browser_page(cast.marco)
    page.goto("/leads")
    page.keyboard.press("n")
    page.locator("[name=first_name]:focus").wait_for()
    page.keyboard.type("Nora")
    page.fill("[name=email]", "not an address")
    page.keyboard.press("Control+Enter")
    page.locator("[name=email][aria-invalid]:focus").wait_for()
    assert page.input_value("[name=first_name]") == "Nora"
