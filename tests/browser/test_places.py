"""Every page, in light and dark, at desk and on the phone: accessible, no wider than the window, and light to fetch."""

import pytest

from .checks import assert_fits, violations
from .conftest import DESKTOP, PHONE
from .places import PLACES, story

NARROW = {"width": 320, "height": 640}
FIRST_VISIT, LATER_VISIT = 150_000, 30_000


@pytest.mark.parametrize(("name", "address", "who"), PLACES, ids=[name for name, _address, _who in PLACES])
def test_a_page_is_for_everybody(cast, browser_page, name, address, who):
    records = story(cast)
    page = browser_page(getattr(cast, who) if who else None)
    page.goto(address.format(**records))
    assert page.title()
    found = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        for viewport in (DESKTOP, PHONE):
            page.set_viewport_size(viewport)
            found += [f"{theme}, {viewport['width']} px: {line}" for line in violations(page)]
    page.set_viewport_size(NARROW)
    assert_fits(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("address", ["/", "/contacts", "/contacts/{contact}"])
def test_a_page_is_light(cast, browser_page, address):
    records = story(cast)
    page = browser_page(cast.marco)
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    fetched = []
    network.on("Network.loadingFinished", lambda event: fetched.append(event["encodedDataLength"]))
    page.goto(address.format(**records), wait_until="networkidle")
    first = sum(fetched)
    fetched.clear()
    page.goto(address.format(**records), wait_until="networkidle")
    assert (first < FIRST_VISIT, sum(fetched) < LATER_VISIT) == (True, True), f"{first} bytes, then {sum(fetched)}"
