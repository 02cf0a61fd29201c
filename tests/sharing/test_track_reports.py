"""What the script on the organization's site may report, and what is refused."""

import json
from pathlib import Path

import pytest
from django.conf import settings as configured

from sharing.models import LinkEvent
from sharing.sites import allow_site

from . import links

SITE = links.SHOP
PAGE = {"url": f"{SITE}/tents/four?color=red#top", "title": "Tents"}


@pytest.fixture
def link(cast):
    allow_site(SITE, by=cast.olivia)
    return links.link(cast.marco)


def report(link, body=PAGE, origin=SITE, method="post", **headers):
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    client = links.visitor(**{"Origin": origin, **headers})
    return getattr(client, method)(f"/s/{link.token}/events", text, content_type="text/plain")


def test_keeps_the_page_without_its_query(link):
    answer = report(link)
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == SITE
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Origin" in answer.headers["Vary"]
    assert not answer.cookies
    event = LinkEvent.objects.get()
    assert (event.kind, event.url, event.title) == ("page", f"{SITE}/tents/four", "Tents")
    link.refresh_from_db()
    assert (link.pages_count, link.opens_count, link.last_opened_at) == (1, 0, None)


def test_answers_a_browser_that_asks_first(link):
    answer = report(link, method="options")
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (204, SITE)
    assert "Access-Control-Allow-Origin" not in report(link, method="options", origin="https://evil.example").headers


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://shop.example",
        "https://shop.example:8443",
        "https://www.shop.example",
        "null",
        "",
        "*",
        "https://shop.example/",
        "x" * 400,
        "https://shöp.example",
    ],
)
def test_other_sites_are_refused(link, origin):
    answer = report(link, origin=origin)
    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Origin" in answer.headers["Vary"]
    assert not LinkEvent.objects.exists()


def test_anothers_site_is_refused(cast, link):
    allow_site("https://rival.example", by=cast.zoe)
    assert report(link, origin="https://rival.example").status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "null",
        "{",
        b"\xff",
        "7",
        "[" * 5_000,
        '{"url": 7}',
        '{"url": null}',
        {"url": "https://evil.example/x"},
        {"url": "javascript:1"},
        {"url": "https://["},
        {"url": SITE, "title": []},
        {"title": "x"},
        {"url": "https://shop.example:99999/"},
        "x" * 9_000,
    ],
)
def test_what_is_no_report_is_refused(link, body):
    assert report(link, body).status_code == 400
    assert not LinkEvent.objects.exists()


def test_what_no_screen_shows_is_taken_out(link):
    assert report(link, {"url": f"{SITE}/a\x00b", "title": "A\x00\nB" + "x" * 300 + "\ud800"}).status_code == 204
    event = LinkEvent.objects.get()
    assert event.title.startswith("A B")
    assert len(event.title) == 200


@pytest.mark.parametrize(
    "headers", [{"DNT": "1"}, {"Sec-GPC": "1"}, {"User-Agent": "Googlebot/2.1"}, {"User-Agent": ""}]
)
def test_nothing_is_kept_of_machines_and_of_those_who_mind(link, headers):
    assert report(link, **headers).status_code == 204
    assert not LinkEvent.objects.exists()


def test_one_link_reports_only_so_often(link, settings):
    settings.LINK_REPORT_RATE_LIMIT = "2/minute"
    answers = [report(link) for _n in range(3)]
    assert [answer.status_code for answer in answers] == [204, 204, 429]
    assert answers[2].headers["Access-Control-Allow-Origin"] == SITE
    assert LinkEvent.objects.count() == 2


def test_a_link_that_leads_nowhere_reports_nothing(link):
    link.token = "A" * 22
    answer = report(link)
    assert answer.status_code == 404
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_reports_are_posted(link, method):
    client = links.visitor(Origin=SITE)
    assert getattr(client, method)(f"/s/{link.token}/events").status_code == 405


def test_the_script_stays_small():
    script = (Path(configured.BASE_DIR) / "static/js/track.js").read_bytes()
    assert len(script) < 2_000
    assert b"cookie" not in script.replace(b"No cookie", b"")
