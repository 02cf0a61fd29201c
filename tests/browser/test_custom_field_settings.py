"""An admin gives contacts fields of their own: by dialog, by mouse and by key."""

import pytest
from playwright.sync_api import expect

from contacts.models import Contact
from customization.models import CustomField
from customization.shaping import add_field, add_folder
from tests import makers

pytestmark = pytest.mark.django_db(transaction=True)


def drag(page, start, end, down):
    """By the grip `start` to `down` pixels below the top of `end`."""
    a, b = start.bounding_box(), end.bounding_box()
    page.mouse.move(a["x"] + 8, a["y"] + 8)
    page.mouse.down()
    page.mouse.move(a["x"] + 8, a["y"] + 22, steps=4)
    page.mouse.move(b["x"] + 30, b["y"] + down, steps=12)
    page.mouse.move(b["x"] + 32, b["y"] + down + 2, steps=3)
    page.mouse.up()


def places():
    """`[(key, folder's name or None)]` in their order."""
    return list(CustomField.objects.order_by("position").values_list("key", "folder__name"))


def test_adds_a_field_whose_options_show_when_its_type_has_them(cast, browser_page):
    page = browser_page(cast.olivia)
    page.goto("/settings/fields")
    page.get_by_role("link", name="New field").click()
    form = page.locator("form[data-depending]")
    expect(form.get_by_label("Options")).to_be_hidden()
    form.get_by_label("Label").fill("Plan")
    form.get_by_label("Type").select_option("select")
    form.get_by_role("button", name="Add field").click()
    expect(form).to_contain_text("Give at least one option.")
    form.get_by_label("Options").fill("Gold\nSilver")
    form.get_by_role("button", name="Add field").click()
    expect(page.locator(".toast")).to_contain_text("Field “Plan” added.")
    assert CustomField.objects.get().options == ["Gold", "Silver"]


def test_drags_a_field_into_another_folder_and_moves_it_back_by_key(cast, browser_page):
    for label in ("Size", "Fax"):
        add_field(by=cast.olivia, label=label)
    add_folder(by=cast.olivia, name="Sales")
    page = browser_page(cast.olivia)
    page.goto("/settings/fields")
    lists = page.locator("[data-ordering]")
    drag(page, page.locator(".grip").nth(0), lists.nth(1), 14)
    expect(page.locator(".toast")).to_contain_text("The order is saved.")
    assert dict(places()) == {"size": "Sales", "fax": None}
    page.reload()
    page.get_by_role("button", name="Size: move up").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Moved.")
    assert places() == [("fax", None), ("size", None)]


def test_says_what_a_new_type_does_and_takes_it_back(cast, browser_page):
    add_field(by=cast.olivia, label="Size")
    for value in ("12", "many"):
        makers.contact(cast.olivia, custom={"size": value})
    page = browser_page(cast.olivia)
    page.goto("/settings/fields")
    page.get_by_role("link", name="Edit Size").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Type").select_option("number")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("1 values convert, 1 do not: “many” on Jane Smith.")
    dialog.get_by_role("button", name="Convert and save").click()
    expect(page.locator(".toast")).to_contain_text("Saved; 1 value converted.")
    assert Contact.objects.filter(custom={"size": 12}).exists()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".toast")).to_contain_text("2 records restored.")
    assert Contact.objects.filter(custom={"size": "many"}).exists()


def test_removes_a_field_and_brings_it_back(cast, browser_page):
    add_field(by=cast.olivia, label="Size")
    makers.contact(cast.olivia, custom={"size": "12"})
    page = browser_page(cast.olivia)
    page.goto("/settings/fields")
    page.get_by_role("link", name="Remove Size").click()
    expect(page.get_by_role("dialog")).to_contain_text("1 record that you see has a value in it")
    page.get_by_role("button", name="Remove field").click()
    expect(page.get_by_role("heading", name="No fields of your own yet")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".fields-in")).to_contain_text("Size")
