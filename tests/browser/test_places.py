"""Every page, in light and dark, at desk and on the phone: accessible and no wider than the window."""

import pytest

from .checks import assert_fits, violations
from .conftest import DESKTOP, PHONE
from .places import PLACES, story

NARROW = {"width": 320, "height": 640}


@pytest.mark.parametrize(("name", "address", "who"), PLACES, ids=[name for name, _address, _who in PLACES])
def test_a_page_is_for_everybody(cast, browser_page, name, address, who):
    records = story(cast)
    page = browser_page(getattr(cast, who) if who else None)
    page.goto(address.format(**records))
    assert page.title()
    found = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.reload()
        for viewport in (DESKTOP, PHONE):
            page.set_viewport_size(viewport)
            found += [f"{theme}, {viewport['width']} px: {line}" for line in violations(page)]
    page.set_viewport_size(NARROW)
    assert_fits(page)
    assert not found, "\n".join(found)
