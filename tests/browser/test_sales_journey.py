"""The whole way: an enquiry, a qualified lead, a deal on the board, won, and seen in the reports."""

import re
from decimal import Decimal

from django.utils import timezone
from playwright.sync_api import expect

from deals.models import Deal, Stage
from tests import makers

from .test_leads import tab_to


def write_down_an_enquiry(page):
    page.get_by_label("First name").fill("Lea")
    page.get_by_label("Last name").fill("Stone")
    page.get_by_label("E-mail").fill("lea@orchard.example")
    page.get_by_label("Company").fill("ORCHARD FOODS, Inc.")


def drag(page, card, onto):
    """With the mouse, a little way at a time, as a hand does."""
    begin, end = card.bounding_box(), onto.bounding_box()
    page.mouse.move(begin["x"] + 60, begin["y"] + 20)
    page.mouse.down()
    page.mouse.move(begin["x"] + 80, begin["y"] + 30, steps=4)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 60, steps=12)
    page.mouse.up()


def assert_seen_in_reports(page, amount="$12,500"):
    page.goto("/reports/months")
    expect(page.locator("main")).to_contain_text(amount)


def test_from_an_enquiry_to_a_won_deal_in_the_reports(cast, browser_page):
    firm = makers.company(cast.marco, "Orchard Foods")
    page = browser_page(cast.marco)
    page.goto("/leads/new")
    write_down_an_enquiry(page)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile(r"/leads/\d+$"))
    page.get_by_role("link", name="Qualify", exact=True).click()
    expect(page.get_by_role("radio", name="Orchard Foods")).to_be_checked()
    page.get_by_label("Value").fill("12500")
    page.get_by_role("button", name="Qualify").click()
    page.wait_for_url(re.compile(r"/deals/\d+$"))
    deal = Deal.objects.get()
    assert deal.company == firm

    page.goto("/deals/board")
    won = Stage.objects.get(organization=cast.acme, name="Closed Won")
    drag(page, page.locator(f".card[data-deal='{deal.pk}']"), page.locator(f".col[data-stage='{won.pk}'] [data-cards]"))
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").first.wait_for()
    dialog.locator("[name=closed_on]").fill(timezone.now().date().isoformat())
    dialog.get_by_role("button", name="Closed Won").click()
    expect(page.locator(f".col[data-stage='{won.pk}'] .card[data-deal='{deal.pk}']")).to_be_visible()
    expect(page.locator(f".col[data-stage='{won.pk}'] [data-head]")).to_contain_text("$12.5K")
    deal.refresh_from_db()
    assert (deal.status, deal.closings.count()) == ("won", 1)
    assert_seen_in_reports(page)


def test_the_same_by_keyboard_alone(cast, browser_page):
    firm = makers.company(cast.marco, "Orchard Foods")
    page = browser_page(cast.marco)
    page.goto("/leads")
    page.keyboard.press("n")
    page.wait_for_url(re.compile("/leads/new"))
    for label, text in (("First name", "Lea"), ("Last name", "Stone"), ("Company", "Orchard Foods")):
        tab_to(page, label)
        page.keyboard.type(text)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/leads/\d+$"))
    tab_to(page, "Qualify")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/qualify$"))
    tab_to(page, "Value")
    page.keyboard.type("12500")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/deals/\d+$"))
    deal = Deal.objects.get()
    assert deal.company == firm

    page.goto("/deals/board")
    tab_to(page, deal.name)
    for _step in range(3):  # Proposal, Negotiation, Closed Won
        page.keyboard.press("Shift+ArrowRight")
        expect(page.locator(".card[aria-busy]")).to_have_count(0)
    expect(page.get_by_role("dialog").locator("[name=closed_on]")).to_be_focused()
    page.keyboard.press("Enter")
    won = Stage.objects.get(organization=cast.acme, name="Closed Won")
    expect(page.locator(f".col[data-stage='{won.pk}'] .card[data-deal='{deal.pk}'][data-closed]")).to_be_visible()
    deal.refresh_from_db()
    assert deal.status == "won"
    assert [step.stage_name for step in deal.steps.all()] == ["Qualification", "Proposal", "Negotiation", "Closed Won"]
    page.keyboard.press("Control+k")
    page.keyboard.type("reports")
    expect(page.locator("#palette-results a").first).to_contain_text("Reports")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/reports"))
    expect(page.locator("main")).to_contain_text("$12.5K")


def test_a_restricted_member_meets_nothing_of_others_anywhere(cast, browser_page):
    """No card, name, count or sum of what Marco has, on any page Rita opens."""
    firm = makers.company(cast.marco, "Hidden Harbour", assigned_to=cast.marco)
    makers.contact(cast.marco, "Hidden", "Person", email="hidden@harbour.example", company=firm, assigned_to=cast.marco)
    makers.lead(cast.marco, "Hidden", "Enquiry", company="Hidden Harbour", assigned_to=cast.marco)
    makers.deal(cast.marco, "Hidden deal", value=Decimal(987654), company=firm, assigned_to=cast.marco)
    won = makers.deal(cast.marco, "Hidden won", value=Decimal(987654), company=firm, assigned_to=cast.marco)
    won.move_to(makers.stage(cast.marco, "Closed Won"), by=cast.marco)
    makers.task(cast.marco, "Hidden task", on=firm, due_date=timezone.now().date(), assigned_to=cast.marco)
    makers.deal(cast.rita, "Her own", value=Decimal(100), assigned_to=cast.rita)
    page = browser_page(cast.rita)
    places = ["/", "/leads", "/deals", "/deals/board", "/deals/forecast", "/tasks", "/companies", "/mail"]
    places += ["/reports", "/search?q=hidden", *(f"/reports/{name}" for name in report_names())]
    for address in places:
        page.goto(address)
        text = page.locator("body").inner_text().replace(",", "").replace("hidden”", "").lower()
        for trace in ("harbour", "hidden deal", "hidden won", "hidden task", "987654", "988k", "2m"):
            assert trace not in text, f"{address} tells of “{trace}”"
    page.goto("/deals/board")
    expect(page.locator(".card")).to_have_count(1)
    expect(page.locator("main")).to_contain_text("$100")


def report_names():
    from crm.reports.catalogue import REPORTS

    return [report.slug for report in REPORTS]
