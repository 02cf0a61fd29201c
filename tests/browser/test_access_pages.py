"""The sign-in family and the settings in a real browser: accessible, whole on a phone, usable without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import Credential, Invitation, Member
from tests.cast import PASSWORD

from .checks import assert_accessible, assert_fits
from .conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)

PUBLIC = ["/account/login/", "/account/signup/", "/account/password/reset/", "/invitation/nonsense"]
OWN = ["/profile", "/account/email/", "/account/password/change/", "/account/2fa/", "/account/sessions/"]
ADMINS = ["/settings", "/settings/people", "/settings/teams", "/settings/teams/new", "/settings/api-keys"]


@pytest.mark.once
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_is_accessible_and_fits(cast, browser_page, theme):
    Invitation.send_to("somebody.with.a.long.name@acme-and-daughters.example", by=cast.olivia)
    Credential.issue(by=cast.olivia, name="Nightly export")
    ours = [f"/settings/people/{cast.rita.pk}/deactivate", f"/settings/teams/{cast.team.pk}"]
    nobody, olivia = browser_page(theme=theme), browser_page(cast.olivia, theme=theme)
    for page, addresses in ((nobody, PUBLIC), (olivia, OWN + ADMINS + ours)):
        for address in addresses:
            page.set_viewport_size({"width": 1280, "height": 800})
            page.goto(address)
            assert_accessible(page)
            page.set_viewport_size({"width": 320, "height": 700})
            assert_fits(page)


def test_sign_up_then_invite_then_join(db, browser_page):
    page = browser_page()
    page.goto("/account/signup/")
    for label, value in (
        ("Organization", "Nile Logistics"),
        ("First name", "Ahmed"),
        ("Last name", "Hassan"),
        ("E-mail", "ahmed@nile.example"),
        ("Password", "seven purple hippos"),
    ):
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Sign up").click()
    page.wait_for_url(re.compile(r"localhost:\d+/$"))

    page.goto("/settings/people")
    page.get_by_label("E-mail").fill("salma@nile.example")
    page.get_by_role("button", name="Send the invitation").click()
    link = page.locator(".secret code").inner_text()

    guest = browser_page(viewport=PHONE)
    guest.goto("/invitation/" + link.rsplit("/", 1)[1])
    expect(guest.get_by_text("Ahmed Hassan invites you")).to_be_visible()
    for label, value in (("First name", "Salma"), ("Last name", "Farid"), ("Password", "nine orange camels")):
        guest.get_by_label(label).fill(value)
    guest.get_by_role("button", name="Join").click()
    guest.wait_for_url(re.compile(r"localhost:\d+/$"))
    page.goto("/settings/people")
    expect(page.get_by_label("Role of Salma Farid")).to_have_value("member")


def test_a_role_changes_where_it_stands(cast, browser_page):
    page = browser_page(cast.olivia)
    page.goto("/settings/people")
    with page.expect_response(re.compile("/settings/people/")):
        page.get_by_label("Role of Rita Sharma").select_option("admin")
    page.get_by_text("saved", exact=True).wait_for()
    assert Member.objects.get(pk=cast.rita.pk).is_admin
    with page.expect_response(re.compile("/settings/people/")):
        page.get_by_label("Role of Rita Sharma").select_option("member")
    page.get_by_label("Role of Olivia Larsen").select_option("member")
    page.get_by_text("the last active admin").wait_for()
    expect(page.get_by_label("Role of Olivia Larsen")).to_have_value("member")
    assert Member.objects.get(pk=cast.olivia.pk).is_admin


def test_a_role_changes_without_javascript(cast, browser_page):
    page = browser_page(cast.olivia, javascript=False)
    page.goto("/settings/people")
    page.get_by_label("Role of Rita Sharma").select_option("admin")
    with page.expect_navigation():
        page.locator(f"#person-{cast.rita.pk}").get_by_role("button", name="Save").click()
    assert Member.objects.get(pk=cast.rita.pk).is_admin


def test_signs_in_by_keyboard_alone(cast, browser_page):
    page = browser_page()
    page.goto("/profile")
    page.keyboard.type(cast.marco.user.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/profile")


def test_the_theme_stays_after_a_reload(cast, browser_page):
    page = browser_page(cast.marco)
    page.goto("/profile")
    page.get_by_role("button", name="Account of Marco Diaz").click()
    with page.expect_response("**/profile/theme"):
        page.locator("#account-menu").get_by_role("button", name="Dark").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_browsers_time_zone_is_taken_at_sign_up(browser_page):
    page = browser_page()
    page.goto("/account/signup/")
    zone = page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    expect(page.locator("[name=time_zone]")).to_have_value(zone)
