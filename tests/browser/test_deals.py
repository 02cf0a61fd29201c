"""A rep moves deals over the board: by mouse, by touch, by key, and when somebody else was faster."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from deals.models import Deal, Pipeline
from tests import makers

from .conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def fleet(cast):
    return makers.deal(cast.marco, "Fleet tracking", value=Decimal(12000), assigned_to=cast.marco)


def column(page, name):
    return page.get_by_role("region", name=name)


def card(page, name="Fleet tracking"):
    return page.locator(".card", has_text=name)


def drag(page, start, end):
    """With the mouse, in steps, from the middle of one element to the top of another."""
    a, b = start.bounding_box(), end.bounding_box()
    page.mouse.move(a["x"] + a["width"] / 2, a["y"] + a["height"] - 14)
    page.mouse.down()
    page.mouse.move(a["x"] + a["width"] / 2 + 12, a["y"] + a["height"] - 6, steps=4)
    page.mouse.move(b["x"] + b["width"] / 2, b["y"] + 60, steps=12)
    page.mouse.move(b["x"] + b["width"] / 2 + 3, b["y"] + 64, steps=3)
    page.mouse.up()


def test_drags_a_card_and_takes_it_back(cast, fleet, browser_page):
    page = browser_page(cast.marco)
    page.goto("/deals/board")
    drag(page, card(page), column(page, "Proposal").locator(".cards"))
    expect(page.locator(".toast")).to_contain_text("“Fleet tracking” moved to Proposal.")
    expect(column(page, "Proposal").locator(".card")).to_have_count(1)
    expect(column(page, "Proposal").locator("[data-head]")).to_contain_text("$12K")
    expect(column(page, "Qualification").locator("[data-count]")).to_contain_text("0")
    expect(page.locator("#summary")).to_contain_text("weighted $4,800")
    fleet.refresh_from_db()
    assert fleet.stage.name == "Proposal"
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(column(page, "Qualification").locator(".card")).to_have_count(1)
    fleet.refresh_from_db()
    assert fleet.stage.name == "Qualification"


def test_drags_by_touch(cast, fleet, browser_page):
    page = browser_page(cast.marco, viewport=PHONE)
    page.goto("/deals/board")
    page.evaluate(
        """async () => {
          const card = document.querySelector(".card");
          const goal = document.querySelectorAll(".col")[1].querySelector(".cards");
          const wait = (ms) => new Promise((done) => setTimeout(done, ms));
          const touch = { bubbles: true, cancelable: true, pointerType: "touch", pointerId: 1, isPrimary: true, button: 0 };
          const fire = (kind, target, x, y) =>
            target.dispatchEvent(new PointerEvent(kind, { ...touch, clientX: x, clientY: y }));
          const from = card.getBoundingClientRect(), to = goal.getBoundingClientRect();
          fire("pointerdown", card, from.left + 40, from.bottom - 14);
          await wait(260);
          for (let step = 1; step <= 12; step++) {
            const x = from.left + 40 + (to.left - from.left - 28) * step / 12;
            fire("pointermove", document, x, from.bottom - 14 + step);
            await wait(20);
          }
          await wait(120);
          fire("pointerup", document, to.left + 12, from.bottom);
        }"""
    )
    expect(page.locator(".toast")).to_contain_text("moved to Proposal")
    fleet.refresh_from_db()
    assert fleet.stage.name == "Proposal"


def test_moves_by_key_alone_and_wins_with_a_day(cast, fleet, browser_page):
    page = browser_page(cast.marco)
    page.goto("/deals/board")
    card(page).get_by_role("link", name="Fleet tracking", exact=True).focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator(".toast")).to_contain_text("moved to Proposal")
    expect(card(page).get_by_role("link", name="Fleet tracking", exact=True)).to_be_focused()
    page.keyboard.press("m")
    expect(page.locator("#move-menu").get_by_role("button", name="Qualification")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#move-menu").get_by_role("button", name="Closed Won")).to_be_focused()
    page.keyboard.press("Enter")
    day = page.locator("#dialog").get_by_label("Closed on")
    expect(day).to_be_focused()
    today = day.input_value()
    page.keyboard.press("Enter")
    expect(page.locator(".toast", has_text="Closed Won")).to_be_visible()
    expect(page.locator("#dialog")).not_to_be_visible()
    expect(column(page, "Closed Won").locator(".card")).to_contain_text("won")
    fleet.refresh_from_db()
    assert (fleet.status, str(fleet.closed_on)) == ("won", today)


def test_a_closing_that_is_cancelled_puts_the_card_back(cast, fleet, browser_page):
    page = browser_page(cast.marco)
    page.goto("/deals/board")
    drag(page, card(page), column(page, "Closed Lost").locator(".cards"))
    expect(column(page, "Closed Lost").locator(".card")).to_have_count(1)
    expect(page.locator("#dialog").get_by_label("Why was it lost?")).to_be_visible()
    page.keyboard.press("Escape")
    expect(column(page, "Qualification").locator(".card")).to_have_count(1)
    fleet.refresh_from_db()
    assert fleet.is_open


def test_a_closing_day_that_cannot_be_is_said_in_the_dialog(cast, fleet, browser_page):
    page = browser_page(cast.marco)
    page.goto("/deals/board")
    drag(page, card(page), column(page, "Closed Lost").locator(".cards"))
    page.locator("#dialog").get_by_label("Closed on").fill("2001-01-01")
    page.locator("#dialog").get_by_role("button", name="Closed Lost").click()
    expect(page.locator("#dialog .error")).to_contain_text("it cannot have been closed before")
    page.locator("#dialog").get_by_label("Closed on").fill("")
    page.locator("#dialog").get_by_label("Why was it lost?").fill("Price")
    page.locator("#dialog").get_by_role("button", name="Closed Lost").click()
    expect(page.locator(".toast")).to_contain_text("moved to Closed Lost")
    fleet.refresh_from_db()
    assert (fleet.status, fleet.loss_reason) == ("lost", "Price")


def test_a_refused_move_goes_back_and_says_why(cast, fleet, browser_page):
    page = browser_page(cast.marco)
    page.goto("/deals/board")
    fleet.remove(by=cast.olivia)
    drag(page, card(page), column(page, "Proposal").locator(".cards"))
    expect(page.locator(".toast.error")).to_contain_text("This is gone.")
    expect(column(page, "Qualification").locator(".card")).to_have_count(1)


def test_the_second_of_two_sees_the_move_of_the_first(cast, fleet, browser_page):
    first, second = browser_page(cast.olivia), browser_page(cast.marco)
    first.goto("/deals/board")
    second.goto("/deals/board")
    drag(first, card(first), column(first, "Negotiation").locator(".cards"))
    expect(first.locator(".toast")).to_contain_text("moved to Negotiation")
    drag(second, card(second), column(second, "Proposal").locator(".cards"))
    expect(second.locator(".toast.error")).to_contain_text(
        "Olivia Larsen has moved “Fleet tracking” to Negotiation meanwhile."
    )
    expect(column(second, "Negotiation").locator(".card")).to_have_count(1)
    fleet.refresh_from_db()
    assert fleet.stage.name == "Negotiation"


def test_says_why_a_deal_is_at_risk(cast, fleet, browser_page):
    page = browser_page(cast.marco)
    page.goto("/deals/board")
    card(page).get_by_role("button", name="Risk").click()
    expect(page.get_by_text("No contact is named.")).to_be_visible()


def test_moves_without_javascript(cast, fleet, browser_page):
    page = browser_page(cast.marco, javascript=False)
    page.goto("/deals/board")
    page.get_by_role("link", name="Move Fleet tracking").click()
    page.get_by_label("Stage").select_option("Closed Lost")
    page.get_by_label("Why was it lost?").fill("Price")
    page.get_by_role("button", name="Move").click()
    expect(page.locator(".toast")).to_contain_text("moved to Closed Lost")
    page.get_by_role("button", name="Reopen").click()
    expect(page.locator(".toast")).to_contain_text("is open again, in Qualification")
    assert Deal.objects.get().is_open


def test_an_admin_orders_stages_by_drag(cast, browser_page):
    page = browser_page(cast.olivia)
    page.goto("/settings/pipelines")
    grips = page.locator(".stage-line .grip")
    start, end = grips.nth(0).bounding_box(), grips.nth(1).bounding_box()
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 8, start["y"] + 20, steps=4)
    page.mouse.move(end["x"] + 8, end["y"] + 24, steps=8)
    page.mouse.up()
    expect(page.locator(".toast")).to_contain_text("The order is saved.")
    pipeline = Pipeline.objects.get(organization=cast.acme)
    assert [stage.name for stage in pipeline.stages.all()][:2] == ["Proposal", "Qualification"]
