"""Message templates in a browser: tokens inserted, the preview following, a message written from a card."""

from playwright.sync_api import expect

from customization import words
from customization.models import MessageTemplate
from tests import makers


def test_a_template_is_written_previewed_and_used(cast, browser_page):
    words.set_value("signature", "Kind regards", by=cast.olivia)
    jane = makers.contact(cast.olivia, "Jane", "Smith", email="jane@example.com")
    page = browser_page(cast.olivia)
    page.goto("/settings/templates/new")
    page.get_by_label("Name", exact=True).fill("Hello")
    page.get_by_label("Subject").fill("Hi ")
    page.get_by_label("Insert").select_option("{{contact.first_name}}")
    expect(page.get_by_label("Subject")).to_have_value("Hi {{contact.first_name}}")
    page.get_by_label("Text").fill("Dear {{contact.last_name}}, {{nonsense}} ")
    page.get_by_label("Insert").select_option("{{custom_values.signature}}")
    preview = page.locator("#preview")
    expect(preview).to_contain_text("1 token means nothing here")
    page.get_by_label("As written to").press_sequentially("Jane Smith")
    expect(preview.locator("h3")).to_have_text("Hi Jane")
    expect(preview).to_contain_text("Dear Smith, {{nonsense}} Kind regards")
    expect(preview.locator("mark")).to_have_text("{{nonsense}}")
    page.get_by_role("button", name="Save template").click()
    expect(page.locator(".toast")).to_contain_text("“Hello” saved.")
    assert MessageTemplate.objects.get().subject == "Hi {{contact.first_name}}"
    page.goto(f"/contacts/{jane.pk}")
    page.get_by_role("link", name="Write from template").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Dear Smith")
    assert dialog.get_by_role("link", name="Open in mail").get_attribute("href").startswith("mailto:jane@example.com?")
