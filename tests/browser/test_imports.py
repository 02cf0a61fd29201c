"""An address book comes in by keyboard alone: progress is seen, refused rows are corrected, the whole is taken back."""

import csv
import io
import re
import signal

import pytest
from django.core.management import call_command
from playwright.sync_api import TimeoutError as TimedOut
from playwright.sync_api import expect

from contacts.models import Company, Contact
from tests.transfers import headers
from transfers import run as running
from transfers import undoing
from transfers.bulk import Bulk
from transfers.models import Transfer

from .checks import assert_accessible, assert_fits
from .conftest import PHONE

TABS = 200  # more than the longest page has stops


@pytest.fixture
def in_background(settings):
    """Background work waits for `worker`."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def worker(in_background, monkeypatch):
    """`worker(between)` does what waits in the queue, as `manage.py work` does, in chunks of five rows; between two
    chunks of an import it calls `between`."""
    watch, batches = [], Bulk.batches

    def slowly(self, rows, size):
        for number, batch in enumerate(batches(self, rows, size)):
            if number and watch:
                watch[0](number)
            yield batch

    monkeypatch.setattr(running, "chunk_size", lambda: 5)
    monkeypatch.setattr(Bulk, "batches", slowly)
    monkeypatch.setattr(undoing, "AT_ONCE", 0)

    def work(between=None):
        watch[:] = [between] if between else []
        call_command("db_worker", batch=True, startup_delay=False, reload=False, verbosity=0)

    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    yield work
    for number, handler in handlers.items():  # a worker's own would end the tests as if all were well
        signal.signal(number, handler)


def address_book(count):
    """An address book's export: every fifth row has an address that is none, and two numbers stand in one cell."""
    names = headers.GOOGLE.split(",")
    rows = [
        dict.fromkeys(names, "") | {
            "First Name": f"First{n}", "Last Name": f"Last{n}", "Organization Name": f"Orchard {n % 3}",
            "Labels": "* myContacts ::: Fair", "E-mail 1 - Value": "nowhere" if n % 5 == 4 else f"p{n}@x.example",
            "Phone 1 - Label": "Mobile", "Phone 1 - Value": f"+44 7700 9{n:05}", "Birthday": "1980-05-01",
        }
        for n in range(count)
    ]  # fmt: skip
    return written(names, [list(row.values()) for row in rows])


def written(names, rows):
    buffer = io.StringIO()
    csv.writer(buffer).writerows([names, *rows])
    return buffer.getvalue()


def tab_to(page, selector):
    """Press Tab until what `selector` finds has the focus, visibly."""
    for _stop in range(TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector} on {page.url}")


def choose_file(page, path):
    """From the list of imports to the columns of the file at `path`, by keyboard."""
    page.keyboard.press("n")
    page.wait_for_url("**/imports/new")
    page.wait_for_load_state("networkidle")
    page.bring_to_front()
    tab_to(page, "input[type=file]")
    opened_by_space(page).set_files(path)
    submit(page, "main form button")
    page.wait_for_url(re.compile(r"/imports/\d+$"))


def opened_by_space(page, tries=4):
    """The file chooser that the space bar opens. On a busy machine a press may go by unheard."""
    for left in reversed(range(tries)):
        try:
            with page.expect_file_chooser(timeout=5_000) as chooser:
                page.keyboard.press("Space")
            return chooser.value
        except TimedOut:
            if not left:
                raise


def press(page, selector):
    tab_to(page, selector)
    page.keyboard.press("Enter")


def submit(page, selector):
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_an_address_book_by_keyboard(cast, worker, browser_page, tmp_path):
    page, file = browser_page(cast.olivia), tmp_path / "contacts.csv"
    file.write_text(address_book(20))
    page.goto("/imports")
    choose_file(page, file)

    expect(page.get_by_text("20 of 53 columns are used")).to_be_visible()
    expect(page.get_by_label("Phone 1 - Label")).to_have_value("phone_type")
    press(page, "details:not([open]) > summary:has(~ section)")
    tab_to(page, f"#id_column_{headers.GOOGLE.split(',').index('Birthday')}")
    page.keyboard.type("Notes, as")
    tab_to(page, "#id_default_tags")
    page.keyboard.type("hanover")
    submit(page, "main button.main-act")

    expect(page.get_by_role("heading", name="What would happen")).to_be_visible()
    expect(page.get_by_text("4 rows · E-mail: Enter an e-mail address such as jane@example.com.")).to_be_visible()
    assert Contact.objects.count() == 0
    submit(page, "form[action$='/run'] button")
    expect(page.get_by_text("Waiting for a free worker")).to_be_visible()

    seen = []

    def look(number):
        expect(page.locator("#progress")).to_contain_text(f"{5 * number} of 20 rows")
        expect(page).to_have_title(re.compile(rf"^{25 * number} % · contacts\.csv"))
        expect(page.locator("#progress")).to_contain_text("rows a second")
        seen.append(page.locator("progress").get_attribute("value"))

    worker(look)
    assert seen == ["5", "10", "15"]
    expect(page.get_by_text("16 rows imported.")).to_be_visible()
    first = Transfer.objects.get()
    assert (first.status, first.created, first.refused, first.position) == ("done", 16, 4, 20)
    jane = Contact.objects.get(email="p0@x.example")
    assert (jane.phone, jane.mobile, jane.tag_names) == ("", "+44 7700 900000", ["Fair", "hanover"])
    assert (jane.notes, jane.company.name) == ("Birthday: 1980-05-01", "Orchard 0")

    tab_to(page, "a[href$='/refused']")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    names, *rows = csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig")))
    assert names[-2:] == ["Row", "Reason"]
    assert [row[-2] for row in rows] == ["6", "11", "16", "21"]
    email = names.index("E-mail 1 - Value")
    for row in rows:
        row[email] = f"mended{row[-2]}@x.example"
    corrected = tmp_path / "corrected.csv"
    corrected.write_text(written(names, rows))

    page.goto("/imports")
    choose_file(page, corrected)
    submit(page, "main button.main-act")
    submit(page, "form[action$='/run'] button")
    expect(page.get_by_text("Waiting for a free worker")).to_be_visible()
    worker()
    expect(page.get_by_text("4 rows imported.")).to_be_visible()
    second = Transfer.objects.latest("pk")
    assert (second.created, second.refused) == (4, 0)
    assert "Row" not in [name for name, field in zip(second.header, second.mapping, strict=True) if field]
    assert Contact.objects.count() == 20
    assert Contact.objects.get(email="mended21@x.example").phone == ""

    touched = Contact.objects.get(email="p1@x.example")
    touched.change(by=cast.marco, job_title="Buyer")
    page.goto(first.get_absolute_url())
    press(page, "[data-opens='sure']")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert_accessible(page)
    submit(page, "dialog .danger")
    expect(page.get_by_role("heading", name="Undoing")).to_be_visible()
    worker()
    expect(page.get_by_text("This import is undone")).to_be_visible()
    expect(page.get_by_role("link", name="First1 Last1").first).to_be_visible()
    left = set(Contact.objects.values_list("email", flat=True))
    assert left == {"p1@x.example", *(f"mended{row}@x.example" for row in (6, 11, 16, 21))}
    touched.refresh_from_db()
    assert (touched.job_title, touched.mobile) == ("Buyer", "+44 7700 900001")


def test_an_import_goes_on_without_its_page_and_is_stopped_with_a_question(cast, worker, browser_page, tmp_path):
    page, file = browser_page(cast.olivia), tmp_path / "contacts.csv"
    file.write_text(address_book(20))
    page.goto("/imports")
    choose_file(page, file)
    submit(page, "main button.main-act")
    submit(page, "form[action$='/run'] button")

    def look(number):
        if number == 1:
            page.goto("/imports")
            expect(page.locator("#transfers")).to_contain_text("running 25 %")
        if number == 2:
            expect(page.locator("#transfers")).to_contain_text("running 50 %")  # by itself
            page.get_by_role("link", name="contacts.csv").click()
            for viewport in (PHONE, {"width": 320, "height": 640}):
                page.set_viewport_size(viewport)
                assert_fits(page)
            assert_accessible(page)
            press(page, "[data-opens='sure']")
            assert_accessible(page)
            page.keyboard.press("Escape")
            expect(page.get_by_role("dialog")).to_be_hidden()
            press(page, "[data-opens='sure']")
            submit(page, "dialog .danger")
            expect(page.get_by_text("This import was stopped.")).to_be_visible()

    worker(look)
    transfer = Transfer.objects.get()
    assert (transfer.status, transfer.position) == ("cancelled", 10)
    assert Contact.objects.count() == transfer.created == 8


def test_without_javascript(cast, worker, browser_page, tmp_path):
    page, file = browser_page(cast.olivia, javascript=False), tmp_path / "contacts.csv"
    file.write_text(address_book(10))
    page.goto("/imports/new?kind=contact")
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Rehearse").click()
    page.locator("form[action$='/run'] button").click()
    worker()
    page.goto(Transfer.objects.get().get_absolute_url())
    expect(page.get_by_text("8 rows imported.")).to_be_visible()
    page.locator("noscript button, form[action$='/undo'] button").last.click()
    worker()
    page.reload()
    expect(page.get_by_text("This import is undone")).to_be_visible()
    assert Contact.objects.count() == Company.objects.count() == 0
