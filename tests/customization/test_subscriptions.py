"""Being told what enters and leaves a list."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.utils import timezone

from customization import subscriptions
from customization.models import CustomField, SavedView, Subscription, Tag
from customization.signals import list_moved
from customization.subscriptions import check_due, subscribe, unsubscribe
from notifications.models import Notification
from notifications.words import words_of
from tests import cast as people
from tests import makers

LATER = timedelta(hours=1)


def view(member, name="VIPs", **values):
    return SavedView.objects.create(
        organization_id=member.organization_id, created_by=member, kind="contact", name=name, **values
    )


@pytest.fixture
def vips(cast):
    """Contacts with the tag vip, a view shared by Olivia."""
    return view(cast.olivia, params={"tag": ["vip"]}, is_shared=True)


@pytest.fixture(autouse=True)
def moves():
    """What is told of lists: [(member, whether they entered, ids)]."""
    heard = []

    def listen(subscription, entered, left, **_more):
        heard.extend((subscription.member_id, way, ids) for way, ids in ((True, entered), (False, left)) if ids)

    list_moved.connect(listen)
    yield heard
    list_moved.disconnect(listen)


def told(member, moves):
    """What of it is for a member: [(whether they entered, record's id)]."""
    return [(way, pk) for to, way, ids in moves if to == member.pk for pk in ids]


def lines(member):
    """The words of what a member's bell shows, the latest first."""
    return words_of(list(Notification.objects.visible_to(member).order_by("-at", "-pk")), member)


def look(hours=1):
    return check_due(timezone.now() + hours * LATER)


def test_tells_what_enters_and_what_leaves(cast, vips, moves):
    stays = makers.contact(cast.olivia, "Stays", tags=["vip"])
    goes = makers.contact(cast.olivia, "Goes", tags=["vip"])
    subscribe(vips, by=cast.marco)
    comes = makers.contact(cast.olivia, "Comes", tags=["vip"])
    goes.change(by=cast.olivia, tags=[])
    assert look() == 2
    assert told(cast.marco, moves) == [(True, comes.pk), (False, goes.pk)]
    assert look(hours=2) == 0
    assert set(Subscription.objects.get().ids) == {stays.pk, comes.pk}


def test_looks_again_only_after_a_while(cast, vips):
    subscribe(vips, by=cast.marco)
    makers.contact(cast.olivia, tags=["vip"])
    assert check_due(timezone.now()) == 0
    assert look() == 1


@pytest.mark.parametrize(
    "values",
    [
        {"params": {"search": ["orchard"]}},
        {"params": {"status": ["inactive"]}},
        {"query": {"groups": [{"conditions": [{"field": "email", "op": "contains", "value": "orchard"}]}]}},
        {
            "params": {"status": ["inactive"]},
            "query": {"groups": [{"conditions": [{"field": "email", "op": "ends_with", "value": ".example"}]}]},
        },
    ],
    ids=["search", "chip", "query", "chip and query"],
)
def test_reads_every_kind_of_list(cast, values, moves):
    subscribe(view(cast.olivia, **values), by=cast.olivia)
    makers.contact(cast.olivia, "Other", email="other@fair.test")
    comes = makers.contact(cast.olivia, email="jane@orchard.example", status="inactive")
    assert look() == 1
    assert told(cast.olivia, moves) == [(True, comes.pk)]


def test_tells_each_what_they_see(cast, vips, moves):
    subscribe(vips, by=cast.marco)
    subscribe(vips, by=cast.rita)
    hers = makers.contact(cast.olivia, tags=["vip"], assigned_to=cast.rita)
    private = makers.contact(cast.marco, tags=["vip"], assigned_to=cast.marco, is_private=True)
    look()
    assert told(cast.rita, moves) == [(True, hers.pk)]
    assert told(cast.marco, moves) == [(True, hers.pk), (True, private.pk)]


def test_says_nothing_of_what_one_lost(cast, vips):
    lost = makers.contact(cast.olivia, tags=["vip"], assigned_to=cast.rita)
    gone = makers.contact(cast.olivia, tags=["vip"], assigned_to=cast.rita)
    subscribe(vips, by=cast.rita)
    lost.change(by=cast.olivia, assigned_to_id=cast.marco.pk)
    gone.remove(by=cast.olivia)
    assert look() == 0
    assert Subscription.objects.get().ids == []


def test_my_own_is_the_subscriber_s_own(cast, moves):
    mine = view(cast.olivia, params={"assigned_to": ["me"]}, is_shared=True)
    subscribe(mine, by=cast.marco)
    his = makers.contact(cast.olivia, assigned_to=cast.marco)
    makers.contact(cast.olivia, assigned_to=cast.olivia)
    look()
    assert told(cast.marco, moves) == [(True, his.pk)]


def test_is_told_to_nobody_who_left(cast, vips):
    subscribe(vips, by=cast.marco)
    makers.contact(cast.olivia, tags=["vip"])
    cast.marco.change_access(by=cast.olivia, is_active=False)
    assert look() == 0


def test_tells_once_that_a_view_is_not_shared_any_more(cast, vips):
    subscribe(vips, by=cast.marco)
    SavedView.objects.filter(pk=vips.pk).update(is_shared=False, name="Secret")
    makers.contact(cast.olivia, tags=["vip"])
    assert [look(), look(hours=2)] == [1, 0]
    words = lines(cast.marco)[0]
    assert (words.title, words.url) == ("A list is not followed any more", "/profile/subscriptions")
    assert "no longer shared" in words.text


def test_tells_once_that_a_view_is_broken_and_begins_anew_when_it_is_mended(cast):
    field = makers.custom_field(cast.olivia, "Plan")
    query = {"groups": [{"conditions": [{"field": "custom.plan", "op": "eq", "value": "Gold"}]}]}
    gold = view(cast.olivia, query=query)
    subscribe(gold, by=cast.olivia)
    CustomField.objects.filter(pk=field.pk).delete()
    assert [look(), look(hours=2)] == [1, 0]
    assert "Mend it" in Subscription.objects.get().problem
    SavedView.objects.filter(pk=gold.pk).update(query=None)
    gold.refresh_from_db()
    subscribe(gold, by=cast.olivia)
    assert Subscription.objects.get().problem == ""
    makers.contact(cast.olivia)
    assert look(hours=3) == 1


def test_never_falls_back_to_more_than_the_list(cast):
    odd = view(cast.olivia, params={"assigned_to": ["of no meaning"]})
    with pytest.raises(ValidationError):
        subscribe(odd, by=cast.olivia)


def test_refuses_what_is_too_large_and_tells_when_it_becomes_so(cast, vips, monkeypatch):
    monkeypatch.setattr(Subscription, "MOST", 2)
    subscribe(vips, by=cast.marco)
    for name in "ABC":
        makers.contact(cast.olivia, name, tags=["vip"])
    with pytest.raises(ValidationError, match="more than 2 records"):
        subscribe(vips, by=cast.tess)
    assert [look(), look(hours=2)] == [1, 0]
    assert "more than 2" in lines(cast.marco)[0].text


def test_refuses_more_lists_than_one_can_follow(cast, vips, monkeypatch):
    monkeypatch.setattr(subscriptions, "MOST_LISTS", 1)
    subscribe(vips, by=cast.marco)
    subscribe(vips, by=cast.marco)
    with pytest.raises(ValidationError, match="already"):
        subscribe(view(cast.marco), by=cast.marco)
    assert Subscription.objects.count() == 1


def test_ends(cast, vips):
    subscribe(vips, by=cast.marco)
    makers.contact(cast.olivia, tags=["vip"])
    look()
    assert unsubscribe(vips.pk, by=cast.marco)
    assert not unsubscribe(vips.pk, by=cast.marco)
    makers.contact(cast.olivia, tags=["vip"])
    assert (look(hours=2), Subscription.objects.count()) == (0, 0)


@pytest.mark.parametrize("count", [2, 25])
def test_asks_as_little_for_many_records_as_for_few(cast, vips, count, django_assert_max_num_queries):
    subscribe(vips, by=cast.marco)
    for n in range(count):
        makers.contact(cast.olivia, f"C{n}", tags=["vip"])
    with django_assert_max_num_queries(17):  # one transaction for the list, one that finds nothing more
        assert look() == count
    told = list(Notification.objects.visible_to(cast.marco))
    with django_assert_max_num_queries(2):
        words = words_of(told, cast.marco)[0]
    assert words.title == f"{count} contacts entered “VIPs”"
    assert words.text.startswith("C0 Smith, C1 Smith")
    assert words.text.endswith("and 22 more" if count == 25 else "C1 Smith")


# -- the pages -----------------------------------------------------------------------------------------


def test_follows_from_its_tab(cast, vips, page):
    client = page(cast.marco)
    listed = f"/contacts?tag=vip&view={vips.pk}"
    assert f'action="/views/{vips.pk}/follow"' in client.get(listed).content.decode()
    client.post(f"/views/{vips.pk}/follow")
    assert f'action="/views/{vips.pk}/unfollow"' in client.get(listed).content.decode()
    assert "VIPs" in client.get("/profile/subscriptions").content.decode()
    client.post(f"/views/{vips.pk}/unfollow")
    assert "You follow no list" in client.get("/profile/subscriptions").content.decode()


def test_follows_nothing_one_does_not_see(cast, page):
    own = view(cast.olivia)
    assert page(cast.marco).post(f"/views/{own.pk}/follow").status_code == 404
    assert page(cast.zoe).post(f"/views/{own.pk}/follow").status_code == 404
    assert not Subscription.objects.exists()


def test_says_why_a_list_cannot_be_followed(cast, vips, page, monkeypatch):
    monkeypatch.setattr(Subscription, "MOST", 0)
    makers.contact(cast.olivia, tags=["vip"])
    shown = page(cast.marco).post(f"/views/{vips.pk}/follow", follow=True).content.decode()
    assert "more than 0 records" in shown


def test_one_notification_for_each_look_and_direction(cast, vips):
    jane = makers.contact(cast.olivia, "Jane", "Smith", tags=["vip"])
    subscribe(vips, by=cast.marco)
    jane.change(by=cast.olivia, tags=[])
    for name in ("New", "Newer"):
        makers.contact(cast.olivia, name, "One", tags=["vip"])
    look()
    said = {words.title: words for words in lines(cast.marco)}
    assert set(said) == {"2 contacts entered “VIPs”", "1 contact left “VIPs”"}
    assert said["1 contact left “VIPs”"].text == "Jane Smith"
    assert f"view={vips.pk}" in said["2 contacts entered “VIPs”"].url


def test_names_nobody_one_lost_since(cast, vips):
    subscribe(vips, by=cast.rita)
    jane = makers.contact(cast.olivia, "Jane", "Smith", tags=["vip"], assigned_to=cast.rita)
    look()
    jane.change(by=cast.olivia, assigned_to_id=cast.marco.pk)
    words = lines(cast.rita)[0]
    assert (words.title, words.text) == ("1 contact entered “VIPs”", "")


def test_names_no_list_one_lost_since(cast, vips):
    subscribe(vips, by=cast.marco)
    makers.contact(cast.olivia, tags=["vip"])
    look()
    SavedView.objects.filter(pk=vips.pk).update(is_shared=False, name="Secret")
    words = lines(cast.marco)[0]
    assert (words.title, words.url, words.is_settled) == ("A list changed", "", True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite writes one at a time")
def test_two_workers_at_once_tell_nothing_twice():
    cast = people.assemble()
    watched = [view(cast.olivia, f"V{n}", params={"tag": ["vip"]}, is_shared=True) for n in range(10)]
    for each in watched:
        subscribe(each, by=cast.marco)
    makers.contact(cast.olivia, tags=["vip"])
    counts, gate = [], threading.Barrier(3)

    def work():
        gate.wait()
        counts.append(look())
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(3)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert (sum(counts), Notification.objects.count()) == (10, 10)


def test_a_list_that_breaks_keeps_no_other_from_being_looked_at(cast, vips, moves, monkeypatch):
    broken = subscribe(vips, by=cast.olivia)
    subscribe(vips, by=cast.marco)
    jane = makers.contact(cast.marco, tags=["vip"])
    look_now = subscriptions._ids_now

    def breaks(subscription):
        if subscription.pk == broken.pk:
            Tag.objects.extra(where=["no_such_column"]).exists()
        return look_now(subscription)

    monkeypatch.setattr(subscriptions, "_ids_now", breaks)
    assert look() == 1
    assert (told(cast.olivia, moves), told(cast.marco, moves)) == ([], [(True, jane.pk)])
    monkeypatch.undo()
    look(hours=2)
    assert told(cast.olivia, moves) == [(True, jane.pk)]
