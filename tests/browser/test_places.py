"""Every page, in light and dark, at desk and on the phone: accessible and no wider than the window.

The pages are only looked at, so one world stands behind all of them, and each member looks with one browser profile,
which has the style sheets and scripts since its first page. A theme is changed under the open page, as the system
does at sunset. How a page looks hangs on no database: on the second the pages open and run their scripts, no more.
"""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import override_settings

from tests import cast as people
from tests import emptying

from .checks import assert_fits, violations
from .conftest import DESKTOP, PHONE, Faults, new_profile
from .places import PLACES, story

NARROW = {"width": 320, "height": 640}
CONTRAST = ["color-contrast", "link-in-text-block"]  # what a theme can break

#: (theme, window, the rules to check or None for all).
LOOKS = [("light", DESKTOP, None), ("light", PHONE, None), ("dark", PHONE, CONTRAST), ("dark", DESKTOP, CONTRAST)]

#: Lets a change of theme happen at once: a colour on its way from one to the other has no contrast.
AT_ONCE = """() => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync('*, ::before, ::after { transition: none !important; animation: none !important }')
  document.adoptedStyleSheets.push(sheet)
}"""


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory, chromium, live_server):
    """The cast, the records of the story, where their files are, and the profile of each who looks."""
    files, profiles = tmp_path_factory.mktemp("places"), {}
    with django_db_blocker.unblock(), emptying.kept():
        with override_settings(MEDIA_ROOT=files):
            cast = people.assemble()
            records = story(cast)
        yield SimpleNamespace(cast=cast, records=records, files=files, profiles=profiles)
        for profile in profiles.values():
            profile.close()


@pytest.fixture
def look(world, live_server, chromium, settings):
    """`look(who)`: a page in the profile of this member; what it hides of going wrong fails the test."""
    settings.MEDIA_ROOT, faults, pages = world.files, Faults(), []

    def open_page(who):
        if who not in world.profiles:
            world.profiles[who] = new_profile(chromium, live_server.url, getattr(world.cast, who) if who else None)
        pages.append(world.profiles[who].new_page())
        faults.watch(pages[-1])
        return pages[-1]

    yield open_page
    for page in pages:
        page.close()
    assert not faults.seen, "\n".join(faults.seen)


@pytest.mark.parametrize(("name", "address", "who"), PLACES, ids=[name for name, _address, _who in PLACES])
def test_a_page_is_for_everybody(look, world, name, address, who):
    page = look(who)
    page.goto(address.format(**world.records))
    assert page.title()
    if connection.vendor == "sqlite":
        page.evaluate(AT_ONCE)
        found = [line for theme, window, rules in LOOKS for line in seen(page, theme, window, rules)]
        page.set_viewport_size(NARROW)
        assert_fits(page)
        assert not found, "\n".join(found)


def seen(page, theme, window, rules):
    """What the rules find in the page when this is the theme and this the window."""
    page.set_viewport_size(window)
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    return [f"{theme}, {window['width']} px: {line}" for line in violations(page, rules)]
