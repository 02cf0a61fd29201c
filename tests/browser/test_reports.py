"""A rep reads the reports and Today: choosing, following a figure, on the phone, without scripts."""

import csv
import re
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests import makers
from tests.crm.reporting import closed

from .checks import assert_fits, violations
from .conftest import DESKTOP, PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sold(cast):
    """Marco won one deal this month and lost one last spring; Olivia won another."""
    now, marco = timezone.now(), cast.marco
    closed(marco, "won", now, "Warehouse", value=Decimal(9000), assigned_to=marco, source="Fair")
    closed(marco, "lost", "2025-03-04", "Shop", value=Decimal(400), assigned_to=marco, loss_reason="Price")
    closed(cast.olivia, "won", now, "Office", value=Decimal(500), currency="EUR", assigned_to=cast.olivia)


def test_a_period_and_an_owner_are_chosen_and_a_figure_is_followed(cast, sold, browser_page):
    page = browser_page(cast.marco)
    page.goto("/reports")
    page.get_by_role("navigation", name="Reports").get_by_role("link", name="Won and lost").click()
    expect(page.get_by_label("From")).not_to_be_visible()
    page.get_by_label("Period").select_option("custom")
    page.get_by_label("From").fill("2025-03-01")
    page.get_by_label("To", exact=True).fill("2025-04-30")
    page.get_by_label("Owner").select_option("me")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile(r"owner=me"))
    march = page.get_by_role("row", name="March 2025")
    expect(march.get_by_role("cell")).to_have_text(["0", "1", "0%", "–", "$400"])
    page.get_by_role("link", name="By source").click()
    expect(page.get_by_label("From")).to_have_value("2025-03-01")
    page.get_by_role("row", name="Total").get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/deals\?"))
    expect(page.get_by_role("link", name="Shop")).to_be_visible()
    expect(page.get_by_role("link", name="Warehouse")).to_have_count(0)


def test_the_figures_are_taken_along_as_a_file(cast, sold, browser_page):
    page = browser_page(cast.marco)
    page.goto("/reports/reps")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").click()
    with open(waiting.value.path(), newline="") as file:
        assert [line[:2] for line in csv.reader(file)] == [
            ["Owner", "Won"], ["Marco Diaz", "1"], ["Olivia Larsen", "1"], ["Total", "2"],
        ]  # fmt: skip
    assert waiting.value.suggested_filename == f"reps-{timezone.localdate()}.csv"


@pytest.mark.once
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chart_fits_its_place_and_can_be_read(cast, sold, browser_page, theme):
    page = browser_page(cast.marco, theme=theme)
    for address in ("/reports/months", "/reports/reps", "/reports"):
        page.goto(address)
        for viewport in (DESKTOP, PHONE):
            page.set_viewport_size(viewport)
            assert_fits(page)
            assert violations(page) == []
            figure = page.locator("figure").first.bounding_box()
            for bar in page.locator("figure").first.locator("rect[class^=hue]").all():
                box = bar.bounding_box()
                assert box["x"] >= figure["x"]
                assert box["x"] + box["width"] <= figure["x"] + figure["width"] + 0.5
                assert box["width"] >= 3
            sizes = page.locator("figure text").evaluate_all(
                "all => all.map(t => parseFloat(getComputedStyle(t).fontSize))"
            )
            assert min(sizes) >= 11


def test_a_task_is_done_from_today_and_taken_back(cast, browser_page):
    makers.task(cast.marco, "Call the bank", due_date=timezone.localdate())
    page = browser_page(cast.marco)
    page.goto("/")
    page.get_by_role("button", name="Done: Call the bank").click()
    expect(page.locator(".toast")).to_contain_text("is done")
    expect(page.get_by_role("link", name="Call the bank")).to_have_count(0)
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Call the bank")).to_be_visible()


def test_reports_work_without_scripts(cast, sold, browser_page):
    page = browser_page(cast.marco, javascript=False)
    page.goto("/reports/months")
    page.get_by_label("Period").select_option("this_month")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("row", name="Total").get_by_role("cell").first).to_have_text("2")
