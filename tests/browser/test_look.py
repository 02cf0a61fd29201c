"""The parts in a real browser: accessible in both themes and at three widths, and what the modules do."""

import pytest
from playwright.sync_api import expect

from .checks import assert_accessible, assert_fits
from .conftest import DESKTOP, PHONE

pytestmark = [pytest.mark.urls("tests.crm.gallery"), pytest.mark.once]
NARROW = {"width": 320, "height": 640}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE, NARROW], ids=["desktop", "phone", "narrow"])
def test_every_part_is_accessible_and_fits(cast, browser_page, theme, viewport):
    page = browser_page(cast.olivia, theme=theme, viewport=viewport)
    page.goto("/look?toast=1")
    assert_fits(page)
    assert_accessible(page)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_opens_is_accessible(cast, browser_page, theme):
    page = browser_page(cast.olivia, theme=theme)
    page.goto("/look")
    for button in (".account", '[popovertarget="filter-menu"]'):
        page.locator(button).last.click()
        assert_accessible(page)
        page.keyboard.press("Escape")
    page.click('[data-opens="sure"]')
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    assert_accessible(page)


def test_a_theme_chosen_stays(cast, browser_page):
    page = browser_page(cast.marco, theme="light")
    page.goto("/look")
    page.click(".account")
    with page.expect_response("**/profile/theme") as answer:
        page.click('[data-themes] [value="dark"]')
    assert answer.value.status == 204
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_bar_counts_what_is_selected(cast, browser_page):
    page = browser_page(cast.marco)
    page.goto("/look")
    boxes, bar = page.locator("[data-select]"), page.locator(".bar")
    expect(bar).to_be_hidden()
    boxes.nth(0).click()
    expect(bar.locator("[data-count]")).to_have_text("1")
    boxes.nth(2).click(modifiers=["Shift"])
    expect(bar.locator("[data-count]")).to_have_text("3")
    page.check("[data-select-page]")
    bar.locator("[data-select-matching]").click()
    expect(bar.locator("[data-count]")).to_have_text("318")
    expect(page.locator("[data-all]")).to_have_value("1")
    boxes.nth(1).click()
    expect(bar.locator("[data-count]")).to_have_text("3")
    expect(page.locator("[data-all]")).to_have_value("")
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()


def test_the_bar_shows_without_scripts(cast, browser_page):
    page = browser_page(cast.marco, javascript=False)
    page.goto("/look")
    expect(page.locator(".bar")).to_be_hidden()
    page.locator("[data-select]").first.check()
    expect(page.locator(".bar")).to_be_visible()


def test_rows_are_walked_by_key(cast, browser_page):
    page = browser_page(cast.marco)
    page.goto("/look")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("tr.cursor")).to_contain_text("Łukasz")
    page.keyboard.press("x")
    expect(page.locator("[data-select]").nth(1)).to_be_checked()
    page.keyboard.press("Enter")
    page.wait_for_url("**/contacts/1")


def test_keys_are_letters_while_one_types(cast, browser_page):
    page = browser_page(cast.marco)
    page.goto("/look/manners")
    page.fill("[name=nickname]", "")
    page.type("[name=nickname]", "n?/j")
    expect(page.locator("[name=nickname]")).to_have_value("n?/j")
    expect(page.locator("dialog[open]")).to_have_count(0)


@pytest.mark.parametrize("key", ["/", "Control+k"])
def test_the_palette_opens_by_key(cast, browser_page, key):
    page = browser_page(cast.marco)
    page.goto("/look")
    page.keyboard.press(key)
    expect(page.locator("#palette [name=q]")).to_be_focused()
    page.keyboard.type("jane")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()


def test_a_dialog_opens_filled_keeps_a_wrong_form_and_closes_on_success(cast, browser_page):
    page = browser_page(cast.marco)
    page.goto("/look/manners")
    page.click("text=Rename")
    dialog = page.locator("#dialog")
    expect(dialog.locator("[name=name]")).to_be_focused()
    dialog.locator("text=Save").click()
    dialog.locator(".error").wait_for()
    dialog.locator("[name=name]").fill("new")
    page.keyboard.press("Control+Enter")
    page.locator("#name", has_text="new").wait_for()
    dialog.wait_for(state="hidden")
    toast = page.locator(".toast", has_text="Renamed.")
    expect(toast.locator("form")).to_have_attribute("action", "/undo/7")
    expect(page.get_by_text("Rename", exact=True)).to_be_focused()


def test_an_answer_may_raise_a_toast(cast, browser_page):
    page = browser_page(cast.marco)
    page.goto("/look/manners")
    page.click("text=Do")
    page.locator(".toast", has_text="Done.").wait_for()
    page.click(".toast .shut")
    page.locator(".toast").wait_for(state="detached")


def test_a_request_that_cannot_be_sent_is_told(cast, browser_page):
    page = browser_page(cast.marco)
    page.goto("/look/manners")
    page.route("**/look/done", lambda route: route.abort())
    page.evaluate("console.error = () => {}")
    page.click("text=Do")
    page.locator(".toast.error").wait_for()


def test_leaving_a_changed_form_asks(cast, browser_page):
    page = browser_page(cast.marco)
    page.goto("/look/manners")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.fill("[name=nickname]", "Mia")
    page.click("text=Elsewhere")
    page.wait_for_url("**/look")
    assert asked == ["beforeunload"]
    page.goto("/look/manners")
    page.fill("[name=nickname]", "Mia")
    page.fill("[name=nickname]", "")
    page.click("text=Elsewhere")
    page.wait_for_url("**/look")
    assert len(asked) == 1


def test_a_draft_outlives_the_page(cast, browser_page):
    page = browser_page(cast.marco)
    page.goto("/look")
    page.fill("[data-draft]", "Called twice.")
    page.reload()
    expect(page.locator("[data-draft]")).to_have_value("Called twice.")
    page.fill("[data-draft]", "")
    page.reload()
    expect(page.locator("[data-draft]")).to_have_value("")


def test_a_filter_submits_itself(cast, browser_page):
    page = browser_page(cast.marco)
    page.goto("/look/manners")
    page.locator("main [name=q]").press_sequentially("jane")
    page.wait_for_url("**/look/found?q=jane")


def test_a_menu_stands_beside_its_button(cast, browser_page):
    page = browser_page(cast.marco)
    page.goto("/look")
    button = page.locator(".account")
    button.click()
    expect(page.locator("#account-menu")).to_be_visible()
    menu, at = page.locator("#account-menu").bounding_box(), button.bounding_box()
    assert abs(menu["y"] - (at["y"] + at["height"])) < 12
    assert menu["x"] + menu["width"] <= DESKTOP["width"]
    page.keyboard.press("ArrowDown")
    expect(page.locator("#account-menu :focus")).to_have_count(1)
