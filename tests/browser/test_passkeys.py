"""Passkeys with a virtual authenticator: added, named, used to sign in, removed."""

import re

import pytest
from playwright.sync_api import expect

from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def device():
    """`device(page)`: a laptop with a fingerprint reader, in the page's browser."""

    def attach(page):
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return session, made["authenticatorId"]

    return attach


def sign_in(page, member):
    page.goto("/account/login/")
    page.get_by_label("E-mail").fill(member.user.email)
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in", exact=True).click()


def show_it_is_you(page):
    """Type the password again where a change asks for it, before the form with the name."""
    page.get_by_label(re.compile("^(Name|Password)")).wait_for()
    if "reauthenticate" in page.url:
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()


def add_passkey(page, name):
    page.goto("/account/2fa/webauthn/add/")
    show_it_is_you(page)
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url("**/recovery-codes/")


def test_a_passkey_from_adding_to_removing(cast, browser_page, device):
    page = browser_page()
    device(page)
    sign_in(page, cast.marco)
    add_passkey(page, "Blue laptop")
    expect(page.locator("#recovery-codes li")).to_have_count(10)
    page.goto("/account/2fa/webauthn/")
    expect(page.get_by_text("without password")).to_be_visible()

    page.context.clear_cookies()
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(re.compile(r"localhost:\d+/$"))
    page.goto("/profile")
    expect(page.get_by_text("1 passkey")).to_be_visible()

    page.goto("/account/2fa/webauthn/")
    page.get_by_role("link", name="Rename Blue laptop").click()
    show_it_is_you(page)
    page.get_by_label("Name").fill("Old laptop")
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    page.goto("/account/2fa/webauthn/")
    page.get_by_role("link", name="Remove Old laptop").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Remove").click()
    page.goto("/account/2fa/")
    expect(page.get_by_text("Sign in by fingerprint")).to_be_visible()


def test_a_passkey_is_the_second_step_after_the_password(cast, browser_page, device):
    page = browser_page()
    device(page)
    sign_in(page, cast.marco)
    add_passkey(page, "Blue laptop")
    page.context.clear_cookies()
    sign_in(page, cast.marco)
    page.wait_for_url("**/2fa/authenticate/**")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(re.compile(r"localhost:\d+/$"))


def test_the_passkey_of_a_deactivated_person_opens_nothing(cast, browser_page, device):
    page = browser_page()
    device(page)
    sign_in(page, cast.marco)
    add_passkey(page, "Blue laptop")
    page.context.clear_cookies()
    cast.marco.change_access(by=cast.olivia, is_active=False)
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("E-mail or password is not right").wait_for()


def test_a_cancelled_passkey_is_told_in_words(cast, browser_page, device):
    page = browser_page()
    session, authenticator = device(page)
    session.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("That was cancelled, or it took too long").wait_for()


def test_without_passkeys_the_button_is_not_offered(browser_page):
    page = browser_page()
    page.add_init_script("delete window.PublicKeyCredential")
    page.goto("/account/login/")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
