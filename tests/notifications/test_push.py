"""Sending pushes: encrypted for one device, signed by us, and what becomes of it when the other side fails."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from accounts.sealing import unseal
from egress import asked_for
from notifications import pushing, vapid
from notifications.models import Delivery, Notification, PushSubscription, VapidKeys
from notifications.pushing import Gone, Later, Refused, Undelivered, message_of, packed, push, wait
from notifications.subscribing import ask_address

WORDS = SimpleNamespace(title="Jane Smith opened “Price list”", text="By e-mail, just now.", url="/contacts/7")


@pytest.fixture
def delivery(cast, subscribed):
    """`delivery(browser, kind, at)`: something Marco is to be told, at one of his browsers."""

    def make(browser, kind=Notification.LINK_OPENED, at=None):
        told = Notification.objects.create(
            organization=cast.acme, member=cast.marco, kind=kind, key=f"test:{browser.address}", at=at or timezone.now()
        )
        return Delivery.objects.create(
            organization=cast.acme, member=cast.marco, notification=told, channel="push",
            device=subscribed(browser, cast.marco), due_at=told.at,
        )  # fmt: skip

    return make


class TestArrives:
    def test_the_browser_reads_what_was_sent(self, service, delivery):
        browser = service.browser()
        sent = delivery(browser)
        push(sent, WORDS)
        (taken,) = service.taken
        assert taken.message(browser) == {
            "title": WORDS.title,
            "text": WORDS.text,
            "url": "/contacts/7",
            "tag": str(sent.notification_id),
            "at": sent.notification.at.isoformat(),
            "ask": ask_address(sent.device),
        }

    def test_nobody_else_can_read_it(self, service, delivery):
        push(delivery(service.browser()), WORDS)
        with pytest.raises(Exception, match="Decryption error"):
            service.taken[0].message(service.browser("another"))
        assert b"Jane" not in service.taken[0].content

    def test_says_who_sends_and_for_how_long(self, service, delivery, settings):
        settings.DEFAULT_FROM_EMAIL = "Rapport <crm@acme.example>"
        push(delivery(service.browser()), WORDS)
        claims = service.taken[0].claims()
        left = claims["exp"] - timezone.now().timestamp()
        assert claims["aud"] == f"http://{service.place}"
        assert claims["sub"] == "mailto:crm@acme.example"
        assert claims["k"] == vapid.keys().public
        assert 10 * 3_600 < left <= 12 * 3_600

    def test_says_how_it_is_to_be_kept(self, service, delivery):
        soon = delivery(service.browser())
        push(soon, WORDS)
        push(delivery(service.browser("b"), Notification.IMPORT_FINISHED), WORDS)
        first, second = (taken.headers for taken in service.taken)
        assert first["content-encoding"] == "aes128gcm"
        assert 86_000 < int(first["ttl"]) <= 86_400
        assert first["topic"] == f"n{soon.notification_id}"
        assert [first["urgency"], second["urgency"]] == ["high", "normal"]

    def test_the_length_says_nothing(self, service, delivery):
        short, long = (
            SimpleNamespace(**{**vars(WORDS), "text": ""}),
            SimpleNamespace(**{**vars(WORDS), "text": "x" * 500}),
        )
        push(delivery(service.browser()), short)
        push(delivery(service.browser("b")), long)
        assert len(service.taken[0].content) == len(service.taken[1].content)

    @pytest.mark.parametrize("status", [200, 201, 202, 204])
    def test_the_device_was_reached(self, service, delivery, status):
        sent = delivery(service.browser())
        PushSubscription.objects.update(failing_since=timezone.now())
        service.answers = [(status, {})]
        push(sent, WORDS)
        sent.device.refresh_from_db()
        assert sent.device.used_at
        assert sent.device.failing_since is None


class TestLength:
    @pytest.mark.parametrize(
        "text", ["", "x" * 100_000, "ä" * 100_000, "\U0001f41f" * 20_000, '"\\\n' * 50_000, "\ud800"]
    )
    def test_any_text_fits(self, text):
        words = SimpleNamespace(title=text, text=text, url="/contacts/7")
        content = packed(message_of(words, tag="1", at=timezone.now()))
        assert len(content) in (1_024, 2_048, 3_072)

    def test_what_is_too_large_for_the_service_is_sent_shorter(self, service, delivery):
        browser = service.browser()
        service.answers = [(413, {}), (201, {})]
        push(delivery(browser), SimpleNamespace(title="Long", text="y" * 9_000, url="/tasks/1"))
        first, second = service.taken
        assert len(second.content) < len(first.content) < 4_096
        assert second.message(browser)["text"].startswith("yyy")
        assert second.message(browser)["url"] == "/tasks/1"

    def test_still_too_large_is_refused(self, service, delivery):
        service.answers = [(413, {}), (413, {})]
        with pytest.raises(Refused):
            push(delivery(service.browser()), WORDS)
        assert len(service.taken) == 2


class TestFails:
    @pytest.mark.parametrize("status", [404, 410])
    def test_a_device_that_is_gone_is_forgotten(self, service, delivery, status):
        service.answers = [(status, {})]
        sent = delivery(service.browser())
        with pytest.raises(Gone):
            push(sent, WORDS)
        assert not PushSubscription.objects.exists()

    @pytest.mark.parametrize("status", [429, 500, 502, 503])
    def test_a_service_that_cannot_now_is_asked_later(self, service, delivery, status):
        service.answers = [(status, {"Retry-After": "90"})]
        sent = delivery(service.browser())
        with pytest.raises(Later) as failure:
            push(sent, WORDS)
        assert failure.value.after == 90
        assert str(status) in str(failure.value)
        sent.device.refresh_from_db()
        assert sent.device.failing_since

    @pytest.mark.parametrize("status", [301, 400, 401, 403])
    def test_a_refusal_is_not_tried_again(self, service, delivery, status):
        service.answers = [(status, {"Location": "http://127.0.0.1:1/"})]
        with pytest.raises(Refused, match=str(status)):
            push(delivery(service.browser()), WORDS)
        assert PushSubscription.objects.exists()
        assert len(service.taken) == 1

    @pytest.mark.parametrize(("status", "days"), [(400, 2), (503, 8)])
    def test_a_device_that_fails_for_long_is_forgotten(self, service, delivery, status, days):
        sent = delivery(service.browser())
        sent.device.failing_since = timezone.now() - timedelta(days=days)
        service.answers = [(status, {})]
        with pytest.raises(Gone):
            push(sent, WORDS)
        assert not PushSubscription.objects.exists()

    def test_since_when_it_fails_is_not_moved(self, service, delivery):
        sent, since = delivery(service.browser()), timezone.now() - timedelta(hours=2)
        PushSubscription.objects.update(failing_since=since)
        sent.device.refresh_from_db()
        service.answers = [(503, {})]
        with pytest.raises(Later):
            push(sent, WORDS)
        sent.device.refresh_from_db()
        assert sent.device.failing_since == since

    def test_a_service_that_is_down_is_asked_later_and_left_alone_meanwhile(self, service, delivery):
        first, second = delivery(service.browser()), delivery(service.browser("b"))
        service.server.server_close()
        with pytest.raises(Later) as failure:
            push(first, WORDS)
        assert failure.value.after == pushing.FIRST_WAIT
        with pytest.raises(Later, match="a moment ago") as failure:
            push(second, WORDS)
        assert pushing.FIRST_WAIT <= failure.value.after <= pushing.REST + 1

    def test_a_slow_service_is_waited_for_once_and_does_not_hold_up_another(
        self, service, other_service, delivery, monkeypatch
    ):
        monkeypatch.setattr(pushing, "SECONDS", 0.3)
        service.asleep.clear()
        slow = [delivery(service.browser(name)) for name in "abcdef"]
        for sent in slow:
            with pytest.raises(Later):
                push(sent, WORDS)
        assert len(service.taken) == 1
        push(delivery(other_service.browser()), WORDS)
        assert len(other_service.taken) == 1

    def test_a_service_that_answers_slowly_is_given_a_rest(self, service, delivery, monkeypatch):
        monkeypatch.setattr(pushing, "SLOW", -1)
        monkeypatch.setattr(pushing._resting, "begin", lambda endpoint, seconds: rests.append((endpoint, seconds)))
        rests = []
        push(delivery(service.browser()), WORDS)
        ((endpoint, seconds),) = rests
        assert endpoint == service.browser().address
        assert 0 <= seconds < pushing.REST

    def test_a_private_address_is_not_called(self, service, delivery, settings):
        sent = delivery(service.browser())
        settings.EGRESS_ALLOW = []
        with pytest.raises(Refused):
            push(sent, WORDS)
        assert service.taken == []

    def test_what_is_a_day_old_is_not_told_any_more(self, service, delivery):
        sent = delivery(service.browser(), at=timezone.now() - timedelta(days=1, minutes=1))
        with pytest.raises(Refused):
            push(sent, WORDS)
        assert service.taken == []

    def test_keys_that_cannot_be_read_are_no_devices_fault(self, service, delivery, settings):
        sent = delivery(service.browser())
        vapid.keys()
        settings.SECRET_KEY = "another secret, of which nothing was sealed, long enough to be one"
        with pytest.raises(Later, match="keys") as failure:
            push(sent, WORDS)
        assert isinstance(failure.value, Undelivered)
        sent.device.refresh_from_db()
        assert sent.device.failing_since is None


class TestWait:
    NOW = timezone.now()

    def test_grows(self):
        assert [wait(attempts, 0) for attempts in range(7)] == [30, 120, 480, 1_920, 7_680, 21_600, 21_600]

    @pytest.mark.parametrize(
        ("said", "seconds"),
        [("45", 45), ("9" * 30, 21_600), ("0", 30), ("-5", 30), ("soon", 30), ("", 30), ("\u0663", 30)],
    )
    def test_is_as_long_as_the_service_asks_within_reason(self, said, seconds):
        assert wait(0, asked_for(said, self.NOW)) == seconds

    def test_understands_a_moment(self):
        moment = (self.NOW + timedelta(seconds=100)).strftime("%a, %d %b %Y %H:%M:%S GMT")
        assert 98 <= asked_for(moment, self.NOW) <= 100

    def test_grows_also_while_the_service_is_down(self, service, delivery):
        sent = delivery(service.browser())
        sent.attempts = 3
        service.server.server_close()
        for _try in range(2):
            with pytest.raises(Later) as failure:
                push(sent, WORDS)
            assert failure.value.after == wait(3, 0)


class TestKeys:
    def test_are_made_once(self, db):
        first = vapid.keys()
        assert vapid.keys().public == first.public
        assert VapidKeys.objects.count() == 1

    def test_the_private_one_is_sealed(self, db):
        kept = vapid.keys().private
        assert unseal(kept, purpose=vapid.PURPOSE) not in kept

    def test_whoever_comes_second_takes_the_first_ones(self, db, monkeypatch):
        """Another process made keys between our looking and our writing."""
        others = []
        fresh = vapid._fresh

        def slowly():
            others.append(VapidKeys.objects.bulk_create([fresh()])[0])
            return fresh()

        monkeypatch.setattr(vapid, "_fresh", slowly)
        assert vapid.keys().public == others[0].public

    @pytest.mark.parametrize(
        ("sender", "base", "expected"),
        [
            ("Rapport <crm@acme.example>", "http://127.0.0.1:8000", "mailto:crm@acme.example"),
            ("rapport@localhost", "https://crm.acme.example:8443/x", "https://crm.acme.example"),
            ("rapport@localhost", "http://127.0.0.1:8000", vapid.NOBODY),
            ("nonsense", "http://127.0.0.1:8000", vapid.NOBODY),
        ],
    )
    def test_whom_a_service_may_ask(self, settings, sender, base, expected):
        settings.DEFAULT_FROM_EMAIL, settings.BASE_URL = sender, base
        assert vapid.contact() == expected

    def test_other_keys_end_what_was_subscribed_with_the_old(self, cast, service, subscribed):
        subscribed(service.browser(), cast.marco)
        old = vapid.keys().public
        fresh, forgotten = vapid.renew()
        assert forgotten == 1
        assert fresh.public != old
        assert not PushSubscription.objects.exists()

    def test_are_sealed_again_under_a_new_secret(self, db, settings):
        old, public = settings.SECRET_KEY, vapid.keys().public
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = (
            "a new secret that is long enough to be taken for one",
            [old],
        )
        vapid.seal_again()
        settings.SECRET_KEY_FALLBACKS = []
        assert vapid.keys().public == public
        assert vapid.authorization("https://push.example/x", timezone.now()).startswith("vapid t=")
