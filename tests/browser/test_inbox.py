"""Mail from the file to the contact's card, and whatever it holds: nothing of it runs, and nothing is fetched for it."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from inbox.models import Message
from inbox.reading import messages_at
from inbox.taking import take
from tests import makers
from tests.inbox.conftest import MAILS

from .conftest import session_cookie

pytestmark = pytest.mark.django_db(transaction=True)


def watched(page):
    """The addresses this page asks for from now on, but for those of the test's own server and what it carries itself."""
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: asked.append(f"dialog: {dialog.message}"))
    return asked


def outside(asked, live_server):
    ours = urlsplit(live_server.url).netloc
    return [url for url in asked if urlsplit(url).netloc != ours and not url.startswith(("data:", "about:", "blob:"))]


@pytest.mark.parametrize("javascript", [True, False], ids=["with-scripts", "without-scripts"])
def test_a_newsletter_from_the_file_to_the_card(cast, browser_page, live_server, javascript):
    contact = makers.contact(cast.marco, "Nora", "News", email="news@orchard.example")
    page = browser_page(cast.marco, javascript=javascript)
    asked = watched(page)
    page.goto("/mail/import")
    page.get_by_label("Drop files here").set_input_files([MAILS / "newsletter.eml", MAILS / "thread.mbox"])
    page.get_by_role("button", name="Import").click()
    page.get_by_text("4 messages stored.").wait_for()

    page.goto(f"/contacts/{contact.pk}")
    page.locator("#timeline").get_by_role("link", name="Spring prices are here").click()
    page.get_by_role("heading", name="Spring prices are here").wait_for()
    inside = page.frame_locator("iframe.letter-frame")
    inside.get_by_text("Save 20").wait_for()
    assert inside.get_by_role("link", name="See all prices").get_attribute("rel") == "noopener noreferrer nofollow"
    for nothing in (
        "script",
        "form",
        "iframe",
        "object",
        "video",
        "svg",
        "style",
        "meta[http-equiv]",
        "img[src^=http]",
    ):
        expect(inside.locator(nothing)).to_have_count(0)
    page.wait_for_timeout(300)  # the address of the page would have changed by now, had anything run
    assert "/mail/" in page.url
    assert outside(asked, live_server) == []

    page.get_by_role("link", name="Text", exact=True).click()
    page.locator(".letter-text").get_by_text("Save 20").wait_for()


def test_even_html_that_nobody_cleaned_runs_nothing(cast, chromium, live_server):
    """The frame and the content policy hold by themselves, should cleaning ever overlook something. They say so on the
    console, which is why this page is none of `browser_page`."""
    take(messages_at(MAILS / "newsletter.eml"), owner=cast.marco)
    evil = (
        "<p>Evil</p><script>top.document.title='owned'</script><img src=x onerror=\"top.document.title='owned'\">"
        "<img src=https://track.example/p.gif><meta http-equiv=refresh content='0;url=https://evil.example/'>"
        "<form action=https://evil.example/><button>Go</button></form><style>@import url(https://evil.example/a.css)</style>"
    )
    Message.objects.update(html=evil)
    context = chromium.new_context(base_url=live_server.url)
    context.add_cookies([session_cookie(cast.marco, live_server.url)])
    page, asked = context.new_page(), []
    page.on("requestfinished", lambda request: asked.append(request.url))
    page.goto(f"/mail/{Message.objects.get().pk}")
    page.frame_locator("iframe.letter-frame").get_by_text("Evil").wait_for()
    page.wait_for_timeout(500)
    assert page.title().startswith("Spring prices")
    assert outside(asked, live_server) == []
    context.close()


def test_the_frame_is_as_high_as_what_it_says(cast, browser_page):
    take(messages_at(MAILS / "newsletter.eml"), owner=cast.marco)
    Message.objects.update(html="<p>line</p>" * 200)
    page = browser_page(cast.marco)
    page.goto(f"/mail/{Message.objects.get().pk}")
    page.frame_locator("iframe.letter-frame").get_by_text("line").first.wait_for()
    page.wait_for_function("document.querySelector('.letter-frame').clientHeight > 4000")
