import pytest
from django.core.exceptions import ValidationError

from sharing.models import AllowedOrigin
from sharing.sites import allow_site, clean_origin, remove_site

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://shop.example", "https://shop.example"),
        (" https://SHOP.example/path?a=b#c ", "https://shop.example"),
        ("https://shop.example:443", "https://shop.example"),
        ("https://shop.example:8443/", "https://shop.example:8443"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
    ],
)
def test_is_kept_as_browsers_send_it(typed, origin):
    assert clean_origin(typed) == origin


@pytest.mark.parametrize(
    "typed",
    [
        "http://shop.example",
        "shop.example",
        "https://localhost",
        "https://10.1.1.1",
        "https://u:p@shop.example",
        "*",
        "null",
        "",
        "https://*.shop.example:99999",
        "ws://shop.example",
    ],
)
def test_refuses_what_is_no_public_site(typed):
    with pytest.raises(ValidationError):
        clean_origin(typed)


def test_ones_own_machine_may_be_named_by_the_operator(settings):
    settings.EGRESS_ALLOW = ["127.0.0.1:8159"]
    assert clean_origin("http://127.0.0.1:8159/") == "http://127.0.0.1:8159"
    with pytest.raises(ValidationError):
        clean_origin("http://127.0.0.1:8158/")


def test_comes_once_and_goes(cast):
    first, again = (allow_site("https://shop.example", by=cast.olivia) for _n in range(2))
    assert first == again
    remove_site(first, by=cast.zoe)
    assert AllowedOrigin.objects.count() == 1
    remove_site(first, by=cast.olivia)
    assert AllowedOrigin.objects.count() == 0
