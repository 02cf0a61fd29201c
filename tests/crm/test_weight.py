"""How much of a page goes over the wire: at the first visit with all it needs, later the page alone."""

import gzip
import posixpath
import re

import pytest
from django.conf import settings

from tests import makers

FIRST_VISIT, LATER = 150_000, 30_000  # bytes
PACKED = {".woff2", ".png"}  # by their own kind; the rest is compressed as it is served in production
MENTIONS = {
    ".css": re.compile(r"""url\(["']?([^)"']+)"""),
    ".js": re.compile(r"""(?:from|import)\s*["'](\.[^"']+)"""),
}


@pytest.fixture
def visitor(cast, page):
    """Olivia, before a full list."""
    for number in range(30):
        contact = makers.contact(
            cast.olivia,
            f"First{number}",
            f"Last{number}",
            email=f"first{number}@x.example",
            job_title="Head of Sales",
            tags=["vip", "fair"],
            company="Acme",
        )
    client = page(cast.olivia)
    client.card = f"/contacts/{contact.pk}"
    return client


def needed(html):
    """The static files a page asks for, and those that these ask for, by their path in `static/`."""
    found, waiting = set(), re.findall(r'(?:href|src)="/static/([^"#?]+)', html)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        mentions = MENTIONS.get(posixpath.splitext(name)[1])
        for other in mentions.findall(content(name).decode()) if mentions else ():
            if not other.startswith("data:"):
                waiting.append(posixpath.normpath(posixpath.join(posixpath.dirname(name), other)))
    return found


def content(name):
    return (settings.BASE_DIR / "static" / name).read_bytes()


def travels(name):
    return len(content(name) if posixpath.splitext(name)[1] in PACKED else gzip.compress(content(name)))


@pytest.mark.parametrize("path", ["/", "/contacts", "card"])
def test_a_page_is_light_at_the_first_visit_and_after(visitor, path):
    answer = visitor.get(visitor.card if path == "card" else path, headers={"accept-encoding": "gzip"})
    files = needed(gzip.decompress(answer.content).decode())
    assert {"css/base.css", "vendor/htmx/htmx.min.js", "icons.svg", "js/cells.js"} <= files
    assert any(name.endswith(".woff2") for name in files)
    assert len(answer.content) < LATER
    assert len(answer.content) + sum(map(travels, files)) < FIRST_VISIT
