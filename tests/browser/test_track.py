"""The script on a company's own site, in a real browser: the site is another origin than ours."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import expect

from sharing.models import LinkEvent, SmartLink
from sharing.sites import allow_site
from tests.sharing import links

PAGE = """<!doctype html><title>{title}</title><h1>{title}</h1>
<a href="/second?a=b">second</a><button onclick="history.pushState(1, '', '/third')">third</button>
<script src="{ours}/static/js/track.js" defer></script>"""


@pytest.fixture
def site(live_server):
    """The address of the company's site, whose every page has our script."""

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(PAGE.format(title=self.path.partition("?")[0], ours=live_server.url).encode())

        def log_message(self, *_words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def link(cast, settings, site):
    settings.EGRESS_ALLOW = [site.removeprefix("http://")]
    allow_site(site, by=cast.olivia)
    return links.link(cast.marco, share_item=links.item(cast.olivia, url=f"{site}/first?size=2#top"))


def reported(page, act):
    """Do something that makes the page report, and wait for our answer; returns its status."""
    with page.expect_response(
        lambda answer: answer.url.endswith("/events") and answer.request.method == "POST"
    ) as told:
        act()
    return told.value.status


def seen():
    return list(LinkEvent.objects.filter(kind="page").order_by("pk").values_list("url", flat=True))


def test_tells_which_pages_the_visitor_of_a_link_reads(browser_page, live_server, link, site):
    page = browser_page(agent=links.BROWSER)
    assert reported(page, lambda: page.goto(f"/s/{link.token}")) == 204
    assert page.url == f"{site}/first?size=2#top"  # nobody passes the token on with the address
    assert reported(page, page.get_by_text("second").click) == 204
    assert reported(page, page.get_by_text("third").click) == 204
    assert seen() == [f"{site}/first", f"{site}/second", f"{site}/third"]
    assert page.context.cookies() == []
    link.refresh_from_db()
    assert (link.opens_count, link.pages_count) == (1, 3)


def test_is_silent_without_a_link_and_for_those_who_mind(browser_page, link, site):
    asked = []
    plain, minds = browser_page(agent=links.BROWSER), browser_page(agent=links.BROWSER)
    minds.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})")
    for page, address in ((plain, "/first"), (plain, "/first?sl=short"), (minds, f"/first?sl={link.token}")):
        page.on("request", lambda request: asked.append(request.url) if "/s/" in request.url else None)
        page.goto(site + address, wait_until="networkidle")
        expect(page.get_by_role("heading")).to_have_text("/first")
    assert asked == []
    assert not SmartLink.objects.filter(pages_count__gt=0).exists()
