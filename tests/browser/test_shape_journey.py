"""An admin gives contacts a field, a rep fills it, narrows the list by it and takes it out; a file brings it back."""

import re

import pytest
from playwright.sync_api import expect

from contacts.models import Contact
from customization.models import CustomField
from tests import makers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at_once(settings):
    """Background work is done before the answer."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def rows(page):
    return page.locator("table.list tbody tr")


def test_a_field_is_added_filled_filtered_exported_and_imported_back(cast, at_once, browser_page, tmp_path):
    for name in ("Ann", "Bob"):
        makers.contact(cast.olivia, name, "Smith", email=f"{name.lower()}@shop.example")
    page = browser_page(cast.olivia)

    page.goto("/settings/fields")
    page.get_by_role("link", name="New field").last.click()
    page.get_by_label("Label").fill("Plan")
    page.get_by_label("Type").select_option("select")
    page.get_by_label("Options").fill("Gold\nSilver, old")
    page.get_by_role("button", name="Add field").click()
    expect(page.get_by_text("Plan", exact=True).first).to_be_visible()
    assert CustomField.objects.get().options == ["Gold", "Silver, old"]

    ann = Contact.objects.get(first_name="Ann")
    page.goto(f"/contacts/{ann.pk}/edit")
    page.get_by_label("Plan").select_option("Silver, old")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile(rf"/contacts/{ann.pk}(\?.*)?$"))
    expect(page.locator("main")).to_contain_text("Silver, old")

    page.goto("/contacts?columns=name,email,custom.plan")
    page.get_by_role("link", name="Filter", exact=True).click()
    page.locator("#dialog").get_by_label("Silver, old").check()
    page.locator("#dialog").get_by_role("button", name="Show").click()
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text(["Ann"])

    page.get_by_role("link", name="Export").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Export").click()
    file = tmp_path / "contacts.csv"
    waiting.value.save_as(file)
    assert "Silver, old" in file.read_text()

    ann.change(by=cast.olivia, custom={"plan": None})
    page.goto("/imports/new?kind=contact")
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Rehearse").click()
    with page.expect_navigation():
        page.locator("form[action$='/run'] button").click()
    ann.refresh_from_db()
    assert ann.custom == {"plan": "Silver, old"}
    assert Contact.objects.get(first_name="Bob").custom == {}
