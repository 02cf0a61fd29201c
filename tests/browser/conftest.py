"""A real Chromium on the real server. A console error, a refused source or a 5xx fails the test."""

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from tests.conftest import BACKEND

# Playwright's loop lives in this thread; the tests' own queries beside it are meant.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}

PATIENCE = 45_000  # milliseconds, on a machine that has more to do than it can; what is there is not waited for
expect.set_options(timeout=PATIENCE)


HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    """A browser on a busy machine may miss a deadline once: such a test runs a second time, and the summary names it."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1))


def chromium_path():
    """Chromium by `CHROMIUM`, else the system's, else None: Playwright's own."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests of this process."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=[*flags, "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@dataclass
class Faults:
    """What went wrong in a page without anybody seeing it."""

    seen: list = field(default_factory=list)

    def watch(self, page):
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.seen.append(f"script: {error}"))
        page.on("response", self.check)

    def hear(self, message):
        refused = "Failed to load resource"  # judged by `check`, which knows the status
        if message.type == "error" and not message.text.startswith(refused):
            self.seen.append(f"console: {message.text}")

    def check(self, response):
        static = settings.STATIC_URL in response.url
        if response.status >= 500 or (static and response.status >= 400):
            self.seen.append(f"{response.status}: {response.url}")


@pytest.fixture
def browser_page(live_server, chromium):
    """`browser_page(member=None, theme="light", javascript=True, viewport=DESKTOP, agent=None)`: a Playwright page in a
    profile of its own, signed in as `member` by session cookie. Relative addresses go to the test's server."""
    contexts, faults = [], Faults()

    def open_page(member=None, **options):
        context = new_profile(chromium, live_server.url, member, **options)
        contexts.append(context)
        page = context.new_page()
        faults.watch(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults.seen, "\n".join(faults.seen)


def new_profile(chromium, address, member=None, *, theme="light", javascript=True, viewport=DESKTOP, agent=None):
    """A browser profile at this server's address, signed in as `member` by session cookie. What it calls itself is
    `agent`, without which it says that nobody sits before it."""
    context = chromium.new_context(
        base_url=address,
        viewport=viewport,
        color_scheme=theme,
        java_script_enabled=javascript,
        reduced_motion="reduce",
        locale="en-GB",
        user_agent=agent,
    )
    context.set_default_timeout(PATIENCE)
    if member is not None:
        context.add_cookies([session_cookie(member, address)])
    return context


def session_cookie(member, address):
    """The cookie of a session in which `member` is signed in."""
    client = Client()
    client.force_login(member.user, backend=BACKEND)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": address}
