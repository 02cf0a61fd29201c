"""A rep works in a list, by mouse and by key."""

import re

import pytest
from playwright.sync_api import expect

from contacts.models import Contact
from tests import makers

from .checks import assert_fits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(cast):
    return [makers.contact(cast.marco, name, "Smith", job_title="Buyer") for name in ("Ann", "Bob", "Cy")]


def rows(page):
    return page.locator("table.list tbody tr")


def test_searches_sorts_and_keeps_the_address(cast, people, browser_page):
    page = browser_page(cast.marco)
    page.goto("/contacts")
    page.get_by_label("Search Contacts").press_sequentially("smith b")
    expect(rows(page)).to_have_count(1)
    expect(page).to_have_url(re.compile(r"/contacts\?search=smith\+b$"))
    page.get_by_label("Search Contacts").fill("")
    expect(rows(page)).to_have_count(3)
    page.locator("#sort-name").click()
    expect(rows(page).first).to_contain_text("Cy Smith")
    page.reload()
    expect(rows(page).first).to_contain_text("Cy Smith")


def test_filters_in_a_dialog_and_takes_the_filter_off(cast, people, browser_page):
    people[0].change(by=cast.marco, status="inactive")
    page = browser_page(cast.marco)
    page.goto("/contacts")
    page.locator("#add-filter").click()
    page.locator("#dialog").get_by_label("Status").select_option("inactive")
    page.locator("#dialog").get_by_role("button", name="Show").click()
    expect(rows(page)).to_have_count(1)
    expect(page.locator("#dialog")).not_to_be_visible()
    page.get_by_label("Remove the filter Status").click()
    expect(rows(page)).to_have_count(3)


def test_tags_many_and_takes_it_back(cast, people, browser_page):
    page = browser_page(cast.marco)
    page.goto("/contacts")
    page.get_by_label("Select the page").check()
    page.get_by_role("button", name="Tag", exact=True).click()
    page.locator("#dialog").get_by_label("Add").fill("fair")
    page.locator("#dialog").get_by_role("button", name="Change tags").click()
    expect(page.locator(".toast")).to_contain_text("Tags of 3 contacts changed.")
    expect(rows(page).locator(".tag", has_text="fair")).to_have_count(3)
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.locator(".toast")).to_contain_text("3 records restored.")
    expect(rows(page).locator(".tag", has_text="fair")).to_have_count(0)


def test_edits_a_cell_where_it_stands(cast, people, browser_page):
    page = browser_page(cast.marco)
    page.goto("/contacts")
    cell = rows(page).first.get_by_role("link", name="Buyer edit Job title")
    cell.click()
    page.locator("form.cell-edit input[name=job_title]").press("Escape")
    expect(page.locator("form.cell-edit")).to_have_count(0)
    expect(page.locator(".htmx-added, .htmx-settling")).to_have_count(0)  # before, the link leads to the plain form
    cell.press("Enter")
    page.locator("form.cell-edit input[name=job_title]").fill("Head of sales")
    page.keyboard.press("Enter")
    expect(rows(page).first).to_contain_text("Head of sales")
    assert Contact.objects.get(first_name="Ann").job_title == "Head of sales"


def test_writes_a_note_by_key_and_keeps_a_draft(cast, people, browser_page):
    page = browser_page(cast.marco)
    page.goto(f"/contacts/{people[0].pk}")
    page.get_by_label("Note", exact=True).fill("Half a thought")
    page.reload()
    expect(page.get_by_label("Note", exact=True)).to_have_value("Half a thought")
    page.get_by_label("Note", exact=True).press("Control+Enter")
    expect(page.locator("#timeline")).to_contain_text("Half a thought")
    expect(page.get_by_label("Note", exact=True)).to_have_value("")


def test_works_without_javascript(cast, people, browser_page):
    page = browser_page(cast.marco, javascript=False)
    page.goto("/contacts")
    page.locator("#add-filter").click()
    page.get_by_label("Status").select_option("active")
    page.get_by_role("button", name="Show").click()
    expect(rows(page)).to_have_count(3)
    page.get_by_label("Select Ann Smith").check()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.locator(".toast")).to_contain_text("1 contact deleted.")
    expect(rows(page)).to_have_count(2)


def hidden_width(page):
    return page.locator(".sheet").evaluate("sheet => sheet.scrollWidth - sheet.clientWidth")


@pytest.mark.once
@pytest.mark.parametrize("width", [1280, 1366, 1440])
def test_the_columns_of_contacts_fit_a_laptop(cast, browser_page, width):
    long = {"email": "bartholomew.featherstonehaugh@northwind-quay-logistics.example", "phone": "+351 21 5555 34944"}
    makers.contact(
        cast.marco,
        "Bartholomew",
        "Featherstonehaugh",
        company="Northwind Quay Logistics and Daughters",
        job_title="Regional Head of Purchasing and Facilities",
        tags=["key account", "needs a call", "fair 2026"],
        assigned_to=cast.olivia,
        status="inactive",
        **long,
    )
    page = browser_page(cast.marco, viewport={"width": width, "height": 800})
    page.goto("/contacts")
    assert hidden_width(page) == 0
    page.goto("/contacts?columns=name,company,job_title,email,phone,mobile,tags,status,owner,source,updated,created")
    assert hidden_width(page) > 0
    assert_fits(page)


def test_tells_by_its_title_what_a_narrow_cell_cuts(cast, browser_page):
    name = "Northwind Quay Logistics of the Northern Harbours"
    makers.contact(
        cast.marco, "Ann", "Smith", company=name, job_title="Buyer", tags=["needs a call", "reference of ours"]
    )
    page = browser_page(cast.marco)
    page.goto("/contacts")
    for text, title in (("Northwind", name), ("Buyer", ""), ("needs a call", "needs a call reference of ours")):
        cell = page.locator("tbody td", has_text=text)
        cell.hover()
        expect(cell).to_have_attribute("title", title)


@pytest.mark.parametrize("width", [1024, 1280])
def test_a_card_that_was_opened_from_a_list_leaves_room_for_the_name(cast, browser_page, width):
    for last in ("Constantinopolous", "Smith"):
        contact = makers.contact(cast.marco, "Maximilian", last, email="max@example.com", phone="+1-555-0101")
    page = browser_page(cast.marco, viewport={"width": width, "height": 800})
    page.goto(f"{contact.get_absolute_url()}?from=")
    assert page.get_by_role("navigation", name="On the list").is_visible()
    name, state = page.locator(".head h1").bounding_box(), page.locator(".head .tag").bounding_box()
    assert state["x"] > name["x"] + name["width"] - 1
