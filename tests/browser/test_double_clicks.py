"""A double click does once what a click does."""

import re

import pytest

from customization.models import SavedView
from leads.models import Conversion
from tasks.models import Task
from tests import makers


@pytest.fixture
def slow(browser_page):
    """A page whose every write takes a while, so that a second click meets the first one on its way."""

    def open_page(member):
        page = browser_page(member)

        def wait_a_little(route):
            if route.request.method == "POST":
                page.wait_for_timeout(400)
            route.continue_()

        page.route("**/*", wait_a_little)
        return page

    return open_page


def test_on_saving_a_list_as_a_tab(cast, slow):
    page = slow(cast.marco)
    page.goto("/contacts?status=active")
    page.get_by_role("link", name="Save as a tab").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Active ones")
    dialog.get_by_role("button", name="Save").dblclick()
    page.wait_for_url(re.compile("view="))
    page.wait_for_timeout(600)
    assert SavedView.objects.count() == 1


def test_on_adding_a_task(cast, slow):
    page = slow(cast.marco)
    page.goto("/tasks")
    page.get_by_label("Title").fill("Once")
    page.get_by_role("button", name="Add").dblclick()
    page.get_by_role("link", name="Once").first.wait_for()
    page.wait_for_timeout(600)
    assert Task.objects.count() == 1


def test_on_qualifying(cast, slow):
    lead = makers.lead(cast.marco)
    page = slow(cast.marco)
    page.goto(f"/leads/{lead.pk}/qualify")
    page.get_by_role("button", name="Qualify").dblclick()
    page.wait_for_url(re.compile(r"/(deals|contacts)/\d+$"))
    assert Conversion.objects.count() == 1
