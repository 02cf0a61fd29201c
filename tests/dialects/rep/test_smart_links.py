from datetime import timedelta

import pytest
from django.utils import timezone

from sharing.models import LinkEvent, ShareItem, SmartLink
from tests import makers


@pytest.fixture
def item(cast):
    return ShareItem.objects.create(organization=cast.acme, title="Brochure", url="https://acme.example/brochure")


@pytest.fixture
def contact(cast):
    return makers.contact(cast.marco, assigned_to=cast.marco, is_private=True)


@pytest.fixture
def link(marco, item, contact):
    return marco.post(f"contacts/{contact.pk}/smart_links", {"share_item_id": item.pk, "channel": "sms"}).json()


def test_is_made_once_for_the_same_three(marco, item, contact):
    asked = {"share_item_id": item.pk, "channel": "sms"}
    first, again = (marco.post(f"contacts/{contact.pk}/smart_links", asked) for _time in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["smart_link"] == again.json()["smart_link"]
    other = marco.post(f"contacts/{contact.pk}/smart_links", {**asked, "channel": "qr"})
    assert (other.status_code, other.json()["id"] != first.json()["id"]) == (201, True)


def test_says_what_it_is(link, item, contact):
    token = SmartLink.objects.get().token
    assert link["url"].endswith(f"/s/{token}")
    assert link["share_item"]["id"] == item.pk
    told = {
        name: link[name] for name in ("contact_id", "channel", "state", "opens_count", "first_opened_at", "revoked_at")
    }
    assert told == {
        "contact_id": contact.pk, "channel": "sms", "state": "live", "opens_count": 0, "first_opened_at": None,
        "revoked_at": None,
    }  # fmt: skip


def test_ends_when_it_expires(marco, item, contact):
    soon = timezone.now() + timedelta(hours=1)
    at = f"contacts/{contact.pk}/smart_links"
    link = marco.post(at, {"share_item_id": item.pk, "expires_at": soon.isoformat()}).json()
    assert link["state"] == "live"
    SmartLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert marco.get(f"smart_links/{link['id']}").json()["state"] == "expired"
    assert marco.post(at, {"share_item_id": item.pk}).status_code == 201


@pytest.mark.parametrize(
    ("body", "field"),
    [({"expires_at": "2020-01-01T00:00:00Z"}, "expires_at"), ({"expires_at": "soon"}, "expires_at"),
     ({"channel": "fax"}, "channel"), ({"share_item_id": 999_999}, "share_item_id"),
     ({"share_item_id": None}, "share_item_id"),
     ({"share_item_id": 10**30}, "share_item_id"), ({"url": "https://evil.example"}, "url")],
)  # fmt: skip
def test_refuses_what_is_no_link(marco, item, contact, body, field):
    refused = marco.post(f"contacts/{contact.pk}/smart_links", {"share_item_id": item.pk, **body})
    assert refused.status_code == 422
    assert field in refused.json()["errors"]
    assert not SmartLink.objects.exists()


def test_refuses_what_is_not_offered(cast, marco, item, contact):
    foreign = ShareItem.objects.create(organization=cast.rival, title="Theirs", url="https://rival.example/")
    ShareItem.objects.filter(pk=item.pk).update(is_active=False)
    for pk in (item.pk, foreign.pk):
        refused = marco.post(f"contacts/{contact.pk}/smart_links", {"share_item_id": pk})
        assert "share_item_id" in refused.json()["errors"]


def test_shows_the_newest_events(cast, marco, link):
    for kind in (LinkEvent.OPEN, LinkEvent.PAGE):
        LinkEvent.objects.create(
            organization=cast.acme, link_id=link["id"], contact_id=link["contact_id"], kind=kind, at=timezone.now()
        )
    shown = marco.get(f"smart_links/{link['id']}").json()
    assert [event["kind"] for event in shown["events"]] == ["page", "open"]
    assert "events" not in marco.get("smart_links").json()["smart_links"][0]


def test_leads_nowhere_once_it_is_revoked(marco, link):
    for _again in range(2):
        gone = marco.delete(f"smart_links/{link['id']}")
        assert (gone.status_code, gone.json()["state"]) == (200, "revoked")
    assert [row["state"] for row in marco.get("smart_links").json()["smart_links"]] == ["revoked"]


def test_is_for_the_reps_own_contacts_alone(cast, user, acme, marco, link, item):
    shared = makers.contact(cast.olivia, assigned_to=cast.tess)
    assert marco.post(f"contacts/{shared.pk}/smart_links", {"share_item_id": item.pk}).status_code == 404
    for client in (user(cast.olivia), user(cast.zoe)):
        assert client.get("smart_links").json()["smart_links"] == []
        assert client.get(f"smart_links/{link['id']}").status_code == 404
        assert client.delete(f"smart_links/{link['id']}").status_code == 404
        assert client.get(f"contacts/{link['contact_id']}/smart_links").status_code == 404
    assert acme.get("smart_links").status_code == 404
    assert SmartLink.objects.get().revoked_at is None


@pytest.mark.parametrize("many", [2, 25])
def test_is_listed_in_constantly_many_queries(cast, marco, item, many, django_assert_max_num_queries):
    for number in range(many):
        contact = makers.contact(cast.marco, f"C{number}", assigned_to=cast.marco)
        marco.post("smart_links", {"share_item_id": item.pk, "contact_id": contact.pk})
    with django_assert_max_num_queries(5):
        assert len(marco.get("smart_links?per_page=25").json()["smart_links"]) == many
