"""The devices on which one is signed in, and when one was last seen."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from accounts.templatetags.devices import device, is_phone

from .conftest import is_signed_in

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:141.0) Gecko/20100101 Firefox/141.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E Safari/604.1"
)
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0 Safari/537.36 Edg/139.0"


@pytest.mark.parametrize(
    ("agent", "name", "phone"),
    [
        (FIREFOX, "Firefox on Windows", False),
        (IPHONE, "Safari on iPhone", True),
        (EDGE, "Edge on Windows", False),
        ("", "Unknown browser", False),
        ("<script>", "Unknown browser", False),
    ],
)
def test_a_browser_is_named_in_few_words(agent, name, phone):
    assert (str(device(agent)), is_phone(agent)) == (name, phone)


def test_every_device_is_listed_and_the_others_can_be_signed_out(cast, sign_in):
    here, elsewhere, anothers = sign_in(cast.marco), sign_in(cast.marco), sign_in(cast.zoe)
    listed = here.get("/account/sessions/").content.decode()
    assert listed.count("last seen") == 2
    assert listed.count("This device") == 1
    here.post("/account/sessions/")
    assert (is_signed_in(here), is_signed_in(elsewhere), is_signed_in(anothers)) == (True, False, True)


def test_last_seen_is_written_every_few_minutes_only(cast, page, django_assert_num_queries):
    client = page(cast.marco)
    client.get("/profile")
    cast.marco.refresh_from_db()
    first = cast.marco.last_seen_at
    assert timezone.now() - first < timedelta(minutes=1)
    client.get("/profile")
    cast.marco.refresh_from_db()
    assert cast.marco.last_seen_at == first
    cache.clear()
    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=False):
        client.get("/profile")
    cast.marco.refresh_from_db()
    assert cast.marco.last_seen_at > first + timedelta(minutes=5)


def test_being_seen_costs_no_query_on_the_next_page(cast, page, django_assert_num_queries):
    client = page(cast.marco)
    client.get("/account/logout/")
    with django_assert_num_queries(3):  # session, user, membership
        client.get("/account/logout/")
