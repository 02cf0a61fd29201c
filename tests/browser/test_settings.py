"""The pages of settings in a real browser: the way among them."""

import pytest

from .conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 480}, PHONE], ids=["low", "phone"])
def test_shows_where_one_is_without_moving_the_page(cast, browser_page, viewport):
    page = browser_page(cast.olivia, viewport=viewport)
    for address in ("/settings", "/settings/templates", "/settings/webhooks"):
        page.goto(address)
        here, nav = (page.locator(at).bounding_box() for at in (".subnav [aria-current]", ".subnav"))
        assert page.evaluate("scrollY") == 0
        for from_, length in (("x", "width"), ("y", "height")):
            assert nav[from_] <= here[from_] <= nav[from_] + nav[length] - here[length] + 1
