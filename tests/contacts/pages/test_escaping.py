"""What people type is text on every page, never markup."""

import pytest
from django.urls import reverse

from contacts.lists import COMPANIES, CONTACTS
from tests import makers

HOSTILE = '"><img src=x onerror=alert(1)>'


@pytest.fixture
def trap(cast):
    """A contact and a company whose every text is markup, owned by somebody whose name is."""
    owner = cast.marco
    owner.user.first_name = owner.user.last_name = HOSTILE
    owner.user.save()
    address = dict.fromkeys(("address_street", "address_city", "address_state", "address_country"), HOSTILE) | {
        "address_zip": "<img>"
    }
    company = makers.company(
        owner, HOSTILE, domain=HOSTILE, website=HOSTILE, industry=HOSTILE, phone=HOSTILE, notes=HOSTILE,
        assigned_to=owner, tags=[HOSTILE], **address,
    )  # fmt: skip
    return makers.contact(
        owner, HOSTILE, HOSTILE, phone=HOSTILE, mobile=HOSTILE, job_title=HOSTILE, notes=HOSTILE, source=HOSTILE,
        company=company, assigned_to=owner, tags=[HOSTILE], **address,
    )  # fmt: skip


def test_no_page_lets_markup_through(cast, trap, page):
    client = page(cast.olivia)
    trap.change(by=cast.marco, job_title=HOSTILE + "2")
    everything = [f"?columns={','.join(c.name for c in declared.columns)}" for declared in (CONTACTS, COMPANIES)]
    pages = [
        reverse("contact_list") + everything[0],
        reverse("company_list") + everything[1],
        reverse("contact_list") + "?search=%22%3E%3Cimg&source=%3Cimg%3E",
        reverse("contact_card", args=[trap.pk]),
        reverse("contact_edit", args=[trap.pk]),
        reverse("company_card", args=[trap.company_id]),
        reverse("search") + "?q=img",
        reverse("people"),
        reverse("tag_list"),
        reverse("today"),
    ]
    for address in pages:
        text = client.get(address).content.decode()
        assert "<img" not in text, address
    assert "&lt;img" in client.get(pages[0]).content.decode()
