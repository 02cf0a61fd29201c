"""What admins do with webhooks, and that what is heard is always what somebody wants."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.models import Notification
from tests import makers
from webhooks import endpoints
from webhooks.clearing import forget
from webhooks.endpoints import EndpointRefused
from webhooks.models import Attempt, Delivery, Endpoint, Event

URL = "https://hooks.example/in"


def heard(cast):
    cast.acme.refresh_from_db()
    return cast.acme.hears


class TestHears:
    def test_follows_every_verb(self, cast):
        olivia = cast.olivia
        first, _secret = endpoints.add(URL, ["lead.created", "contact.created"], by=olivia)
        assert heard(cast) == ["contact.created", "lead.created"]
        second, _secret = endpoints.add(URL, ["deal.won", "contact.created"], by=olivia)
        assert heard(cast) == ["contact.created", "deal.won", "lead.created"]
        endpoints.change(first, by=olivia, url=URL, events=["task.deleted"])
        assert heard(cast) == ["contact.created", "deal.won", "task.deleted"]
        endpoints.turn_off(second, by=olivia)
        assert heard(cast) == ["task.deleted"]
        endpoints.turn_on(second, by=olivia)
        assert heard(cast) == ["contact.created", "deal.won", "task.deleted"]
        endpoints.rotate(second, by=olivia)
        endpoints.remove(second, by=olivia)
        assert heard(cast) == ["task.deleted"]
        assert endpoints.disable(first.pk, at=timezone.now(), is_gone=True)
        assert heard(cast) == []

    def test_is_at_hand_for_who_changed_it(self, cast):
        endpoints.add(URL, ["contact.created"], by=cast.olivia)
        assert cast.olivia.organization.hears == ["contact.created"]

    def test_is_each_organizations_own(self, cast):
        endpoints.add(URL, ["contact.created"], by=cast.zoe)
        assert heard(cast) == []


class TestRefusals:
    @pytest.mark.parametrize(
        "url",
        [
            "javascript:alert(1)", "data:text/html,x", "https://10.0.0.1/", "http://127.0.0.1:8000/", "https://localhost/",
            "https://user:pw@hooks.example/", "https://hooks.example:22/", "hooks.example", "", "https://2130706433/",
        ],
    )  # fmt: skip
    def test_an_address_that_must_not_be_called_is_refused(self, cast, url):
        with pytest.raises(EndpointRefused) as refusal:
            endpoints.add(url, ["contact.created"], by=cast.olivia)
        assert (refusal.value.field, Endpoint.objects.count()) == ("url", 0)
        endpoint, _secret = endpoints.add(URL, ["contact.created"], by=cast.olivia)
        with pytest.raises(EndpointRefused):
            endpoints.change(endpoint, by=cast.olivia, url=url, events=["contact.created"])
        endpoint.refresh_from_db()
        assert endpoint.url == URL

    @pytest.mark.parametrize("events", [[], ["contact.exploded"], ["contact.created", "*"], ["webhook.test"]])
    def test_unknown_events_are_refused(self, cast, events):
        with pytest.raises(EndpointRefused) as refusal:
            endpoints.add(URL, events, by=cast.olivia)
        assert (refusal.value.field, Endpoint.objects.count()) == ("events", 0)

    def test_there_are_only_so_many(self, cast):
        made = [endpoints.add(URL, ["contact.created"], by=cast.olivia)[0] for _n in range(Endpoint.MOST)]
        with pytest.raises(EndpointRefused, match="20"):
            endpoints.add(URL, ["contact.created"], by=cast.olivia)
        endpoints.remove(made[0], by=cast.olivia)
        endpoints.add(URL, ["contact.created"], by=cast.olivia)
        endpoints.add(URL, ["contact.created"], by=cast.zoe)

    def test_one_that_is_off_gets_no_test(self, cast):
        endpoint, _secret = endpoints.add(URL, ["contact.created"], by=cast.olivia)
        endpoints.turn_off(endpoint, by=cast.olivia)
        with pytest.raises(EndpointRefused, match="off"):
            endpoints.send_test(endpoint, by=cast.olivia)


class TestTestsAndReplays:
    def test_a_test_arrives_whatever_was_chosen(self, cast, listen, work):
        other, endpoint, secret = listen("lead.created", by=cast.olivia)
        endpoints.send_test(endpoint, by=cast.olivia)
        assert work() == 1
        assert other.messages[0].verified_with(secret)["type"] == "webhook.test"

    def test_sending_again_is_a_message_of_its_own(self, cast, listen, work):
        other, _endpoint, _secret = listen("contact.created", by=cast.olivia)
        makers.contact(cast.marco)
        work()
        again = endpoints.send_again(Delivery.objects.get(), by=cast.olivia)
        assert work() == 1
        first, second = other.messages
        assert first.body == second.body
        assert first.id != second.id == str(again.uuid)
        assert again.replay_of.uuid == Delivery.objects.order_by("pk")[0].uuid

    def test_what_became_private_is_not_sent_again(self, cast, listen, work):
        other, _endpoint, _secret = listen("contact.created", by=cast.olivia)
        jane = makers.contact(cast.marco, assigned_to=cast.marco)
        work()
        jane.change(by=cast.marco, is_private=True)
        with pytest.raises(EndpointRefused, match="private"):
            endpoints.send_again(Delivery.objects.get(), by=cast.olivia)
        assert (work(), len(other.asked)) == (0, 1)


class TestTellingAdmins:
    def test_every_admin_is_told_once(self, cast, listen, work):
        _other, endpoint, _secret = listen("contact.created", by=cast.olivia, status="410 Gone")
        makers.contact(cast.marco)
        work()
        work()
        told = Notification.objects.filter(kind=Notification.WEBHOOK_FAILING)
        assert [(one.member_id, one.record_id) for one in told] == [(cast.olivia.pk, endpoint.pk)]


class TestClearing:
    def test_old_deliveries_and_their_events_go(self, cast, listen, work):
        listen("contact.created", by=cast.olivia)
        makers.contact(cast.marco)
        work()
        assert forget(timezone.now() + timedelta(days=29)) == 0
        assert (Delivery.objects.count(), Attempt.objects.count(), Event.objects.count()) == (1, 1, 1)
        assert forget(timezone.now() + timedelta(days=31)) == 1
        assert (Delivery.objects.count(), Attempt.objects.count(), Event.objects.count()) == (0, 0, 0)

    def test_what_waits_stays(self, cast, listen, work):
        listen("contact.created", by=cast.olivia, status="500 Oh")
        makers.contact(cast.marco)
        work()
        assert forget(timezone.now() + timedelta(days=31)) == 0

    def test_a_removed_webhook_goes_with_all_that_was_sent(self, cast, listen, work):
        _other, endpoint, _secret = listen("contact.created", by=cast.olivia)
        makers.contact(cast.marco)
        work()
        endpoints.remove(endpoint, by=cast.olivia)
        assert Endpoint.objects.count() == 1
        assert forget(timezone.now()) == 1
        assert (Endpoint.objects.count(), Delivery.objects.count()) == (0, 0)
