"""What a rep does in a morning, on the real server."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import Member
from contacts.models import Contact
from tests import makers
from tests.cast import PASSWORD

from .places import FILE


@pytest.fixture
def at_once(settings):
    """Background work is done in the request."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def test_import_then_find_open_edit_and_undo(cast, at_once, browser_page):
    page = browser_page(cast.olivia)
    page.goto("/imports/new?kind=contact")
    page.set_input_files("input[type=file]", FILE)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Rehearse").click()
    with page.expect_navigation():
        page.locator("form[action$='/run'] button").click()
    jane = Contact.objects.get(email="jane@example.com")
    assert jane.company.name == "Orchard"
    assert Contact.objects.count() == 1  # the row with the wrong address was refused

    page.goto("/contacts?search=jane")
    page.get_by_role("link", name="Jane Smith").first.click()
    page.wait_for_url(re.compile(rf"/contacts/{jane.pk}"))
    page.goto(f"/contacts/{jane.pk}/edit")
    page.get_by_label("First name").fill("Janet")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile(rf"/contacts/{jane.pk}(\?.*)?$"))
    expect(page.get_by_role("heading", name="Janet Smith")).to_be_visible()

    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_role("heading", name="Jane Smith")).to_be_visible()
    jane.refresh_from_db()
    assert jane.first_name == "Jane"


def test_a_restricted_member_finds_only_what_is_theirs(cast, browser_page):
    makers.contact(cast.olivia, "Hidden", "Smith")
    makers.contact(cast.olivia, "Shown", "Smith", assigned_to=cast.rita)
    page = browser_page(cast.rita)
    page.goto("/contacts?search=smith")
    assert page.get_by_role("link", name="Shown Smith").count()
    assert not page.get_by_text("Hidden Smith").count()


def test_invited_then_joined_then_seeing_only_ones_own(cast, browser_page):
    makers.contact(cast.olivia, "Hidden", "Smith")
    others = makers.contact(cast.olivia, "Marcos", "Smith", assigned_to=cast.marco)
    office = browser_page(cast.olivia)
    office.goto("/settings/people")
    invite = office.locator("form[action$='/invite'], form:has-text('Invite somebody')").first
    invite.get_by_label("E-mail").fill("nora@acme.example")
    invite.get_by_label("Sees").select_option("assigned")
    invite.get_by_role("button", name="Send the invitation").click()
    link = office.locator(".secret code").inner_text()

    nora = browser_page()
    nora.goto("/invitation/" + link.rsplit("/", 1)[1])
    for label, value in (("First name", "Nora"), ("Last name", "Lind"), ("Password", "nine orange camels")):
        nora.get_by_label(label).fill(value)
    nora.get_by_role("button", name="Join").click()
    nora.wait_for_url(re.compile(r"localhost:\d+/$"))

    member = Member.objects.get(user__email="nora@acme.example")
    assert (member.organization, member.data_scope, member.full_name) == (cast.acme, "assigned", "Nora Lind")
    mine = makers.contact(cast.olivia, "Shown", "Smith", assigned_to=member)
    nora.goto("/contacts")
    expect(nora.locator("table.list tbody tr")).to_have_count(1)
    expect(nora.get_by_role("link", name="Shown Smith")).to_be_visible()
    assert nora.goto(f"/contacts/{mine.pk}").status == 200
    assert nora.goto(f"/contacts/{others.pk}").status == 404
    nora.goto("/search?q=smith")
    expect(nora.get_by_text("Shown Smith").first).to_be_visible()
    expect(nora.get_by_text("Marcos Smith")).to_have_count(0)
    expect(nora.get_by_text("Hidden Smith")).to_have_count(0)
    assert nora.goto("/settings/people").status == 403

    nora.context.clear_cookies()
    nora.goto("/account/login/")
    nora.get_by_label("E-mail").fill("nora@acme.example")
    nora.get_by_label("Password").fill("nine orange camels")
    nora.get_by_role("button", name="Sign in", exact=True).click()
    nora.wait_for_url(re.compile(r"localhost:\d+/$"))


def test_by_keyboard_alone(cast, browser_page):
    first = makers.contact(cast.marco, "Ada", "Ames")
    makers.contact(cast.marco, "Bea", "Burns")
    page = browser_page()
    page.goto("/account/login/")
    page.get_by_label("E-mail").focus()
    page.keyboard.type(cast.marco.user.email)
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.type") != "password":
        page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"localhost:\d+/$"))

    page.goto("/contacts?sort_by=name")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/contacts/{first.pk}"))


def test_without_javascript(cast, browser_page):
    jane = makers.contact(cast.marco, "Jane", "Smith")
    makers.contact(cast.marco, "Ola", "Berg")
    page = browser_page(cast.marco, javascript=False)
    page.goto("/contacts?search=jane")
    assert page.get_by_text("Jane Smith").count()
    assert not page.get_by_text("Ola Berg").count()
    page.goto(f"/contacts/{jane.pk}/edit")
    page.get_by_label("First name").fill("Janet")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile(rf"/contacts/{jane.pk}(\?.*)?$"))
    jane.refresh_from_db()
    assert jane.first_name == "Janet"
