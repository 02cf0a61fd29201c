from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.models import Contact
from deals.models import Deal
from deals.risk import rated
from notifications.models import Notification
from sharing.linking import revoke
from sharing.models import AllowedOrigin, LinkEvent, SmartLink
from sharing.opening import network_of
from sharing.signals import link_opened
from sharing.sites import allow_site
from tests import cast as people
from tests import makers

from . import links
from .links import visitor


@pytest.fixture
def told():
    """The events of which the floors above were told."""
    heard = []

    def hear(sender, link, event, **_more):
        heard.append((link.pk, event.kind))

    link_opened.connect(hear)
    yield heard
    link_opened.disconnect(hear)


def opened(link):
    link.refresh_from_db()
    return link.opens_count, link.bots_count


def test_leads_to_the_item_and_nowhere_else(cast):
    made = links.link(cast.marco)
    answer = visitor().get(f"/s/{made.token}?url=https://evil.example&next=//evil.example")
    assert answer.status_code == 302
    assert answer.headers["Location"] == made.item.url
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert not answer.cookies


def test_is_recorded_once_with_little_of_the_visitor(cast, told):
    made = links.link(cast.marco)
    agent = links.BROWSER + "\x07" + "x" * 400
    visitor(agent).get(f"/s/{made.token}", REMOTE_ADDR="198.51.100.77")
    event = LinkEvent.objects.get()
    assert (event.kind, event.ip, event.contact_id) == ("open", "198.51.100.0", made.contact_id)
    assert len(event.user_agent) == 300
    assert "\x07" not in event.user_agent
    assert opened(made) == (1, 0)
    assert made.first_opened_at == made.last_opened_at == event.at
    assert told == [(made.pk, "open")]


def test_the_first_moment_stays_and_the_last_moves(cast):
    made = links.link(cast.marco)
    for _n in range(2):
        visitor().get(f"/s/{made.token}")
    opened(made)
    assert made.first_opened_at < made.last_opened_at


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"Sec-Purpose": "prefetch;prerender"}, "prefetch"),
        ({"Purpose": "prefetch"}, "prefetch"),
        ({"X-Moz": "prefetch"}, "prefetch"),
        ({"Purpose": "preview"}, "preview"),
        ({"User-Agent": "WhatsApp/2.23"}, "preview"),
        ({"User-Agent": ""}, "no_agent"),
    ],
)
def test_a_machine_is_led_on_but_kept_apart(cast, told, headers, reason):
    made = links.link(cast.marco)
    answer = visitor(**headers).get(f"/s/{made.token}")
    assert answer.headers["Location"] == made.item.url
    assert LinkEvent.objects.values_list("kind", "reason").get() == ("bot", reason)
    assert opened(made) == (0, 1)
    assert made.last_opened_at is None
    assert told == []


def test_asking_for_the_head_is_a_machines_way(cast, told):
    made = links.link(cast.marco)
    answer = visitor().head(f"/s/{made.token}")
    assert (answer.status_code, answer.headers["Location"]) == (302, made.item.url)
    assert opened(made) == (0, 1)
    assert told == []


def test_a_scanner_is_quicker_than_people(cast):
    made = links.link(cast.marco)
    SmartLink.objects.filter(pk=made.pk).update(created_at=timezone.now())
    visitor().get(f"/s/{made.token}")
    assert LinkEvent.objects.get().reason == "quick"


def test_says_the_same_of_all_that_leads_nowhere(cast, settings):
    settings.LINK_GUESS_RATE_LIMIT = "off"
    revoked, expired, gone = (links.link(cast.marco) for _n in range(3))
    revoke(revoked, by=cast.marco)
    SmartLink.objects.filter(pk=expired.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    gone.contact.remove(by=cast.marco)
    tokens = [revoked.token, expired.token, gone.token, "A" * 22, "x", "x" * 500, "%00", "%F0%9F%98%80", "a%0Ab", "%FF"]
    answers = [visitor().get(f"/s/{token}{end}") for token in tokens for end in ("", ".png")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert not any(answer.cookies for answer in answers)
    assert LinkEvent.objects.count() == 0


def test_a_retired_items_links_lead_there_still(cast):
    made = links.link(cast.marco)
    type(made.item).objects.update(is_active=False)
    assert visitor().get(f"/s/{made.token}").status_code == 302


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_is_only_read(cast, method):
    made = links.link(cast.marco)
    answers = [getattr(visitor(), method)(f"/s/{made.token}{end}") for end in ("", ".png")]
    assert [answer.status_code for answer in answers] == [405, 405]
    assert opened(made) == (0, 0)


@pytest.mark.parametrize("address", ["/s/{}", "/s/{}.png", "/s/{}/", "/s/", "/s/x/y", "/f/{}", "/f/{}/", "/f/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_answer_to_visitors_leaves_a_cookie(cast, settings, method, address):
    """Pages that say no hold a token against cross-site requests elsewhere."""
    settings.LINK_GUESS_RATE_LIMIT = "off"
    client = Client(enforce_csrf_checks=True)
    answer = getattr(client, method)(address.format(links.link(cast.marco).token))
    assert (answer.status_code < 500, answer.cookies) == (True, {})


def test_recognises_nobody(cast, page):
    """A rep who is signed in is a visitor like others: their session is neither read nor renewed."""
    made = links.link(cast.marco)
    client = page(cast.marco)
    client.defaults["HTTP_USER_AGENT"] = links.BROWSER
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(f"/s/{made.token}")
    assert answer.status_code == 302
    assert not answer.cookies
    assert [query for query in asked.captured_queries if "django_session" in query["sql"]] == []
    assert type(cast.marco).objects.get(pk=cast.marco.pk).last_seen_at is None


def test_guessing_is_stopped_for_a_while(cast, settings):
    settings.LINK_GUESS_RATE_LIMIT = "3/minute"
    made = links.link(cast.marco)
    answers = [visitor().get(f"/s/{'A' * 21}{n}").status_code for n in range(4)]
    assert answers == [404, 404, 404, 429]
    refused = visitor().get(f"/s/{made.token}")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert visitor().get(f"/s/{made.token}", REMOTE_ADDR="203.0.113.9").status_code == 302


def test_opening_is_never_too_often(cast, settings):
    settings.LINK_GUESS_RATE_LIMIT = "3/minute"
    made = links.link(cast.marco)
    assert {visitor().get(f"/s/{made.token}").status_code for _n in range(8)} == {302}


def test_an_own_site_is_told_which_link_it_was(cast):
    made = links.link(cast.marco)
    allow_site("https://shop.example/anything", by=cast.olivia)
    location = visitor().get(f"/s/{made.token}").headers["Location"]
    assert location == f"https://shop.example/tent?size=2&sl={made.token}#colours"


def test_anothers_site_is_not(cast):
    made = links.link(cast.marco)
    allow_site("https://shop.example", by=cast.zoe)
    allow_site("https://shop.example:8443", by=cast.olivia)
    assert visitor().get(f"/s/{made.token}").headers["Location"] == made.item.url


def test_what_is_too_much_to_keep_is_counted(cast, told, monkeypatch):
    monkeypatch.setattr(LinkEvent, "MOST", 2)
    made = links.link(cast.marco)
    for _n in range(3):
        visitor().get(f"/s/{made.token}")
    assert opened(made) == (3, 0)
    assert LinkEvent.objects.count() == 2
    assert len(told) == 3


def test_the_qr_code_says_the_address_and_opens_nothing(cast):
    made = links.link(cast.marco)
    answer = visitor().get(f"/s/{made.token}.png")
    assert answer.content.startswith(b"\x89PNG")
    assert "max-age=86400" in answer.headers["Cache-Control"]
    assert opened(made) == (0, 0)


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("198.51.100.77", "198.51.100.0"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::"),
        ("::ffff:198.51.100.77", "198.51.100.0"),
        ("::", None),
        ("nonsense", None),
    ],
)
def test_keeps_the_network_of_an_address(address, kept):
    assert network_of(address) == kept


@pytest.fixture
def asks(django_assert_num_queries):
    """Open a link and hold the number of statements, two of which begin and end the transaction."""

    def ask(count, link, agent=links.BROWSER):
        with django_assert_num_queries(count):
            assert visitor(agent).get(f"/s/{link.token}").status_code == 302

    return ask


def test_asks_little_of_the_database(cast, asks):
    """The link with its item, its people and the sites it may tell of; its event, its count, and what its rep is told."""
    made = links.link(cast.marco)
    allow_site("https://shop.example", by=cast.olivia)
    asks(5, made, "WhatsApp/2.23")
    asks(11, made)
    asks(7, made)
    Notification.objects.update(seen_at=timezone.now())
    asks(12, made)


def test_asks_no_more_where_the_rep_is_not_the_owner(cast, asks):
    made = links.link(cast.marco, makers.contact(cast.olivia, assigned_to=cast.olivia))
    asks(11, made)
    asks(7, made)


def test_asks_once_more_what_a_rep_with_a_narrow_view_sees(cast, asks):
    made = links.link(cast.tess, makers.contact(cast.tess, assigned_to_id=None))
    asks(12, made)
    asks(8, made)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://shop.example/tent", True),
        ("https://Shop.Example/tent", True),
        ("https://shop.example:443/tent", True),
        ("https://shop.example:8443/tent", True),
        ("https://shop.example.evil.example/tent", False),
        ("https://shop.example:8080/tent", False),
    ],
)
def test_a_site_is_known_by_its_whole_origin(cast, address, told):
    for site in ("https://shop.example", "https://shop.example:8443", "https://shop"):
        AllowedOrigin.objects.get_or_create(organization=cast.acme, origin=site)
    made = links.link(cast.marco, share_item=links.item(cast.olivia, url=address))
    location = visitor().get(f"/s/{made.token}").headers["Location"]
    assert location == (f"{address}?sl={made.token}" if told else address)


def test_an_opening_is_something_that_happened_to_the_deals_of_the_contact(cast):
    made = links.link(cast.marco)
    deal = makers.deal(cast.marco, contact=made.contact)
    long_ago = timezone.now() - timedelta(days=20)
    type(deal).objects.filter(pk=deal.pk).update(updated_at=long_ago)

    def told():
        found = rated(Deal.objects.filter(pk=deal.pk), cast.marco)[0].risk.factors
        return [text for text in found if "20 d" in text]

    assert told() == ["Nothing has happened for 20 days."]
    visitor("WhatsApp/2.23").get(f"/s/{made.token}")
    assert told() == ["Nothing has happened for 20 days."]
    visitor().get(f"/s/{made.token}")
    assert told() == []


def test_a_deal_tells_nothing_of_a_private_contact(cast):
    made = links.link(cast.marco)
    deal = makers.deal(cast.marco, contact=made.contact)
    visitor().get(f"/s/{made.token}")
    Contact.objects.filter(pk=made.contact_id).update(is_private=True, assigned_to=cast.marco)
    assert rated(Deal.objects.filter(pk=deal.pk), cast.olivia)[0].last_opened_at is None


@pytest.mark.django_db(transaction=True)
def test_a_thousand_at_once_are_a_thousand(told):
    threads, each = (16, 1_000) if connection.vendor == "postgresql" else (4, 100)
    cast = people.assemble()
    made = links.link(cast.marco)
    begin, answers = Barrier(threads), []

    def go(count):
        begin.wait()
        try:
            answers.extend(visitor().get(f"/s/{made.token}").status_code for _n in range(count))
        finally:
            connection.close()

    shares = [each // threads + (n < each % threads) for n in range(threads)]
    running = [Thread(target=go, args=(count,)) for count in shares]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    assert answers == [302] * each
    assert opened(made) == (each, 0)
    assert LinkEvent.objects.filter(link=made, kind="open").count() == each
    assert len(told) == each
    assert Notification.objects.values_list("member", "count").get() == (cast.marco.pk, each)


def test_deleting_the_contact_and_undoing_it_brings_links_and_events_back(cast):
    from activity.undo import undo

    made = links.link(cast.marco)
    visitor().get(f"/s/{made.token}")
    act = made.contact.remove(by=cast.marco)
    assert visitor().get(f"/s/{made.token}").status_code == 404
    undo(act, by=cast.marco)
    assert visitor().get(f"/s/{made.token}").status_code == 302
    assert opened(made) == (2, 0)
    assert LinkEvent.objects.filter(link=made).count() == 2


def test_merging_keeps_both_addresses_alive(cast):
    from contacts.merging import merge, undo_merge
    from sharing.linking import share

    tent = links.item(cast.olivia)
    kept, gone = makers.contact(cast.marco), makers.contact(cast.marco)
    mine, theirs = (links.link(cast.marco, contact, tent) for contact in (kept, gone))
    visitor().get(f"/s/{theirs.token}")
    done = merge(kept, gone, by=cast.marco)
    assert [visitor().get(f"/s/{link.token}").status_code for link in (mine, theirs)] == [302, 302]
    assert set(LinkEvent.objects.values_list("contact", flat=True)) == {kept.pk}
    assert share(kept, tent, "email", by=cast.marco) == (mine, False)
    undo_merge(done, by=cast.marco)
    theirs.refresh_from_db()
    assert theirs.contact_id == gone.pk
    assert theirs.events.order_by("pk").values_list("contact", flat=True)[0] == gone.pk
