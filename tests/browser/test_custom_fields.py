"""A rep fills a custom field in, changes it in the list, sorts by it and reads its history."""

import pytest
from playwright.sync_api import expect

from customization.models import CustomFieldFolder
from tests import makers
from tests.makers import custom_field

from .checks import assert_fits
from .conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shaped(cast):
    """An organization with a number and a list of options in a folder."""
    folder = CustomFieldFolder.objects.create(organization=cast.acme, name="Contract terms")
    custom_field(cast.olivia, "Seats", type="number", folder=folder)
    custom_field(cast.olivia, "Plan", type="select", options=["Gold", "Silver"], folder=folder, required=True)
    for name, seats in (("Ann", 9), ("Bob", 100)):
        makers.contact(cast.marco, name, "Smith", custom={"seats": seats, "plan": "Gold"})
    return cast


def rows(page):
    return page.locator("table.list tbody tr")


def test_fills_edits_sorts_and_reads_a_custom_field(shaped, browser_page):
    page = browser_page(shaped.marco)
    page.goto("/contacts/new")
    page.get_by_label("First name").fill("Cy")
    terms = page.get_by_role("group", name="Contract terms")
    terms.get_by_label("Seats").fill("many")
    page.get_by_role("button", name="Save").click()
    expect(terms.get_by_text("Give a number.")).to_be_visible()
    terms.get_by_label("Seats").fill("20")
    terms.get_by_label("Plan").select_option("Silver")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Contract terms")).to_be_visible()

    page.goto("/contacts")
    page.get_by_role("link", name="Columns").click()
    page.locator("#dialog").get_by_label("Seats").check()
    page.locator("#dialog").get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Seats", exact=True).click()
    expect(rows(page)).to_contain_text(["Ann", "Cy", "Bob"])

    rows(page).nth(1).get_by_role("link", name="20 edit Seats").click()
    page.locator(".cell-edit").get_by_label("Seats").fill("1,200")
    page.keyboard.press("Enter")
    expect(rows(page).nth(1)).to_contain_text("1,200")
    page.reload()
    expect(rows(page)).to_contain_text(["Ann", "Bob", "Cy"])

    rows(page).nth(2).get_by_role("link", name="Cy", exact=True).click()
    expect(page.get_by_text("3 of 3")).to_be_visible()
    expect(page.get_by_text("Seats changed from 20 to 1,200")).to_be_visible()


def test_sets_a_field_of_many_and_takes_it_back(shaped, browser_page):
    page = browser_page(shaped.marco)
    page.goto("/contacts?columns=name,custom.plan")
    page.get_by_label("Select the page").check()
    page.get_by_role("button", name="Set a field").click()
    dialog = page.locator("#dialog")
    dialog.get_by_label("Field").select_option("custom.plan")
    dialog.get_by_role("button", name="Go on").click()
    dialog.get_by_label("Plan").select_option("Silver")
    dialog.get_by_role("button", name="Go on").click()
    expect(page.locator(".toast")).to_contain_text("2 contacts changed.")
    expect(rows(page)).to_contain_text(["Silver", "Silver"])
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(rows(page)).to_contain_text(["Gold", "Gold"])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_form_and_list_fit_a_phone(shaped, browser_page, theme):
    custom_field(shaped.olivia, "T" * 80, key="t" * 50, type="multiselect", options=["A" * 60, "B"])
    contact = makers.contact(shaped.marco, custom={"t" * 50: ["A" * 60]})
    page = browser_page(shaped.marco, viewport=PHONE, theme=theme)
    for address in (
        contact.get_absolute_url(),
        "/contacts/new",
        "/contacts?columns=name,custom.plan,custom.seats",
        "/contacts/filters",
    ):
        page.goto(address)
        assert_fits(page)
