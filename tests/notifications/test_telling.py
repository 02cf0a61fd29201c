"""Telling: once for each cause, by the ways people chose, in the transaction of what happened."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections, transaction

from notifications.choices import choose
from notifications.models import Delivery, Notification, PushSubscription
from notifications.telling import SILENCE, Telling, tell, tell_again, tell_more
from tests import cast as people
from tests import makers

AT = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


def telling(member, kind="mentioned", key="one", **values):
    return Telling(member.pk, kind, key, **values)


def told(member):
    return Notification.objects.visible_to(member)


def device(member, number=0):
    return PushSubscription.objects.create(
        organization=member.organization, member=member, endpoint="https://127.0.0.1/x", hashed=f"{number:064}"
    )


def say(*tellings, member, at=AT):
    return tell(tellings, organization_id=member.organization_id, at=at)


def ways(member):
    return sorted(Delivery.objects.visible_to(member).values_list("channel", "state", "due_at"))


def test_a_cause_that_comes_twice_is_told_once(cast):
    assert [say(telling(cast.marco), telling(cast.marco), member=cast.marco) for _twice in range(2)] == [1, 0]
    assert (told(cast.marco).count(), len(ways(cast.marco))) == (1, 1)


def test_the_same_cause_is_told_to_each(cast):
    assert say(telling(cast.marco), telling(cast.rita), member=cast.marco) == 2


def test_nothing_is_told_of_what_is_rolled_back(cast):
    with transaction.atomic():
        say(telling(cast.marco), member=cast.marco)
        transaction.set_rollback(True)
    assert (told(cast.marco).count(), ways(cast.marco)) == (0, [])


def test_nobody_is_told_who_is_deactivated_or_of_another_organization(cast):
    cast.rita.change_access(by=cast.olivia, is_active=False)
    assert say(telling(cast.rita), telling(cast.zoe), member=cast.marco) == 0
    assert not Notification.objects.exists()


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("task_due", {"mail", "push"}), ("mentioned", {"mail", "push"}), ("link_opened", {"push"}), ("list_moved", set())],
)
def test_by_default_what_cannot_wait_goes_out(cast, kind, expected):
    device(cast.marco)
    say(telling(cast.marco, kind), member=cast.marco)
    assert {channel for channel, _state, _due in ways(cast.marco)} == expected


def test_each_device_gets_its_own(cast):
    device(cast.marco, 1), device(cast.marco, 2)
    say(telling(cast.marco, "link_opened"), member=cast.marco)
    assert len(ways(cast.marco)) == 2


def test_goes_by_the_ways_that_were_chosen(cast):
    device(cast.marco)
    choose({("mentioned", "mail"): "off", ("mentioned", "push"): "off"}, by=cast.marco)
    say(telling(cast.marco), member=cast.marco)
    assert (told(cast.marco).shown().count(), ways(cast.marco)) == (1, [])


def test_without_the_bell_it_is_mailed_alone(cast):
    choose({("mentioned", "bell"): "off"}, by=cast.marco)
    say(telling(cast.marco), member=cast.marco)
    assert (told(cast.marco).shown().count(), [way[0] for way in ways(cast.marco)]) == (0, ["mail"])


def test_wanted_by_no_way_nothing_is_kept(cast):
    choose({("list_moved", "bell"): "off"}, by=cast.marco)
    assert say(telling(cast.marco, "list_moved"), member=cast.marco) == 0
    assert not told(cast.marco).exists()


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("UTC", datetime(2026, 3, 11, 8, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 3, 10, 12, tzinfo=UTC)),
        ("Nowhere/None", datetime(2026, 3, 11, 8, tzinfo=UTC)),
    ],
)
def test_the_daily_mail_waits_for_eight_in_the_morning_of_its_reader(cast, zone, expected):
    cast.marco.user.time_zone = zone
    cast.marco.user.save(update_fields=["time_zone"])
    choose({("mentioned", "mail"): "daily"}, by=cast.marco)
    say(telling(cast.marco), member=cast.marco)
    assert ways(cast.marco) == [("mail", "waiting", expected)]


@pytest.mark.parametrize("count", [2, 25])
def test_asks_as_little_for_many_people_as_for_few(cast, count, django_assert_num_queries):
    everybody = [people.join(cast.acme, f"P{n}", "Person") for n in range(count)]
    for number, each in enumerate(everybody):
        device(each, number)
    with django_assert_num_queries(7):
        assert say(*(telling(each) for each in everybody), member=cast.marco) == count
    assert Delivery.objects.count() == 2 * count


# -- again -------------------------------------------------------------------------------------------------


def again(member, at=AT):
    one = telling(member, "link_opened", "link:1", record_kind="contact", record_id=1)
    tell_again(one, organization_id=member.organization_id, at=at)


def test_counts_on_while_nobody_looked(cast):
    for minute in range(12):
        again(cast.marco, AT + timedelta(minutes=minute))
    assert [(one.count, one.at) for one in told(cast.marco)] == [(12, AT + timedelta(minutes=11))]


def test_is_a_new_one_after_it_was_looked_at(cast):
    again(cast.marco)
    told(cast.marco).update(seen_at=AT)
    again(cast.marco, AT + timedelta(minutes=1))
    again(cast.marco, AT + timedelta(minutes=2))
    assert list(told(cast.marco).values_list("count", "seen_at")) == [(2, None), (1, AT)]


@pytest.mark.parametrize(("wait", "state"), [(SILENCE - timedelta(seconds=1), "sent"), (SILENCE, "waiting")])
def test_is_pushed_again_only_after_a_while(cast, wait, state):
    device(cast.marco)
    again(cast.marco)
    Delivery.objects.update(state=Delivery.SENT, sent_at=AT)
    again(cast.marco, AT + wait)
    assert [one.state for one in Delivery.objects.visible_to(cast.marco)] == [state]


def test_is_not_pushed_again_to_who_wants_none_since(cast):
    device(cast.marco)
    again(cast.marco)
    Delivery.objects.update(state=Delivery.SENT, sent_at=AT)
    choose({("link_opened", "push"): "off"}, by=cast.marco)
    again(cast.marco, AT + SILENCE)
    assert [one.state for one in Delivery.objects.visible_to(cast.marco)] == ["sent"]


def test_counting_on_asks_two_queries(cast, django_assert_num_queries):
    again(cast.marco)
    with django_assert_num_queries(2):
        again(cast.marco, AT + timedelta(minutes=1))


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite writes one at a time")
def test_many_at_the_same_moment_are_all_counted():
    cast, gate = people.assemble(), threading.Barrier(8)

    def open_it():
        gate.wait()
        for _time in range(5):
            with transaction.atomic():
                again(cast.marco)
        connections.close_all()

    threads = [threading.Thread(target=open_it) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert [one.count for one in told(cast.marco)] == [40]


# -- in pieces ---------------------------------------------------------------------------------------------


def test_pieces_become_one_that_counts_them_all(cast):
    contacts = [makers.contact(cast.marco, f"C{n}") for n in range(5)]
    for piece in (contacts[:2], contacts[2:]):
        ids = {"contact": [one.pk for one in piece]}
        more = telling(cast.marco, "assigned", "act:1", record_kind="contact", count=len(piece), facts={"ids": ids})
        tell_more([more], organization_id=cast.acme.pk, at=AT)
    one = told(cast.marco).get()
    assert (one.count, one.record_kind, one.facts["ids"]["contact"]) == (5, "contact", [c.pk for c in contacts[:3]])
