"""What the content policy would refuse in the browser is refused here first, and nothing comes from elsewhere."""

import re

import pytest

from .source import ROOT, modules, templates

INLINE = {
    "an inline style": re.compile(r"<style|\sstyle\s*=", re.I),
    "an inline handler": re.compile(r"<[^>]*\s(on[a-z]+|hx-on[^=\s]*)\s*=", re.I),
    "an inline script": re.compile(r"<script(?![^>]*\b(src=|type=.application/json))", re.I),
    "a script address": re.compile(r"javascript:", re.I),
    "eval for htmx": re.compile(r"hx-(vals|headers|vars)\s*=\s*.js:|hx-trigger=\"[^\"]*\[", re.I),
}
ELSEWHERE = re.compile(
    r"""(?:src|href|action|poster|srcset|hx-get|hx-post)\s*=\s*["'](?:https?:)?//(?!127\.0\.0\.1|localhost)"""
    r"""|url\(\s*["']?(?:https?:)?//|@import\s+["']?(?:url\()?["']?https?:"""
    r"""|(?:import|from|fetch\(|importScripts\()\s*["']https?://""",
    re.I,
)


@pytest.mark.parametrize("kind", INLINE)
def test_no_template_holds(kind):
    found = [f"{name}: {hit.group()}" for name, text in pages() for hit in INLINE[kind].finditer(text)]
    assert not found, f"{kind}:\n" + "\n".join(found)


def pages():
    return ((name, text) for name, text in templates() if name.endswith(".html"))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("an inline style", '<p style="color:red">'),
        ("an inline handler", '<button type=button onclick="x()">'),
        ("an inline script", "<script>x()</script>"),
        ("a script address", '<a href="javascript:x()">'),
    ],
)
def test_the_guard_sees(kind, text):
    assert INLINE[kind].search(text)


def test_the_guard_lets_our_own_pass():
    text = '<script src="/static/js/app.js" defer></script><script type="application/json" id="a">{}</script>'
    assert not any(pattern.search(text) for pattern in INLINE.values())


def test_nothing_is_fetched_from_elsewhere():
    files = [path for path in (ROOT / "static").rglob("*") if path.suffix in {".css", ".js", ".mjs", ".svg", ".html"}]
    texts = [(str(path.relative_to(ROOT)), path.read_text()) for path in files] + list(pages())
    found = [f"{name}: {hit.group()}" for name, text in texts for hit in ELSEWHERE.finditer(text)]
    assert not found


@pytest.mark.parametrize("text", ['<script src="https://cdn.example/x.js">', "@import url(https://fonts.example)"])
def test_the_guard_sees_an_address_elsewhere(text):
    assert ELSEWHERE.search(text)


def test_vendored_files_name_their_licence():
    vendor = ROOT / "static" / "vendor"
    told = (vendor / "README.md").read_text()
    missing = [
        path.name for path in vendor.rglob("*") if path.suffix in {".js", ".css", ".svg"} and path.name not in told
    ]
    assert not missing, "Say in static/vendor/README.md where it is from and under which licence"


def test_no_text_is_declared_safe_without_a_reason():
    """`mark_safe` and `|safe` are where scripts get in; `format_html` is not."""
    code = [
        f"{m.name}" for m in modules() if re.search(r"\bmark_safe\((?!\s*[\"'][^{%]*[\"']\s*\))", m.path.read_text())
    ]
    marked = [name for name, text in pages() if re.search(r"\|\s*safe\b|autoescape off", text)]
    assert not [name for name in code + marked if name not in {"crm/icons.py"}]
