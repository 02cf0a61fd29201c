"""Pictures of every page for the eye, both widths and both themes: `python -m tests.browser.shots` fills `shots/`."""

import sys
from pathlib import Path

import pytest

from .conftest import DESKTOP, PHONE
from .places import PLACES, story

SHOTS = Path(__file__).resolve().parent.parent.parent / "shots"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_take_pictures(cast, browser_page, theme):
    SHOTS.mkdir(exist_ok=True)
    records = story(cast)
    pages = {who: browser_page(getattr(cast, who) if who else None, theme=theme) for who in (None, "marco", "olivia")}
    for name, address, who in PLACES:
        page = pages[who]
        page.goto(address.format(**records))
        for width, viewport in (("desktop", DESKTOP), ("phone", PHONE)):
            page.set_viewport_size(viewport)
            page.screenshot(path=SHOTS / f"{name}-{width}-{theme}.png", full_page=True)


if __name__ == "__main__":
    sys.exit(pytest.main(["-q", __file__]))
