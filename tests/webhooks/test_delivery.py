"""Deliveries: signed, sent to the end, tried again, given up; and endpoints that fail."""

import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from accounts.sealing import Unreadable
from contacts.models import Contact
from tests import makers
from tests.egress.peers import saying
from webhooks import endpoints, sending
from webhooks.models import Attempt, Delivery, Endpoint
from webhooks.signals import endpoint_disabled


def state():
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


class TestSending:
    def test_a_message_arrives_once_and_can_be_verified(self, cast, listen, work):
        other, _endpoint, secret = listen("contact.created", by=cast.olivia)
        jane = makers.contact(cast.marco)
        assert (work(), work()) == (1, 0)
        (message,) = other.messages
        assert message.verified_with(secret)["data"]["id"] == jane.pk
        assert message.headers["content-type"] == "application/json"
        assert message.headers["user-agent"].startswith("Rapport/")
        delivery = Delivery.objects.get()
        assert (message.id, message.body) == (str(delivery.uuid), delivery.body)
        assert (delivery.state, delivery.attempts_count, delivery.lease_until) == ("delivered", 1, None)
        attempt = Attempt.objects.get()
        assert (attempt.status, attempt.answer, attempt.problem) == (200, "thanks", "")

    def test_a_forged_or_foreign_one_cannot(self, cast, listen, work):
        other, _endpoint, _secret = listen("contact.created", by=cast.olivia)
        makers.contact(cast.marco)
        work()
        with pytest.raises(WebhookVerificationError):
            other.messages[0].verified_with("whsec_" + "A" * 44)

    def test_each_endpoint_gets_what_it_wants(self, cast, listen, work):
        first = listen("contact.created", by=cast.olivia)[0]
        second = listen("lead.created", "contact.created", by=cast.olivia)[0]
        foreign = listen("contact.created", by=cast.zoe)[0]
        makers.contact(cast.marco)
        makers.lead(cast.marco)
        assert work() == 3
        assert (first.types, second.types) == (["contact.created"], ["contact.created", "lead.created"])
        assert foreign.messages == []

    def test_many_are_all_sent(self, cast, listen, work):
        other, _endpoint, _secret = listen("contact.created", by=cast.olivia)
        Contact.objects.create_all([Contact(first_name=f"P{n}", last_name="X") for n in range(90)], by=cast.marco)
        assert work() == 90
        assert len({message.id for message in other.messages}) == 90

    @pytest.mark.parametrize("status", ["200 OK", "201 Created", "202 Accepted", "204 No Content"])
    def test_every_yes_is_a_yes(self, cast, listen, work, status):
        listen("contact.created", by=cast.olivia, status=status)
        makers.contact(cast.marco)
        assert work() == 1

    @pytest.mark.parametrize("status", ["301 Moved", "302 Found", "400 Bad", "401 No", "404 No", "429 Slow", "500 Oh"])
    def test_all_else_is_tried_again(self, cast, listen, work, status):
        other, _endpoint, _secret = listen("contact.created", by=cast.olivia, status=status)
        makers.contact(cast.marco)
        assert work() == 0
        assert (state(), len(other.asked)) == (["waiting"], 1)

    def test_a_long_answer_is_kept_to_its_beginning(self, cast, listen, work):
        other, _endpoint, _secret = listen("contact.created", by=cast.olivia)
        other.body = b"\x00\xff" + b"x" * 10_000_000
        makers.contact(cast.marco)
        assert work() == 1
        assert Attempt.objects.get().answer == "\ufffd\ufffd" + "x" * 2_046

    def test_a_place_that_became_private_is_not_called(self, cast, listen, work, settings):
        other, _endpoint, _secret = listen("contact.created", by=cast.olivia)
        settings.EGRESS_ALLOW = []
        makers.contact(cast.marco)
        assert work() == 0
        assert (other.lines, state()) == ([], ["waiting"])
        assert Attempt.objects.get().problem

    def test_a_fault_of_ours_holds_up_no_others(self, cast, listen, work, monkeypatch):
        broken, _endpoint, _secret = listen("contact.created", by=cast.olivia)
        other, _endpoint, _secret = listen("contact.created", by=cast.olivia)
        real = sending.egress.send

        def send(method, url, **options):
            if str(broken.port) in url:
                raise KeyError("ours")
            return real(method, url, **options)

        monkeypatch.setattr(sending.egress, "send", send)
        makers.contact(cast.marco)
        assert (work(), len(other.asked)) == (1, 1)
        assert Attempt.objects.get(status=None).problem == "Something went wrong on our side."


class TestTryingAgain:
    @pytest.fixture(autouse=True)
    def is_even(self, evenly):
        pass

    def test_the_id_stays_and_the_time_is_signed_anew(self, cast, listen, work, clock):
        other, _endpoint, secret = listen("contact.created", by=cast.olivia, status=["500 Oh", "200 OK"])
        makers.contact(cast.marco)
        work()
        clock.later(seconds=6)
        assert work() == 1
        first, second = other.messages
        assert (first.id, first.body) == (second.id, second.body)
        assert int(second.headers["webhook-timestamp"]) >= int(first.headers["webhook-timestamp"]) + 6
        assert second.verified_with(secret)

    def test_the_waits_grow_over_a_day_and_then_it_is_given_up(self, cast, listen, work, clock):
        other, _endpoint, _secret = listen("contact.created", by=cast.olivia, status="500 Oh")
        makers.contact(cast.marco)
        waits = []
        while state() in ([], ["waiting"]):
            work()
            now = clock()
            due = Delivery.objects.get().due_at
            waits.append(round((due - now).total_seconds()))
            clock.ahead += due - now + timedelta(seconds=1)
        assert waits[:10] == [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800]
        assert (state(), len(other.asked), Delivery.objects.get().attempts_count) == (["failed"], 11, 11)
        assert 0.9 * 86_400 < sum(waits[:10]) <= 86_400

    def test_it_is_not_tried_before_its_time(self, cast, listen, work, clock):
        other, _endpoint, _secret = listen("contact.created", by=cast.olivia, status="500 Oh")
        makers.contact(cast.marco)
        work()
        clock.later(seconds=4)
        work()
        assert len(other.asked) == 1

    def test_what_no_worker_sent_for_days_is_tried_at_least_once(self, cast, listen, work, clock):
        other, _endpoint, _secret = listen("contact.created", by=cast.olivia)
        makers.contact(cast.marco)
        from webhooks.expanding import expand_waiting

        expand_waiting(clock, seconds=5)
        clock.later(days=4)
        assert (work(), len(other.asked)) == (1, 1)


class TestRests:
    """An endpoint may say for how long it wants to be left alone."""

    @pytest.fixture(autouse=True)
    def is_even(self, evenly):
        pass

    @pytest.fixture
    def busy(self, cast, listen):
        """`busy(status, retry_after)`: a receiver that answers so, and its endpoint."""

        def begin(status, retry_after):
            other, endpoint, _secret = listen("contact.created", by=cast.olivia)
            other.answer = saying(status, Retry_After=retry_after)
            return other, endpoint

        return begin

    @pytest.mark.parametrize("status", ["429 Slow Down", "503 Away"])
    def test_it_is_left_alone_as_long_as_it_asks(self, cast, busy, work, clock, status):
        other, _endpoint = busy(status, "600")
        makers.contact(cast.marco)
        work()
        clock.later(seconds=590)
        makers.contact(cast.marco)
        work()
        assert len(other.asked) == 1
        other.answer = saying()
        clock.later(seconds=20)
        assert (work(), len(other.asked)) == (2, 3)

    def test_a_moment_is_understood_too(self, cast, busy, work):
        _other, endpoint = busy("429 Slow Down", format_datetime(timezone.now() + timedelta(minutes=10), usegmt=True))
        makers.contact(cast.marco)
        work()
        endpoint.refresh_from_db()
        assert timedelta(minutes=9) < endpoint.resting_until - timezone.now() <= timedelta(minutes=10)

    @pytest.mark.parametrize(
        ("status", "asked", "seconds"),
        [
            ("429 Slow Down", "99999999999999999999", 3_600),
            ("429 Slow Down", "2", 5),
            ("429 Slow Down", "-1", 5),
            ("429 Slow Down", "soon", 5),
            ("429 Slow Down", "Thu, 01 Jan 1970 00:00:00 GMT", 5),
            ("503 Away", "Thu, 01 Jan 99999 00:00:00 GMT", 5),
            ("500 Oh", "600", 5),
        ],
    )
    def test_within_reason(self, cast, busy, work, status, asked, seconds):
        busy(status, asked)
        makers.contact(cast.marco)
        work()
        left = (Delivery.objects.get().due_at - timezone.now()).total_seconds()
        assert seconds - 5 < left <= seconds

    def test_what_was_held_for_it_is_not_sent_either(self, cast, busy, work):
        other, _endpoint = busy("429 Slow Down", "600")
        Contact.objects.create_all([Contact(first_name=f"P{n}", last_name="X") for n in range(40)], by=cast.marco)
        work()
        assert len(other.asked) == 1
        assert not Delivery.objects.filter(lease_until__isnull=False).exists()

    def test_others_are_told_meanwhile(self, cast, busy, listen, work):
        busy("429 Slow Down", "600")
        other, _endpoint, _secret = listen("contact.created", by=cast.olivia)
        makers.contact(cast.marco)
        assert (work(), len(other.asked)) == (1, 1)

    @pytest.mark.parametrize("how", ["moved", "turned_on"])
    def test_it_is_over_when_somebody_mended_it(self, cast, busy, work, how):
        other, endpoint = busy("429 Slow Down", "600")
        makers.contact(cast.marco)
        work()
        if how == "moved":
            endpoints.change(endpoint, by=cast.olivia, url=f"{other.url}new", events=endpoint.events)
        else:
            endpoints.turn_off(endpoint, by=cast.olivia)
            endpoints.turn_on(endpoint, by=cast.olivia)
        other.answer = saying()
        makers.contact(cast.marco)
        assert work() == 1

    def test_its_page_says_so(self, cast, busy, work, page):
        _other, endpoint = busy("429 Slow Down", "600")
        makers.contact(cast.marco)
        work()
        assert "asked to be left alone" in page(cast.olivia).get(endpoint.get_absolute_url()).content.decode()


def test_waits_are_spread():
    from webhooks.settling import wait_after

    waits = {wait_after(3).total_seconds() for _n in range(50)}
    assert len(waits) > 40
    assert all(96 <= seconds <= 144 for seconds in waits)


class TestSecrets:
    def test_for_a_day_both_are_signed_with(self, cast, listen, work, clock):
        other, endpoint, old = listen("contact.created", by=cast.olivia)
        new = endpoints.rotate(endpoint, by=cast.olivia)
        makers.contact(cast.marco)
        work()
        assert len(other.messages[0].headers["webhook-signature"].split()) == 2
        assert other.messages[0].verified_with(old) == other.messages[0].verified_with(new)
        clock.later(hours=25)
        makers.contact(cast.marco)
        work()
        signature = other.messages[1].headers["webhook-signature"]
        at = datetime.fromtimestamp(int(other.messages[1].headers["webhook-timestamp"]), UTC)
        sign = lambda secret: Webhook(secret).sign(other.messages[1].id, at, other.messages[1].body)  # noqa: E731
        assert signature == sign(new) != sign(old)

    def test_are_not_kept_as_they_are(self, cast, listen):
        _other, endpoint, secret = listen("contact.created", by=cast.olivia)
        endpoint.refresh_from_db()
        assert secret.startswith("whsec_")
        assert secret.removeprefix("whsec_") not in endpoint.secret

    def test_one_that_cannot_be_read_is_a_failure(self, cast, listen, work, monkeypatch):
        other, _endpoint, _secret = listen("contact.created", by=cast.olivia)

        def unreadable(*_arguments):
            raise Unreadable

        monkeypatch.setattr(sending, "secrets_of", unreadable)
        makers.contact(cast.marco)
        assert (work(), other.lines) == (0, [])
        assert "new one" in Attempt.objects.get().problem


class TestFailing:
    @pytest.fixture
    def told(self):
        heard = []

        def hear(endpoint, at, **_more):
            heard.append(endpoint.pk)

        endpoint_disabled.connect(hear)
        yield heard
        endpoint_disabled.disconnect(hear)

    def fail_for(self, cast, work, clock, days, times):
        for _n in range(times):
            makers.contact(cast.marco)
            work()
            clock.ahead += timedelta(days=days) / times

    def test_one_that_fails_for_days_is_turned_off(self, cast, listen, work, clock, told):
        other, endpoint, _secret = listen("contact.created", by=cast.olivia, status="500 Oh")
        self.fail_for(cast, work, clock, 4, 12)
        endpoint.refresh_from_db()
        cast.acme.refresh_from_db()
        assert (endpoint.is_active, cast.acme.hears, told) == (False, [], [endpoint.pk])
        assert endpoint.disabled_at is not None
        work()
        assert "waiting" not in state()
        asked = len(other.asked)
        makers.contact(cast.marco)
        work()
        assert len(other.asked) == asked

    def test_one_that_fails_seldom_is_not(self, cast, listen, work, clock, told, monkeypatch):
        monkeypatch.setattr(endpoints, "ENOUGH", 1_000)
        listen("contact.created", by=cast.olivia, status="500 Oh")
        self.fail_for(cast, work, clock, 4, 6)
        assert told == []

    def test_a_success_begins_the_count_anew(self, cast, listen, work, clock, told):
        other, endpoint, _secret = listen("contact.created", by=cast.olivia, status="500 Oh")
        self.fail_for(cast, work, clock, 2.9, 12)
        other.status = "200 OK"
        makers.contact(cast.marco)
        work()
        endpoint.refresh_from_db()
        assert (endpoint.failing_since, endpoint.failures_count) == (None, 0)
        other.status = "500 Oh"
        self.fail_for(cast, work, clock, 2.9, 12)
        assert told == []

    def test_one_that_is_gone_is_turned_off_at_once(self, cast, listen, work, told):
        _other, endpoint, _secret = listen("contact.created", by=cast.olivia, status="410 Gone")
        makers.contact(cast.marco)
        work()
        endpoint.refresh_from_db()
        assert (endpoint.is_active, told, state()) == (False, [endpoint.pk], ["failed"])
        work()
        assert told == [endpoint.pk]

    def test_a_slow_one_does_not_hold_up_the_others(self, cast, listen, settings):
        """The slow one answers only once the other has got everything."""
        settings.WEBHOOK_SECONDS, settings.WEBHOOK_LEASE_SECONDS = 300, 900
        is_done, waited = threading.Event(), []
        slow, fast = (listen("contact.created", by=cast.olivia)[0] for _n in range(2))

        def answer_late(line, request):
            waited.append(is_done.wait(200))
            slow._say(line, request)

        def answer(line, request):
            if len(fast.asked) >= 40:
                is_done.set()
            fast._say(line, request)

        slow.answer, fast.answer = answer_late, answer
        Contact.objects.create_all([Contact(first_name=f"P{n}", last_name="X") for n in range(40)], by=cast.marco)
        assert sending.send_waiting(seconds=600) == 80
        assert waited[: sending.EACH] == [True] * sending.EACH


class TestSlow:
    """Many that are slow do not take all there is."""

    def test_slow_ones_leave_room_for_others(self, cast, listen, settings, monkeypatch):
        settings.WEBHOOK_SECONDS, settings.WEBHOOK_LEASE_SECONDS = 300, 900
        is_done, at_once = threading.Event(), []
        slow = [listen("contact.created", by=cast.olivia) for _n in range(8)]
        fast, _endpoint, _secret = listen("contact.created", by=cast.olivia)
        monkeypatch.setattr(sending.Round, "pace", {endpoint.pk: 9.0 for _other, endpoint, _secret in slow})

        def answer_late(line, request):
            at_once.append(is_done.is_set())
            is_done.wait(200)
            slow[0][0]._say(line, request)

        def answer(line, request):
            if len(fast.asked) >= 10:
                is_done.set()
            fast._say(line, request)

        for other, _endpoint, _secret in slow:
            other.answer = answer_late
        fast.answer = answer
        Contact.objects.create_all([Contact(first_name=f"P{n}", last_name="X") for n in range(10)], by=cast.marco)
        assert sending.send_waiting(seconds=600) == 90
        assert at_once.count(False) <= sending.AILING

    def test_who_is_not_known_yet_is_tried_with_one(self, cast, listen, monkeypatch):
        monkeypatch.setattr(sending.Round, "pace", {})
        other, endpoint, _secret = listen("contact.created", by=cast.olivia)
        assert sending.Round(timezone.now, 1)._at_once(endpoint) == 1
        makers.contact(cast.marco)
        assert sending.send_waiting(seconds=600) == 1
        assert sending.Round(timezone.now, 1)._at_once(endpoint) == sending.EACH
        assert len(other.asked) == 1


class TestPrivate:
    def test_what_waits_is_dropped_when_its_record_becomes_private(self, cast, listen, work, clock):
        other, _endpoint, _secret = listen("contact.created", by=cast.olivia, status="500 Oh")
        jane = makers.contact(cast.marco, assigned_to=cast.marco)
        work()
        jane.change(by=cast.marco, is_private=True)
        clock.later(seconds=10)
        other.status = "200 OK"
        assert work() == 0
        assert (state(), len(other.asked)) == (["dropped"], 1)

    def test_its_end_is_told_all_the_same(self, cast, listen, work):
        other, _endpoint, _secret = listen("contact.deleted", by=cast.olivia)
        jane = makers.contact(cast.marco, assigned_to=cast.marco)
        jane.change(by=cast.marco, is_private=True)
        assert work() == 1
        assert other.messages[0].content["was"] is None

    def test_a_deletion_is_told_although_the_record_is_gone(self, cast, listen, work):
        other, _endpoint, _secret = listen("contact.deleted", by=cast.olivia)
        makers.contact(cast.marco).remove(by=cast.marco)
        assert work() == 1
        assert other.messages[0].content["was"]["first_name"] == "Jane"


class TestWorkers:
    def test_what_another_holds_is_left_to_it(self, cast, listen, work, clock):
        other, endpoint, _secret = listen("contact.created", by=cast.olivia)
        makers.contact(cast.marco)
        from webhooks.expanding import expand_waiting

        expand_waiting(clock, seconds=5)
        assert len(sending.take(endpoint, 5, clock())) == 1  # and dies
        assert (work(), other.lines) == (0, [])
        clock.later(seconds=61)
        assert work() == 1

    def test_an_endpoint_is_called_by_one_worker_at_a_time(self, cast, listen, clock):
        from webhooks.expanding import expand_waiting

        _other, endpoint, _secret = listen("contact.created", by=cast.olivia)
        _other, second, _secret = listen("contact.created", by=cast.olivia)
        Contact.objects.create_all([Contact(first_name=f"P{n}", last_name="X") for n in range(9)], by=cast.marco)
        expand_waiting(clock, seconds=5)
        mine = sending.take(endpoint, 3, clock())
        assert (len(mine), sending.take(endpoint, 3, clock())) == (3, [])
        more = sending.take(endpoint, 3, clock(), mine={taken.delivery.pk for taken in mine})
        assert {taken.delivery.pk for taken in mine}.isdisjoint(taken.delivery.pk for taken in more)
        assert len(sending.take(second, 3, clock())) == 3
        clock.later(seconds=61)
        assert len(sending.take(endpoint, 9, clock())) == 9

    def test_a_failure_of_one_who_lost_it_changes_nothing(self, cast, listen, clock):
        from webhooks.expanding import expand_waiting
        from webhooks.settling import Outcome, settle

        _other, endpoint, _secret = listen("contact.created", by=cast.olivia)
        makers.contact(cast.marco)
        expand_waiting(clock, seconds=5)
        (first,) = sending.take(endpoint, 5, clock())
        clock.later(seconds=61)
        (second,) = sending.take(endpoint, 5, clock())
        settle([Outcome(first.delivery, clock(), None, "timed out")], clock())
        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.lease_until, delivery.attempts_count) == (
            "waiting", second.delivery.lease_until, 0,
        )  # fmt: skip

    def test_what_was_cleared_away_meanwhile_is_no_trouble(self, cast, listen, clock):
        from webhooks.expanding import expand_waiting
        from webhooks.settling import Outcome, settle

        _other, endpoint, _secret = listen("contact.created", by=cast.olivia)
        makers.contact(cast.marco)
        expand_waiting(clock, seconds=5)
        (taken,) = sending.take(endpoint, 5, clock())
        Delivery.objects.all().delete()
        assert settle([Outcome(taken.delivery, clock(), None, "timed out")], clock()) == 0

    def test_what_nobody_wants_any_more_is_dropped(self, cast, listen, work):
        other, endpoint, _secret = listen("contact.created", "lead.created", by=cast.olivia, status="500 Oh")
        makers.contact(cast.marco)
        work()
        Delivery.objects.update(due_at=timezone.now())
        endpoints.change(endpoint, by=cast.olivia, url=endpoint.url, events=["lead.created"])
        work()
        assert (state(), len(other.asked)) == (["dropped"], 1)
        Endpoint.objects.update(events=["contact.created"])

    def test_a_round_ends_in_time_and_gives_back_what_it_held(self, cast, listen):
        _other, _endpoint, _secret = listen("contact.created", by=cast.olivia)
        Contact.objects.create_all([Contact(first_name=f"P{n}", last_name="X") for n in range(9)], by=cast.marco)
        assert sending.send_waiting(seconds=0) == 0
        assert not Delivery.objects.filter(lease_until__isnull=False).exists()
