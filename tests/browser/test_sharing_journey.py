"""Something is shared and opened, a form is filled in: the rep learns of it where they are."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from leads.models import Lead
from notifications.pulse import PATH as PULSE
from sharing import stamps
from sharing.models import LinkEvent, SmartLink
from sharing.offering import add_item
from tests import makers

from .conftest import PHONE

AGENT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1"
    " Mobile/15E148 Safari/604.1"
)
PRICES = "https://shop.example/prices"
BELL = "#bell-count .count"


@pytest.fixture(autouse=True)
def our_address(settings, live_server):
    """Links that are sent lead to the server of the test."""
    settings.BASE_URL = live_server.url


@pytest.fixture
def visitor(browser_page):
    """A page of somebody who is not signed in, on a phone. Where a link leads, the item's own site answers."""
    page = browser_page(viewport=PHONE, agent=AGENT)
    page.route("**/s/*", led_on)
    return page


def led_on(route):
    """Ask our server as the browser would, and show the site it leads to, which is not there in a test."""
    answer = route.fetch(max_redirects=0)
    if answer.headers.get("location") == PRICES:
        return route.fulfill(content_type="text/html", body="<h1>Spring prices</h1>")
    return route.fulfill(response=answer)


@pytest.fixture
def pulses(settings):
    """`pulses(page)`: how a page that knows what there is so far is answered from now on, as it asks every other second."""
    script = (settings.BASE_DIR / "static" / "js" / "pulse.js").read_text()
    assert int(re.search(r"EVERY = ([\d_]+);", script)[1]) <= 2_000

    def watch(page):
        page.wait_for_event("response", lambda answer: PULSE in answer.url and answer.status == 204)
        answers = []
        page.on("response", lambda answer: answers.append(answer.status) if PULSE in answer.url else None)
        return answers

    return watch


def shared_by_hand(page):
    """Share the only item from the card that is open; the link's address."""
    page.locator("#links-panel").get_by_role("link", name="Share").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name="Price list").check()
    dialog.locator("[name=channel]").select_option("whatsapp")
    dialog.get_by_role("button", name="Make the link").click()
    address = dialog.locator(".secret code").inner_text()
    dialog.get_by_role("link", name="Done").click()
    return address


def test_a_shared_link_is_opened_and_the_rep_sees_it(cast, browser_page, visitor, pulses):
    add_item(by=cast.olivia, kind="product", title="Price list", url=PRICES)
    contact = makers.contact(cast.marco, "Jane", "Smith", assigned_to=cast.marco)
    rep = browser_page(cast.marco)
    rep.goto(contact.get_absolute_url())
    address = shared_by_hand(rep)
    expect(rep.locator("#links-panel")).to_contain_text("not opened yet")
    expect(rep.locator(BELL)).to_have_count(0)
    SmartLink.objects.update(created_at=timezone.now() - timedelta(minutes=1))  # nobody opens it in its first second

    answers = pulses(rep)
    visitor.goto(address)
    expect(visitor.get_by_role("heading", name="Spring prices")).to_be_visible()
    on_its_way = len(answers)  # this one may have been asked before
    expect(rep.locator(BELL)).to_have_text("1")
    assert answers.index(200) <= on_its_way + 1
    expect(rep.locator("#toasts")).to_contain_text("Jane Smith opened “Price list”")
    assert LinkEvent.objects.get().kind == LinkEvent.OPEN

    rep.reload()
    expect(rep.locator("#links-panel")).to_contain_text("opened once")
    expect(rep.locator("main")).to_contain_text(re.compile(r"Opened\s+Price list"))
    rep.get_by_role("button", name=re.compile("^Notifications")).click()
    rep.locator("#told").get_by_text("Jane Smith opened “Price list”").click()
    rep.wait_for_url(f"**{contact.get_absolute_url()}")
    expect(rep.locator(BELL)).to_have_count(0)


def test_a_revoked_link_leads_nowhere_and_tells_nobody(cast, browser_page, visitor):
    add_item(by=cast.olivia, kind="product", title="Price list", url=PRICES)
    contact = makers.contact(cast.marco, "Jane", "Smith", assigned_to=cast.marco)
    rep = browser_page(cast.marco)
    rep.goto(contact.get_absolute_url())
    address = shared_by_hand(rep)
    rep.get_by_role("button", name="Revoke the link to Price list").click()
    expect(rep.locator("#toasts")).to_contain_text("leads nowhere any more")
    assert visitor.goto(address).status == 404
    assert not LinkEvent.objects.exists()


def test_a_form_that_is_sent_makes_a_lead_and_its_rep_is_told(cast, browser_page, visitor, monkeypatch):
    monkeypatch.setattr(stamps, "QUICKEST", timedelta())  # this hand types faster than any other
    admin, rep = browser_page(cast.olivia), browser_page(cast.marco)
    admin.goto("/settings/forms/new")
    admin.locator("[name=name]").fill("Fair")
    admin.locator("[name=title]").fill("Ask for the spring prices")
    admin.locator("[name=owner]").select_option(label="Marco Diaz")
    admin.get_by_role("button", name="Make the form").click()
    address = admin.get_by_label("Its address").input_value()
    rep.goto("/tasks")
    expect(rep.locator(BELL)).to_have_count(0)

    visitor.goto(address)
    for label, typed in (("First name", "Lea"), ("Last name", "Stone"), ("E-mail", "lea@orchard.example")):
        visitor.get_by_label(label).fill(typed)
    visitor.get_by_role("button", name="Send").click()
    expect(visitor.get_by_role("heading", name="Thank you")).to_be_visible()
    expect(rep.locator(BELL)).to_have_text("1")

    lead = Lead.objects.get()
    assert (lead.assigned_to, lead.email) == (cast.marco, "lea@orchard.example")
    rep.get_by_role("button", name=re.compile("^Notifications")).click()
    rep.locator("#told").get_by_text("New lead: Lea Stone").click()
    rep.wait_for_url(f"**{lead.get_absolute_url()}")
    expect(rep.get_by_role("heading", name="Lea Stone")).to_be_visible()
