from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.utils import timezone

from activity.timeline import timeline_of
from crm.today import opened_links
from customization.models import MessageTemplate
from sharing.linking import link_address, revoke
from sharing.messages import message_for, ways_of
from sharing.models import SmartLink
from sharing.opening import record_open, record_page
from tests import makers

from . import links

SEEN = {"ip": "198.51.100.7", "user_agent": links.BROWSER}


@pytest.fixture
def link(cast):
    contact = makers.contact(cast.marco, email="jane+a@example.com", mobile="+1 415 555 2671")
    return links.link(cast.marco, contact)


def template(cast, body, subject="For you"):
    return MessageTemplate.objects.create(organization=cast.acme, name="T", subject=subject, body=body)


class TestShare:
    def test_makes_the_link_and_shows_its_message(self, cast, page, link):
        client, tent = page(cast.marco), links.item(cast.olivia, "Yurt")
        answer = client.post(f"/contacts/{link.contact_id}/share", {"item": tent.pk, "channel": "sms", "days": "7"})
        made = SmartLink.objects.get(item=tent)
        assert answer.headers["Location"] == f"/links/{made.pk}/send"
        assert 6 < (made.expires_at - timezone.now()).total_seconds() / 86_400 < 7
        shown = client.get(answer.headers["Location"]).text
        assert link_address(made) in shown
        assert f"/s/{made.token}.png" in shown

    def test_says_that_it_was_shared_before(self, cast, page, link):
        posted = {"item": link.item_id, "channel": "email"}
        answer = page(cast.marco).post(f"/contacts/{link.contact_id}/share", posted, headers={"HX-Request": "true"})
        assert "You shared this before" in answer.text
        assert SmartLink.objects.count() == 1

    def test_finds_items_by_what_is_typed(self, cast, page, link):
        for number in range(12):
            links.item(cast.olivia, f"Lamp {number}")
        links.item(cast.olivia, "Lamp retired", is_active=False)
        links.item(cast.zoe, "Lamp of Rival")
        shown = page(cast.marco).get(f"/contacts/{link.contact_id}/share?q=lamp").text
        assert "Lamp 0" in shown
        assert "There are more" in shown
        assert not any(other in shown for other in ("Tent", "retired", "Rival"))

    def test_warns_of_who_asked_not_to_be_contacted(self, cast, page, link):
        link.contact.change(by=cast.marco, dnc=True)
        for address in (f"/contacts/{link.contact_id}/share", f"/links/{link.pk}/send"):
            assert "asked not to be contacted" in page(cast.marco).get(address).text

    @pytest.mark.parametrize(
        "posted",
        [
            {},
            {"item": "x", "channel": "email"},
            {"item": "9" * 30, "channel": "email"},
            {"item": "\x00", "channel": "\x00"},
        ],
    )
    def test_refuses_what_cannot_be_shared(self, cast, page, link, posted):
        assert page(cast.marco).post(f"/contacts/{link.contact_id}/share", posted).status_code == 422
        assert SmartLink.objects.count() == 1


class TestMessage:
    def test_says_the_link_where_its_token_stands(self, cast, link):
        said = message_for(link, member=cast.marco, template=template(cast, "Hi {{contact.first_name}}: {{link}} !"))
        assert (said.subject, said.text) == ("For you", f"Hi Jane: {link_address(link)} !")

    def test_ends_with_the_link_where_there_is_no_token(self, cast, link):
        said = message_for(link, member=cast.marco, template=template(cast, "Hi {{nobody.knows}}\n"))
        assert said.text == f"Hi {{{{nobody.knows}}}}\n\n{link_address(link)}"
        assert said.unknown == ["nobody.knows"]

    def test_is_encoded_for_each_program(self, cast, link):
        said = message_for(link, member=cast.marco, template=template(cast, "50 % & more?\nÜ#+ {{link}}"))
        mail, sms, whatsapp = (urlsplit(way) for _label, _icon, way in ways_of(link, said))
        assert (mail.scheme, unquote(mail.path)) == ("mailto", "jane+a@example.com")
        assert parse_qs(mail.query)["body"] == [said.text.replace("\n", "\r\n")]
        assert (sms.scheme, sms.path, parse_qs(sms.query)["body"]) == ("sms", "+14155552671", [said.text])
        assert (whatsapp.netloc, whatsapp.path) == ("wa.me", "/14155552671")
        assert parse_qs(whatsapp.query)["text"] == [said.text]

    def test_the_way_of_the_channel_comes_first(self, cast, link):
        link.channel = "whatsapp"
        assert ways_of(link, message_for(link, member=cast.marco))[0][2].startswith("https://wa.me/")

    def test_offers_no_way_that_is_too_long_or_leads_to_nobody(self, cast):
        made = links.link(cast.marco)
        assert [icon for _label, icon, _way in ways_of(made, message_for(made, member=cast.marco))] == ["send"]
        assert ways_of(made, message_for(made, member=cast.marco, template=template(cast, "x" * 2_000))) == []

    def test_the_token_is_offered_and_never_unknown(self, cast, page, link):
        kept = template(cast, "See {{link}}")
        assert "{{link}}" in page(cast.olivia).get(f"/settings/templates/{kept.pk}").text
        assert "<mark>" not in page(cast.marco).get(f"/contacts/{link.contact_id}/write?template={kept.pk}").text


class TestList:
    def test_costs_the_same_for_any_number(self, cast, page, django_assert_num_queries, link):
        client = page(cast.marco)
        client.get("/links")
        links.link(cast.marco)
        counts = []
        for more in (0, 23):
            for _n in range(more):
                links.link(cast.marco, makers.contact(cast.marco), link.item)
            with django_assert_num_queries(5) as asked:
                shown = client.get("/links").text
            counts.append(len(asked))
            assert shown.count('data-label="Item"') == 2 + more
        assert counts[0] == counts[1]

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", 1), ("whose=all", 2), ("whose=all&channel=sms", 1), ("whose=all&channel=qr", 0), ("opened=yes", 0),
            ("opened=no", 1), ("q=smith", 1), ("q=tent&whose=all", 2), ("q=nobody", 0), ("q=%00", 1), ("sort=opened", 0),
            ("sort=opens", 1), ("sort=x", 1), ("page=2", 0), ("page=x", 1), ("page=99999999999", 1), ("item=0", 1),
            ("item=99999999999999999999", 1), ("item=999999", 0),
        ],
    )  # fmt: skip
    def test_is_narrowed(self, cast, page, link, query, found):
        links.link(cast.olivia, makers.contact(cast.marco), channel="sms")
        assert page(cast.marco).get(f"/links?{query}").text.count('data-label="Item"') == found

    def test_shows_nothing_of_private_contacts_of_others(self, cast, page):
        hidden = makers.contact(cast.marco, "Hidden", assigned_to=cast.marco, is_private=True)
        made = links.link(cast.marco, hidden)
        record_open(made, at=timezone.now(), **SEEN)
        for query in ("", "?whose=all", "?whose=all&q=Hidden"):
            assert "Hidden Smith" not in page(cast.olivia).get(f"/links{query}").text
        assert "Hidden Smith" in page(cast.marco).get("/links").text
        assert page(cast.olivia).get(f"/links/{made.pk}").status_code == 404


class TestItems:
    def test_count_no_link_to_a_private_contact_of_another(self, cast, page, link):
        hidden = makers.contact(cast.marco, "Hidden", assigned_to=cast.marco, is_private=True)
        made = links.link(cast.marco, hidden, link.item)
        record_open(made, at=timezone.now(), **SEEN)
        shown = page(cast.olivia).get("/settings/items").text
        assert f'item={link.item_id}">1</a>' in shown
        assert f'item={link.item_id}">2</a>' not in shown


class TestLink:
    def test_tells_people_and_machines_apart(self, cast, page, link):
        record_open(link, at=timezone.now(), **SEEN)
        record_open(link, at=timezone.now(), ip="198.51.100.7", user_agent="<b>Bot</b>", reason="scanner")
        client = page(cast.marco)
        assert "Looked at by a machine" not in client.get(f"/links/{link.pk}").text
        machines = client.get(f"/links/{link.pk}?show=bot").text
        assert "a mail scanner" in machines
        assert "&lt;b&gt;Bot" in machines

    def test_leads_on_to_what_was_earlier(self, cast, page, link, monkeypatch):
        monkeypatch.setattr("sharing.views.links.EVENTS", 2)
        for _n in range(3):
            record_page(link, at=timezone.now(), **SEEN, url="https://shop.example/a", title="A page")
        client = page(cast.marco)
        first = client.get(f"/links/{link.pk}")
        assert first.text.count("A page") == 2
        assert (
            client.get(f"/links/{link.pk}?before={first.context['earlier'].replace('+', '%2B')}").text.count("A page")
            == 1
        )

    def test_is_revoked_and_brought_back(self, cast, page, link):
        client = page(cast.marco)
        client.post(f"/links/{link.pk}/revoke")
        link.refresh_from_db()
        assert link.revoked_at
        assert "leads nowhere" in client.get(f"/links/{link.pk}/send").text
        client.post(f"/links/{link.pk}/restore")
        link.refresh_from_db()
        assert link.revoked_at is None


class TestCard:
    def test_shows_the_links_and_costs_the_same_for_many(self, cast, page, link, django_assert_max_num_queries):
        client, address = page(cast.marco), f"/contacts/{link.contact_id}"
        client.get(address)
        counts = []
        for more in (0, 7):
            for number in range(more):
                record_open(
                    links.link(cast.marco, link.contact, links.item(cast.olivia, f"I {number}")),
                    at=timezone.now(),
                    **SEEN,
                )
            with django_assert_max_num_queries(80) as asked:
                shown = client.get(address).text
            counts.append(len(asked))
        assert counts[0] == counts[1]
        assert "All links" in shown

    def test_its_timeline_tells_what_happened_in_order(self, cast, link):
        record_open(link, at=timezone.now(), **SEEN)
        record_open(link, at=timezone.now(), **SEEN, reason="crawler")
        record_page(link, at=timezone.now(), **SEEN, url="https://shop.example/a", title="")
        told = timeline_of(link.contact, cast.marco, picked="links")
        assert [entry.subject["what"] for entry in told.entries] == ["page", "open", "shared"]

    def test_its_timeline_goes_on_where_it_ended(self, cast, link):
        at = timezone.now()
        for number in range(3):
            record_page(link, at=at, **SEEN, url=f"https://shop.example/{number}", title="")
        seen, before = [], None
        for _turn in range(5):
            told = timeline_of(link.contact, cast.marco, before=before, picked="links", most=1)
            seen += [entry.subject["event"] and entry.subject["event"].url for entry in told.entries]
            before = told.before
            if before is None:
                break
        assert seen == [f"https://shop.example/{number}" for number in (2, 1, 0)] + [None]


def test_today_tells_of_ones_own_links_opened_since_yesterday(cast, link):
    now = timezone.now()
    assert opened_links(cast.marco, now).records == []
    record_open(link, at=now, **SEEN)
    assert opened_links(cast.marco, now).records == [link]
    assert opened_links(cast.olivia, now).records == []
    assert opened_links(cast.marco, now + timedelta(days=3)).records == []


def test_opening_a_link_is_activity_of_the_contact(cast, link, page):
    from sharing.link_wiring import last_opened_at, opened_since

    contacts = type(link.contact).objects.filter(pk=link.contact_id)
    before = timezone.now()
    assert not contacts.filter(opened_since(before, cast.marco)).exists()
    record_open(link, at=timezone.now(), **SEEN)
    assert contacts.filter(opened_since(before, cast.marco)).exists()
    assert contacts.annotate(at=last_opened_at(cast.marco)).get().at == link.last_opened_at


def test_what_is_old_is_forgotten_and_its_count_stays(cast, link):
    from sharing.clearing import DAYS, forget_link_events

    now = timezone.now()
    for days in (DAYS + 1, DAYS - 1):
        record_open(link, at=now - timedelta(days=days), **SEEN)
    assert (forget_link_events(now), forget_link_events(now)) == (1, 0)
    link.refresh_from_db()
    assert (link.opens_count, link.events.count()) == (2, 1)


def test_items_are_listed_with_what_became_of_them(cast, page, link, django_assert_max_num_queries):
    record_open(link, at=timezone.now(), **SEEN)
    revoke(links.link(cast.olivia, share_item=link.item), by=cast.olivia)
    client = page(cast.olivia)
    client.get("/settings/items")
    counts = []
    for more in (0, 24):
        for number in range(more):
            links.item(cast.olivia, f"Item {number}")
        with django_assert_max_num_queries(20) as asked:
            shown = client.get("/settings/items")
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert len(shown.context["page"].rows) == 25
    [tent] = [one for one in shown.context["page"].rows if one.title == "Tent"]
    assert (tent.links_count, tent.opened_count) == (2, 1)
