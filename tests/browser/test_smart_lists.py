"""People build lists, share them, ask why, and mend what broke."""

import re

import pytest
from playwright.sync_api import expect

from customization.models import SavedView
from tests import makers

from .conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(cast):
    values = {"Ann": ("Buyer", "Fair"), "Bob": ("Driver", "Web"), "Cy": ("Driver", "Fair")}
    return [makers.contact(cast.olivia, n, "Smith", job_title=job, source=src) for n, (job, src) in values.items()]


def names(page):
    return page.locator("table.list tbody td.first")


def settled(page):
    """Nothing is on its way any more."""
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")).to_have_count(0)


def fill_row(page, place, field, op, value):
    page.locator(f"#field-{place}").select_option(label=field)
    page.locator(f"#op-{place}").select_option(label=op)
    expect(page.locator(f"#op-{place} option:checked")).to_have_text(op)
    settled(page)
    page.locator(f"#value-{place}").fill(value)


def test_builds_two_groups_shares_them_and_a_colleague_sees_them(cast, people, browser_page):
    page = browser_page(cast.olivia)
    page.goto("/contacts")
    page.locator("#smart-filter").click()
    fill_row(page, "0-0", "Job title", "is", "buyer")
    expect(page.locator("#count")).to_contain_text("1 contact matches")
    page.get_by_role("button", name="Or another group").click()
    expect(page.locator("#field-1-0")).to_be_focused()
    fill_row(page, "1-0", "Source", "begins with", "we")
    expect(page.locator("#count")).to_contain_text("2 contacts match")
    page.get_by_label("Name", exact=True).fill("Buyers and the web")
    page.get_by_label("Everybody in the organization sees this tab").check()
    page.get_by_role("button", name="Save as a tab").click()
    expect(names(page)).to_have_text([re.compile("Ann"), re.compile("Bob")])
    colleague = browser_page(cast.marco)
    colleague.goto("/contacts")
    colleague.get_by_role("link", name=re.compile("Buyers and the web")).click()
    expect(names(colleague)).to_have_text([re.compile("Ann"), re.compile("Bob")])
    expect(colleague.locator(".chip.on")).to_contain_text("2 conditions in 2 groups")
    colleague.get_by_label("Remove the smart filter").click()
    expect(names(colleague)).to_have_count(3)


def test_tabs_stay_where_they_are_while_they_are_counted(cast, people, browser_page):
    page = browser_page(cast.marco)
    held = []
    page.route("**/contacts/tabs*", lambda route: held.append(route))
    with page.expect_request("**/contacts/tabs*"):
        page.goto("/contacts")
    tab = page.locator("#tabs a").first
    before, where = tab.element_handle(), page.locator("#tabs a").nth(1).bounding_box()
    while not held:
        page.wait_for_timeout(10)
    held.pop().continue_()
    expect(page.locator("#tab-count-all")).to_have_text("3")
    assert before.evaluate("tab => tab.isConnected")
    assert page.locator("#tabs a").nth(1).bounding_box() == where


def test_asks_why_somebody_is_in_or_out(cast, people, browser_page):
    page = browser_page(cast.marco)
    page.goto('/contacts?query={"groups":[{"conditions":[{"field":"source","op":"eq","value":"Fair"}]}]}')
    page.get_by_role("link", name="Why?").click()
    page.locator("#why-text").press_sequentially("bob")
    page.locator("#why").get_by_role("button", name="Bob Smith").click()
    expect(page.locator(".verdict")).to_contain_text("Bob Smith is out")
    expect(page.locator(".reasons tbody tr").last).to_contain_text("Source is “Fair”")
    expect(page.locator(".reasons tbody tr").last).to_contain_text("Web")


def test_by_keyboard_alone(cast, people, browser_page):
    page = browser_page(cast.marco)
    page.goto("/contacts/smart")
    settled(page)
    page.locator("#field-0-0").focus()
    page.keyboard.type("Sour")
    expect(page.locator("#op-0-0")).to_be_visible()
    settled(page)
    expect(page.locator("#field-0-0")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#op-0-0")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("web")
    expect(page.locator("#count")).to_contain_text("1 contact matches")
    page.keyboard.press("Enter")
    expect(names(page)).to_have_text([re.compile("Bob")])


def test_a_broken_view_is_mended(cast, people, browser_page):
    field = makers.custom_field(cast.olivia, "Plan")
    query = {
        "groups": [
            {
                "conditions": [
                    {"field": "custom.plan", "op": "eq", "value": "Gold"},
                    {"field": "source", "op": "eq", "value": "Fair"},
                ]
            }
        ]
    }
    view = SavedView.objects.create(
        organization=cast.acme, kind="contact", name="Golden", query=query, created_by=cast.marco
    )
    field.delete()
    page = browser_page(cast.marco)
    page.goto("/contacts")
    page.get_by_role("link", name=re.compile("to be mended: Golden")).click()
    expect(page.locator(".condition.wrong")).to_contain_text("There is no such custom field.")
    page.locator(".condition.wrong").get_by_role("button", name=re.compile("Remove the condition")).click()
    expect(page.locator("#count")).to_contain_text("2 contacts match")
    page.get_by_role("button", name="Update “Golden”").click()
    expect(names(page)).to_have_count(2)
    view.refresh_from_db()
    assert [each["field"] for each in view.query["groups"][0]["conditions"]] == ["source"]
    expect(page.get_by_role("link", name=re.compile("Golden"))).to_have_attribute("aria-current", "page")


def test_works_without_javascript_on_a_phone(cast, people, browser_page):
    page = browser_page(cast.marco, javascript=False, viewport=PHONE)
    page.goto("/contacts/smart")
    page.locator("#field-0-0").select_option("job_title")
    page.get_by_role("button", name="Next").click()
    page.locator("#op-0-0").select_option("starts_with")
    page.locator("#value-0-0").fill("dri")
    page.get_by_role("button", name="Condition", exact=True).click()
    expect(page.locator("#value-0-0")).to_have_value("dri")
    page.get_by_role("button", name="Show the list").click()
    expect(names(page)).to_have_count(2)


def test_drags_columns_into_order(cast, people, browser_page):
    page = browser_page(cast.marco)
    page.goto("/contacts")
    page.get_by_role("link", name="Columns").click()
    expect(page.locator("[data-columns][data-ready]")).to_be_visible()
    settled(page)
    taken, to = (page.locator("[data-columns] .grip").nth(n).bounding_box() for n in (3, 1))
    page.mouse.move(taken["x"] + 8, taken["y"] + 8)
    page.mouse.down()
    page.mouse.move(taken["x"] + 8, taken["y"] - 8, steps=4)
    page.mouse.move(to["x"] + 8, to["y"] + 2, steps=8)
    page.mouse.up()
    expect(page.locator("[data-columns] li").nth(1)).to_contain_text("E-mail")
    page.locator("#down-email").press("Enter")
    expect(page.locator("[data-columns] li").nth(2)).to_contain_text("E-mail")
    expect(page.locator("#down-email")).to_be_focused()
    page.locator("#dialog").get_by_role("button", name="Show").click()
    expect(page.locator("table.list thead th").nth(3)).to_contain_text("E-mail")
