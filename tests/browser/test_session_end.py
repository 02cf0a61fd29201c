"""A session that ends while somebody types: nothing of it is lost, and nobody else sees it."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests import makers
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(page, member):
    page.wait_for_url("**/account/login/**")
    page.fill("[name=login]", member.user.email)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")


def end_session(page):
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)


@pytest.fixture
def typed(cast, browser_page):
    """Marco's page with a new contact typed in, sent after his session ended: it asks who he is."""
    page = browser_page(cast.marco)
    makers.contact(cast.marco, "Ann", "Smith", tags=["vip"])
    page.goto("/contacts/new")
    page.fill("[name=first_name]", "Jane")
    page.fill("[name=notes]", "Met at the fair.\nCall her.")
    page.select_option("[name=status]", "inactive")
    page.check("[name=is_private]")
    end_session(page)
    page.keyboard.press("Control+Enter")
    return page


def test_a_form_is_as_it_was_after_signing_in_again(cast, typed):
    sign_in(typed, cast.marco)
    expect(typed.locator(".toast")).to_contain_text("What you typed is back.")
    expect(typed.locator("[name=first_name]")).to_have_value("Jane")
    expect(typed.locator("[name=notes]")).to_have_value("Met at the fair.\nCall her.")
    expect(typed.locator("[name=status]")).to_have_value("inactive")
    expect(typed.locator("[name=is_private]")).to_be_checked()
    typed.locator("[name=first_name]").press("Control+Enter")
    expect(typed.locator("h1")).to_have_text("Jane")
    typed.goto("/contacts/new")
    expect(typed.locator("[name=first_name]")).to_have_value("")


def test_somebody_else_who_signs_in_does_not_see_it(cast, typed):
    sign_in(typed, cast.olivia)
    expect(typed.locator("h1")).to_have_text("New contact")
    expect(typed.locator("[name=first_name]")).to_have_value("")
    assert typed.evaluate("sessionStorage.kept") is None


def test_a_quick_form_leads_back_to_its_page(cast, browser_page):
    page = browser_page(cast.marco)
    page.goto("/tasks")
    page.get_by_label("Title").fill("Send the offer")
    end_session(page)
    page.keyboard.press("Enter")
    sign_in(page, cast.marco)
    expect(page.locator("h1")).to_have_text("Tasks")
    expect(page.get_by_label("Title")).to_have_value("Send the offer")
