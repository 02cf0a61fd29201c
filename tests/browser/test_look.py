"""The parts in a real browser: accessible in both themes and at three widths, and what the modules do."""

import pytest

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
    assert page.locator("#shortcuts").is_visible()
    assert_accessible(page)


def test_a_theme_chosen_stays(cast, browser_page):
    page = browser_page(cast.marco, theme="light")
    page.goto("/look")
    page.click(".account")
    with page.expect_response("**/profile/theme") as answer:
        page.click('[data-themes] [value="dark"]')
    assert answer.value.status == 204
    page.reload()
    assert page.get_attribute("html", "data-theme") == "dark"


def test_the_bar_counts_what_is_selected(cast, browser_page):
    page = browser_page(cast.marco)
    page.goto("/look")
    boxes, bar = page.locator("[data-select]"), page.locator(".bar")
    assert not bar.is_visible()
    boxes.nth(0).click()
    assert bar.locator("[data-count]").inner_text() == "1"
    boxes.nth(2).click(modifiers=["Shift"])
    assert bar.locator("[data-count]").inner_text() == "3"
    page.check("[data-select-page]")
    bar.locator("[data-select-matching]").click()
    assert bar.locator("[data-count]").inner_text() == "318"
    assert page.input_value("[data-all]") == "1"
    boxes.nth(1).click()
    assert bar.locator("[data-count]").inner_text() == "3"
    assert page.input_value("[data-all]") == ""
    page.keyboard.press("Escape")
    assert not bar.is_visible()


def test_the_bar_shows_without_scripts(cast, browser_page):
    page = browser_page(cast.marco, javascript=False)
    page.goto("/look")
    assert not page.locator(".bar").is_visible()
    page.locator("[data-select]").first.check()
    assert page.locator(".bar").is_visible()


def test_rows_are_walked_by_key(cast, browser_page):
    page = browser_page(cast.marco)
    page.goto("/look")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert "Łukasz" in page.locator("tr.cursor").inner_text()
    page.keyboard.press("x")
    assert page.locator("[data-select]").nth(1).is_checked()
    page.keyboard.press("Enter")
    page.wait_for_url("**/contacts/1")


def test_keys_are_letters_while_one_types(cast, browser_page):
    page = browser_page(cast.marco)
    page.goto("/look/manners")
    page.fill("[name=nickname]", "")
    page.type("[name=nickname]", "n?/j")
    assert page.input_value("[name=nickname]") == "n?/j"
    assert not page.locator("dialog[open]").count()


@pytest.mark.parametrize("key", ["/", "Control+k"])
def test_the_palette_opens_by_key(cast, browser_page, key):
    page = browser_page(cast.marco)
    page.goto("/look")
    page.keyboard.press(key)
    assert page.locator("#palette").is_visible()
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("jane")
    page.keyboard.press("Escape")
    assert not page.locator("#palette").is_visible()


def test_a_dialog_opens_filled_keeps_a_wrong_form_and_closes_on_success(cast, browser_page):
    page = browser_page(cast.marco)
    page.goto("/look/manners")
    page.click("text=Rename")
    dialog = page.locator("#dialog")
    dialog.locator("[name=name]").wait_for()
    assert page.evaluate("document.activeElement.name") == "name"
    dialog.locator("text=Save").click()
    dialog.locator(".error").wait_for()
    dialog.locator("[name=name]").fill("new")
    page.keyboard.press("Control+Enter")
    page.locator("#name", has_text="new").wait_for()
    dialog.wait_for(state="hidden")
    toast = page.locator(".toast", has_text="Renamed.")
    assert toast.locator("form").get_attribute("action") == "/undo/7"
    assert page.evaluate("document.activeElement.textContent") == "Rename"


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
    assert page.input_value("[data-draft]") == "Called twice."
    page.fill("[data-draft]", "")
    page.reload()
    assert page.input_value("[data-draft]") == ""


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
    menu, at = page.locator("#account-menu").bounding_box(), button.bounding_box()
    assert abs(menu["y"] - (at["y"] + at["height"])) < 12
    assert menu["x"] + menu["width"] <= DESKTOP["width"]
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('#account-menu') !== null")
