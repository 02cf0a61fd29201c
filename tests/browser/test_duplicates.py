"""Two contacts become one, and two again, on the real server."""

import re

from playwright.sync_api import expect

from contacts.models import Contact, ContactNote
from tests import makers


def test_two_become_one_and_two_again(cast, browser_page):
    kept = makers.contact(cast.marco, email="jane@example.com", phone="+1-555-0101")
    gone = makers.contact(cast.marco, "Jane", "Smyth", email="JANE@example.com", phone="+1-555-0199", job_title="Buyer")
    ContactNote.write(gone, "Called about the prices.", by=cast.marco)
    page = browser_page(cast.marco)
    page.goto(f"/contacts/{kept.pk}")
    panel = page.locator("#duplicates")
    expect(panel).to_contain_text("Jane Smyth")
    panel.get_by_role("link", name="Merge with Jane Smyth").click()

    page.get_by_role("radio", name="+1-555-0199").check()
    expect(page.get_by_text("Moves along: 1 note.")).to_be_visible()
    page.get_by_role("button", name="Merge", exact=True).click()
    page.wait_for_url(re.compile(rf"/contacts/{kept.pk}$"))
    expect(page.get_by_text("Called about the prices.")).to_be_visible()
    expect(page.locator("dl.facts").first).to_contain_text("+1-555-0199")
    page.goto(f"/contacts/{gone.pk}")
    page.wait_for_url(re.compile(rf"/contacts/{kept.pk}$"))

    page.get_by_role("button", name="Take apart").click()
    expect(page.get_by_text("Jane Smyth and Jane Smith are two again.")).to_be_visible()
    assert {contact.phone for contact in Contact.objects.all()} == {"+1-555-0101", "+1-555-0199"}
