"""A rep gets things done: by key, by dragging, on a card, reminded by the bell."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tasks.models import Task
from tasks.reminders import remind_due
from tests import makers

from .checks import assert_accessible

pytestmark = pytest.mark.django_db(transaction=True)


def test_does_a_task_by_keyboard_and_takes_it_back(cast, browser_page):
    today = timezone.localdate()
    makers.task(cast.marco, "Call Ann", due_date=today, due_time=datetime.time(9))
    makers.task(cast.marco, "Call Bob", due_date=today, due_time=datetime.time(10))
    page = browser_page(cast.marco)
    page.goto("/tasks")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator(".toast")).to_contain_text("“Call Bob” is done.")
    expect(
        page.locator("section", has_text="Done lately").get_by_role("checkbox", name="Done: Call Bob")
    ).to_be_checked()
    assert Task.objects.get(title="Call Bob").is_done
    assert not Task.objects.get(title="Call Ann").is_done
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("checkbox", name="Done: Call Bob")).not_to_be_checked()


def test_the_cursor_stays_on_the_task_that_is_done(cast, browser_page):
    task = makers.task(cast.marco, "Call Ann")
    page = browser_page(cast.marco)
    page.goto("/tasks")
    page.get_by_role("checkbox", name="Done: Call Ann").press("Enter")
    page.locator(f"section:has-text('Done lately') #tick-{task.pk}:focus").wait_for()


def test_writes_one_down_about_a_record_that_is_suggested(cast, browser_page):
    contact = makers.contact(cast.marco)
    page = browser_page(cast.marco)
    page.goto("/tasks")
    page.get_by_label("Title").fill("Send the offer")
    page.get_by_label("About").press_sequentially("jane")
    expect(page.locator("#records option")).to_have_count(1)
    page.get_by_label("About").fill(page.locator("#records option").get_attribute("value"))
    page.keyboard.press("Enter")
    row = page.locator("table.tasks tr", has_text="Send the offer")
    expect(row.get_by_role("link", name="Jane Smith")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("")
    assert Task.objects.get().contact == contact


def test_drags_a_task_to_another_day_and_moves_it_back_by_form(cast, browser_page):
    task = makers.task(cast.marco, "Visit", due_date=datetime.date(2026, 3, 10), due_time=datetime.time(9, 30))
    page = browser_page(cast.marco)
    page.goto("/tasks/month?day=2026-03-01")
    expect(page.locator("#calendar.js-drag")).to_be_visible()
    at = page.locator(".cal-task", has_text="Visit").bounding_box()
    to = page.locator('[data-day="2026-03-12"]').bounding_box()
    page.mouse.move(at["x"] + 20, at["y"] + at["height"] / 2)
    page.mouse.down()
    page.mouse.move(at["x"] + 60, at["y"] + 12, steps=4)
    page.mouse.move(to["x"] + to["width"] / 2, to["y"] + 10, steps=8)
    page.mouse.up()
    expect(page.locator(".toast")).to_contain_text("“Visit” moved.")
    expect(page.locator('[data-day="2026-03-12"] .cal-task')).to_contain_text("09:30")
    task.refresh_from_db()
    assert (task.due_date, task.due_time) == (datetime.date(2026, 3, 12), datetime.time(9, 30))
    page.get_by_role("link", name="Move Visit to…").focus()
    page.keyboard.press("Enter")
    page.locator("#dialog").get_by_label("New day").fill("2026-03-20")
    page.locator("#dialog").get_by_role("button", name="Move").click()
    expect(page.locator('[data-day="2026-03-20"] .cal-task')).to_contain_text("Visit")


def test_a_drag_that_is_refused_goes_back(cast, browser_page):
    task = makers.task(cast.marco, "Visit", due_date=datetime.date(2026, 3, 10))
    page = browser_page(cast.marco)
    page.goto("/tasks/month?day=2026-03-01")
    expect(page.locator("#calendar.js-drag")).to_be_visible()
    Task.objects.filter(pk=task.pk).delete()
    page.locator(".cal-task", has_text="Visit").drag_to(page.locator('[data-day="2026-03-12"]'))
    expect(page.locator(".toast")).to_contain_text("This is gone.")
    expect(page.locator('[data-day="2026-03-10"] .cal-task')).to_contain_text("Visit")


def test_adds_and_does_a_task_on_a_card(cast, browser_page):
    contact = makers.contact(cast.marco)
    page = browser_page(cast.marco)
    page.goto(f"/contacts/{contact.pk}")
    panel = page.locator("#tasks-panel")
    panel.get_by_text("Add a task").click()
    panel.get_by_label("Title").fill("Ask for the budget")
    panel.get_by_role("button", name="Add").click()
    expect(panel.get_by_role("link", name="Ask for the budget")).to_be_visible()
    panel.get_by_role("checkbox", name="Done: Ask for the budget").focus()
    page.keyboard.press("Space")
    expect(panel).to_contain_text("1 done")
    assert page.url.endswith(f"/contacts/{contact.pk}")


def test_the_bell_tells_and_is_silenced(cast, browser_page):
    makers.task(cast.marco, "Call Ann", due_date=timezone.localdate() - datetime.timedelta(days=1))
    remind_due(timezone.now())
    page = browser_page(cast.marco)
    page.goto("/tasks/feed")
    bell = page.get_by_role("button", name="Notifications")
    expect(bell.locator(".count")).to_have_text("1")
    bell.click()
    expect(page.locator("#told").get_by_role("button", name="Call Ann")).to_be_visible()
    assert_accessible(page)
    page.locator("#told").get_by_role("button", name="Mark all seen").click()
    expect(bell.locator(".count")).to_have_count(0)
