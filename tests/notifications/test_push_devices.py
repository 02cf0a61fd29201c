"""Turning pushes on and off at a browser, trying and removing devices, and what ends them by itself."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from accounts.models import Organization
from notifications import subscribing, vapid
from notifications.leaving import COOKIE
from notifications.models import PushSubscription
from notifications.subscribing import ask_address, fingerprint
from tests.cast import PASSWORD

from .push_service import Browser

ON, OFF, KEY = "/notifications/devices", "/notifications/devices/off", "/notifications/devices/key"
AGENT = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"


@pytest.fixture
def phone():
    return Browser("https://push.example/send/phone")


@pytest.fixture
def laptop():
    return Browser("https://push.example/send/laptop")


def addresses(member):
    return set(PushSubscription.objects.filter(member=member).values_list("endpoint", flat=True))


class TestTurningOn:
    def test_the_browser_becomes_a_device(self, cast, page, phone):
        answer = page(cast.marco).post(ON, phone.fields, headers={"User-Agent": AGENT})
        device = PushSubscription.objects.get()
        assert (device.member, device.organization, device.device) == (cast.marco, cast.acme, "Chrome on Android")
        assert (device.endpoint, device.p256dh, device.auth) == (phone.address, phone.p256dh, phone.auth)
        assert f'data-known="{device.hashed} "' in answer.content.decode()
        assert "This device" in answer.content.decode()

    def test_the_same_browser_again_gets_its_new_keys(self, cast, page, phone):
        marco, again = page(cast.marco), Browser(phone.address)
        marco.post(ON, phone.fields)
        marco.post(ON, again.fields)
        assert PushSubscription.objects.get().p256dh == again.p256dh != phone.p256dh

    def test_a_browser_whose_address_changed_leaves_the_old_one(self, cast, page, phone, laptop):
        marco = page(cast.marco)
        marco.post(ON, phone.fields)
        marco.post(ON, {**laptop.fields, "was": phone.address})
        assert addresses(cast.marco) == {laptop.address}

    def test_nobody_leaves_the_address_of_another(self, cast, page, phone, laptop):
        page(cast.marco).post(ON, phone.fields)
        page(cast.rita).post(ON, {**laptop.fields, "was": phone.address})
        assert addresses(cast.marco) == {phone.address}

    def test_whoever_sat_there_before_is_told_nothing_there_any_more(self, cast, page, phone):
        page(cast.marco).post(ON, phone.fields)
        page(cast.zoe).post(ON, phone.fields)
        assert addresses(cast.marco) == set()
        assert addresses(cast.zoe) == {phone.address}

    def test_the_same_person_in_another_organization_is_told_too(self, cast, page, phone):
        page(cast.marco).post(ON, phone.fields)
        other = Organization.found(name="Third", admin=cast.marco.user)
        page(other).post("/organization", {"organization": other.organization_id})
        page(other).post(ON, phone.fields)
        assert PushSubscription.objects.filter(member__user=cast.marco.user).count() == 2

    def test_there_are_only_so_many(self, cast, page, monkeypatch, phone, laptop):
        monkeypatch.setattr(subscribing, "MOST", 1)
        marco = page(cast.marco)
        assert marco.post(ON, phone.fields).status_code == 200
        assert marco.post(ON, phone.fields).status_code == 200
        answer = marco.post(ON, laptop.fields)
        assert answer.status_code == 422
        assert "Remove one of them" in answer.json()["errors"]["endpoint"][0]
        assert page(cast.rita).post(ON, laptop.fields).status_code == 200

    def test_the_key_is_ours(self, cast, page):
        answer = page(cast.marco).get(KEY)
        assert answer.json()["key"] == vapid.keys().public
        assert len(answer.json()["token"]) == 64
        assert answer["Cache-Control"] == "no-store"

    def test_needs_the_token(self, cast, page, phone):
        marco = page(cast.marco, enforce_csrf_checks=True)
        assert marco.post(ON, phone.fields).status_code == 403
        token = marco.get(KEY).json()["token"]
        assert marco.post(ON, phone.fields, headers={"X-CSRFToken": token}).status_code == 200

    @pytest.mark.parametrize(
        "address",
        [
            "http://push.example/x",
            "https://127.0.0.1/x",
            "https://[::1]/x",
            "https://10.0.0.8/x",
            "https://2130706433/x",
            "https://[2606:4700::1]/x",
            "https://push.example:22/x",
            "https://user:secret@push.example/x",
            "https://push.example/x#part",
            "javascript:alert(1)",
            "data:text/html,x",
            "ftp://push.example/x",
            "//push.example/x",
            "push.example",
            "https://",
            "https://push.example/\x00",
            "https://push.example/\n",
            "https://push.example/" + "x" * 2_000,
            "",
        ],
    )
    def test_refuses_an_address_that_is_no_push_services(self, cast, page, phone, address):
        answer = page(cast.marco).post(ON, {**phone.fields, "endpoint": address})
        if address.endswith("\n"):  # spaces around are not part of it
            assert answer.status_code == 200
            return
        assert answer.status_code == 422
        assert "endpoint" in answer.json()["errors"]
        assert not PushSubscription.objects.exists()

    @pytest.mark.parametrize("field", ["p256dh", "auth"])
    @pytest.mark.parametrize(
        "value", ["", "A", "A" * 22, "A" * 87, "B" + "A" * 86, "!" * 87, "ä" * 20, "\x00", "A" * 500]
    )
    def test_refuses_keys_that_are_none(self, cast, page, phone, field, value):
        if (field, value) == ("auth", "A" * 22):
            return  # sixteen bytes, all of them zero, are a secret like any other
        answer = page(cast.marco).post(ON, {**phone.fields, field: value})
        assert answer.status_code == 422
        assert field in answer.json()["errors"]
        assert not PushSubscription.objects.exists()

    def test_is_not_for_reading(self, cast, page):
        assert page(cast.marco).get(ON).status_code == 405


class TestTurningOff:
    def test_ends_at_this_browser(self, cast, page, phone, laptop):
        marco = page(cast.marco)
        marco.post(ON, phone.fields)
        marco.post(ON, laptop.fields)
        assert marco.post(OFF, {"endpoint": phone.address}).status_code == 200
        assert addresses(cast.marco) == {laptop.address}

    def test_of_somebody_elses_browser_does_nothing(self, cast, page, phone):
        page(cast.marco).post(ON, phone.fields)
        assert page(cast.rita).post(OFF, {"endpoint": phone.address}).status_code == 200
        assert addresses(cast.marco) == {phone.address}

    @pytest.mark.parametrize("address", ["", "\x00", "x" * 3_000])
    def test_needs_an_address(self, cast, page, address):
        assert page(cast.marco).post(OFF, {"endpoint": address}).status_code == 422

    def test_a_device_is_removed_from_anywhere(self, cast, page, phone, subscribed):
        device = subscribed(phone, cast.marco)
        assert page(cast.rita).post(f"{ON}/{device.pk}/remove").status_code == 404
        assert page(cast.zoe).post(f"{ON}/{device.pk}/remove").status_code == 404
        assert page(cast.marco).post(f"{ON}/{device.pk}/remove").status_code == 302
        assert not PushSubscription.objects.exists()


class TestTrying:
    def said(self, client, device):
        return client.post(f"{ON}/{device.pk}/test", follow=True).content.decode()

    def test_the_device_shows_it(self, cast, page, service, subscribed):
        browser = service.browser()
        device = subscribed(browser, cast.marco)
        assert "Sent to Chrome on Android" in self.said(page(cast.marco), device)
        message = service.taken[0].message(browser)
        assert message["title"] == "Pushes work here"
        assert message["url"] == reverse("notification_preferences")

    def test_says_that_a_device_is_gone(self, cast, page, service, subscribed):
        service.answers = [(410, {})]
        assert "was removed" in self.said(page(cast.marco), subscribed(service.browser(), cast.marco))
        assert not PushSubscription.objects.exists()

    def test_says_what_the_service_answered(self, cast, page, service, subscribed):
        service.answers = [(500, {})]
        assert "answered 500" in self.said(page(cast.marco), subscribed(service.browser(), cast.marco))

    def test_one_at_a_time(self, cast, page, service, subscribed):
        device, marco = subscribed(service.browser(), cast.marco), page(cast.marco)
        self.said(marco, device)
        assert "Wait a moment" in self.said(marco, device)
        assert len(service.taken) == 1

    def test_is_for_ones_own_devices(self, cast, page, service, subscribed):
        device = subscribed(service.browser(), cast.marco)
        for other in (cast.rita, cast.zoe):
            assert page(other).post(f"{ON}/{device.pk}/test").status_code == 404
        assert service.taken == []


class TestLeaving:
    @pytest.fixture
    def at(self):
        """`at(member, browser)`: signed in by hand at this browser, with pushes turned on there."""

        def sit_down(member, browser, client=None):
            client = client or Client()
            client.post("/account/login/", {"login": member.user.email, "password": PASSWORD})
            assert client.post(ON, browser.fields).status_code == 200
            return client

        return sit_down

    def test_who_signs_out_is_told_nothing_there(self, cast, at, phone, laptop):
        at(cast.marco, laptop)
        client = at(cast.marco, phone)
        client.post("/account/logout/")
        assert addresses(cast.marco) == {laptop.address}

    def test_the_next_person_is_not_told_what_the_first_was(self, cast, at, phone):
        """Marco's session ended by itself; Rita signs in at the same browser."""
        client = at(cast.marco, phone)
        del client.cookies["sessionid"]
        client.post("/account/login/", {"login": cast.rita.user.email, "password": PASSWORD})
        assert addresses(cast.marco) == set()

    def test_who_comes_back_goes_on(self, cast, at, phone):
        client = at(cast.marco, phone)
        del client.cookies["sessionid"]
        client.post("/account/login/", {"login": cast.marco.user.email, "password": PASSWORD})
        assert addresses(cast.marco) == {phone.address}

    def test_a_new_password_ends_it_elsewhere(self, cast, at, phone, laptop):
        at(cast.marco, laptop)
        client = at(cast.marco, phone)
        new = {"oldpassword": PASSWORD, "password1": "nine orange camels", "password2": "nine orange camels"}
        assert client.post("/account/password/change/", new).status_code == 302
        assert addresses(cast.marco) == {phone.address}

    def test_ending_the_session_of_another_device_ends_it_there(self, cast, at, phone, laptop):
        at(cast.marco, laptop)
        client = at(cast.marco, phone)
        at(cast.rita, Browser("https://push.example/send/ritas"))
        client.post("/account/sessions/")
        assert addresses(cast.marco) == {phone.address}
        assert addresses(cast.rita) == {"https://push.example/send/ritas"}

    def test_who_came_back_before_is_known_there_as_well(self, cast, at, phone, laptop):
        client = at(cast.marco, laptop)
        del client.cookies["sessionid"]
        client.post("/account/login/", {"login": cast.marco.user.email, "password": PASSWORD})
        UserSession.objects.exclude(session_key=client.session.session_key).delete()
        at(cast.marco, phone).post("/account/sessions/")
        assert addresses(cast.marco) == {phone.address}

    def test_an_earlier_session_of_this_browser_ends_without_it(self, cast, at, phone):
        client = at(cast.marco, phone)
        del client.cookies["sessionid"]
        client.post("/account/login/", {"login": cast.marco.user.email, "password": PASSWORD})
        client.post("/account/sessions/")
        assert addresses(cast.marco) == {phone.address}

    def test_who_is_deactivated_is_told_nothing(self, cast, subscribed, phone, laptop):
        subscribed(phone, cast.marco)
        subscribed(laptop, cast.rita)
        cast.marco.change_access(by=cast.olivia, is_active=False)
        assert addresses(cast.marco) == set()
        assert addresses(cast.rita) == {laptop.address}

    def test_the_mark_of_a_browser_stays_with_us(self, cast, at, phone, settings):
        settings.SESSION_COOKIE_SECURE = True
        mark = at(cast.marco, phone).cookies[COOKIE]
        assert mark.value == fingerprint(phone.address)
        assert (mark["httponly"], mark["secure"], mark["samesite"]) == (True, True, "Lax")

    @pytest.mark.parametrize("value", ["", "x", "\x00", "0" * 65, "\\000" * 64])
    def test_a_mark_that_is_none_ends_nothing(self, cast, at, phone, value):
        client = at(cast.marco, phone)
        client.cookies[COOKIE] = value
        assert client.post("/account/logout/").status_code == 302
        assert addresses(cast.marco) == {phone.address}


class TestAsking:
    """A browser asks before it shows what it was pushed."""

    def test_a_device_that_is_told_may_show_it(self, cast, client, subscribed, phone):
        device = subscribed(phone, cast.marco)
        answer = client.get(ask_address(device))
        assert (answer.status_code, answer.content, answer["Cache-Control"]) == (204, b"", "no-store")
        assert not answer.cookies

    def test_one_that_ended_may_not(self, cast, client, subscribed, phone):
        address = ask_address(subscribed(phone, cast.marco))
        PushSubscription.objects.all().delete()
        assert client.get(address).status_code == 404

    def test_nobody_makes_up_an_address(self, cast, client, subscribed, phone):
        device = subscribed(phone, cast.marco)
        for token in (str(device.pk), "x", "%00", ask_address(device).rpartition("/")[2][:-1] + "_"):
            assert client.get(f"/notifications/devices/ask/{token}").status_code == 404


class TestServiceWorker:
    def test_is_there_for_everybody_at_the_root(self, client, db):
        answer = client.get("/sw.js")
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith("text/javascript")
        assert answer["Service-Worker-Allowed"] == "/"
        assert answer["Cache-Control"] == "no-cache"
        assert "default-src 'self'" in answer["Content-Security-Policy"]
        assert not answer.cookies

    def test_knows_where_to_subscribe_again(self, client, db):
        text = client.get("/sw.js").content.decode()
        assert f'"{KEY}"' in text
        assert f'"{ON}"' in text
        assert "&" not in text.replace("&&", "")
