"""What a thumb meets: targets of forty pixels, rows that open as a whole, nothing cut that has room."""

import pytest

from deals.models import Pipeline
from tests import makers

from .conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)

SMALL = """() => [...document.querySelectorAll(`main :is(.btn, .chip, .tick, .segments > a, .tabs > a, [data-moves], .why,
  select, textarea, input:not([type=checkbox], [type=radio], [type=hidden]), summary, .crumbs a, .field.check label,
  li > label)`)]
  .filter(e => e.checkVisibility()).map(e => [e.outerHTML.slice(0, 120), e.getBoundingClientRect()])
  .filter(([_, box]) => box.width && box.height < 39.5).map(([html, box]) => `${Math.round(box.height)} px: ${html}`)"""


@pytest.fixture
def phone(chromium, live_server, browser_page, cast):
    """Marco's page on a telephone: a finger, no mouse."""
    page = browser_page(cast.marco, viewport=PHONE)
    page.context.new_cdp_session(page).send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    return page


def test_everything_is_as_large_as_a_finger(cast, phone):
    contact = makers.contact(cast.marco, email="jane@example.com", tags=["vip"], assigned_to=cast.marco)
    deal = makers.deal(cast.marco, "Spring order", contact=contact)
    makers.task(cast.marco, "Call back", on=contact)
    for address in (
        "/",
        "/contacts?status=active",
        "/deals/board",
        "/tasks",
        contact.get_absolute_url(),
        deal.get_absolute_url(),
        "/contacts/new",
        "/contacts/columns",
        "/contacts/smart",
    ):
        phone.goto(address)
        assert phone.evaluate("matchMedia('(pointer: coarse)').matches")
        assert phone.evaluate(SMALL) == [], address


def test_a_row_opens_wherever_it_is_touched(cast, phone):
    contact = makers.contact(cast.marco, "Jane", "Smith", job_title="Buyer")
    phone.goto("/contacts")
    phone.get_by_text("Buyer").click(force=True)
    phone.wait_for_url(f"**/contacts/{contact.pk}?**")


def test_a_row_without_a_company_is_not_indented(cast, phone):
    for name, company in (("Ann", "Orchard"), ("Ben", "")):
        makers.lead(cast.marco, name, "Smith", company=company, email=f"{name}@example.com".lower())
    phone.goto("/leads")
    row = phone.locator("tr", has_text="Ben Smith")
    name, mail = (row.locator(at).bounding_box() for at in (".who > :last-child", "td.second:visible .cell"))
    assert abs(name["x"] - mail["x"]) < 8


CUT = """() => [...document.querySelectorAll('table.list td.second > *')].filter(e => e.checkVisibility())
  .map(e => [e, e.getBoundingClientRect(), e.parentElement.getBoundingClientRect()])
  .filter(([_, own, cell]) => own.width > 1 && (own.top < cell.top - 1 || own.bottom > cell.bottom + 1))
  .map(([e]) => e.outerHTML.slice(0, 120))"""


def test_the_second_line_of_a_row_is_seen_whole(cast, phone):
    orchard = makers.company(cast.marco, "Orchard")
    contact = makers.contact(cast.marco, "Ann", "Smith", company=orchard, job_title="Buyer")
    makers.deal(cast.marco, "Spring order", contact=contact, company=orchard)
    for address in ("/contacts", "/deals"):
        phone.goto(address)
        assert phone.locator("table.list td.second a.link").count(), address
        assert phone.evaluate(CUT) == [], address


def test_a_name_is_cut_only_where_there_is_no_room(cast, phone):
    makers.deal(cast.marco, "Annual licences for Coastline")
    makers.task(cast.marco, "Introduce the new buyer to us")
    for address in ("/deals", "/tasks"):
        phone.goto(address)
        assert phone.locator("a.who > span").evaluate("name => name.scrollWidth <= name.clientWidth"), address


def test_the_whole_board_scrolls_with_the_page(cast, phone):
    for number in range(9):
        makers.deal(cast.marco, f"Order {number}")
    Pipeline.make("Renewals", by=cast.marco)
    phone.goto("/deals/board")
    assert phone.locator(".board").evaluate("board => board.scrollHeight <= board.clientHeight")


def test_acts_stand_in_one_row_below_the_title_they_would_squeeze(cast, phone):
    task = makers.task(cast.marco, "Send the spring prices to everybody who asked")
    deal = makers.deal(cast.marco, "Spring order")
    for record, acts in ((task, ("Done", "Edit", "Delete")), (deal, ("Won", "Edit", "Delete"))):
        phone.goto(record.get_absolute_url())
        boxes = [phone.locator(".head").get_by_text(act, exact=True).first for act in acts[:-1]]
        boxes = [box.bounding_box() for box in (*boxes, phone.locator(".head [data-opens=remove]"))]
        title = phone.locator(".head h1").bounding_box()
        middles = {round((box["y"] + box["height"] / 2) / 4) for box in boxes}
        assert max(middles) - min(middles) <= 1, acts
        assert all(box["y"] >= title["y"] + title["height"] for box in boxes)
