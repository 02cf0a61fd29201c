"""HTML of strangers: nothing in it runs, asks the network, takes input or leaves its place."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.reading.cleaning import cleaned, roughly, words_of

from .conftest import letter

RUNS = re.compile(
    r"<(script|style|iframe|object|embed|form|input|button|link|meta|base|svg|math|video|audio)\b|\son\w+\s*=|\bstyle\s*=",
    re.I,
)
FETCHES = re.compile(
    r"""(src|srcset|background|poster|data|action)\s*=\s*["'](?!data:image/(png|jpe?g|gif|webp);)""", re.I
)


def test_newsletter_keeps_its_words_and_links_alone():
    html = letter("newsletter.eml").html
    assert not RUNS.search(html)
    assert not FETCHES.search(html)
    assert "track.example" not in html
    assert "evil.example" not in html
    assert "Apples" in html
    assert '<a href="https://shop.example/spring?u=1" target="_blank" rel="noopener noreferrer nofollow">' in html
    assert "javascript" not in html
    assert "class=" not in html
    assert html.count("data:") == 1


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p onclick=x()>a</p>", "<p>a</p>"),
        ("<a href='java&#115;cript:x()'>a</a>", None),
        ("<img src=x onerror=x() alt='<img src=x onerror=x()>'>", "&lt;img src=x onerror=x()&gt;"),
        ("<img alt='&quot; &lt;script&gt;'>", "&quot; &lt;script&gt;"),
        ("<form>a<input>b</form>", "ab"),
        ("<math><mtext></p><style><img src=x onerror=x()></style></math>", None),
        ("<noscript><p title='</noscript><img src=x onerror=x()>'>", None),
        ("<svg><a xlink:href='javascript:x()'>a</a></svg>", ""),
        ("<td background=http://t.example/x.gif>a</td>", "a"),
        ("<a href='HTTPS://x.example'>a</a>", None),
        ("<div style='position:fixed'>a</div>", "<div>a</div>"),
        ("</div></body></html>a", "a"),
    ],
)
def test_cleaned(html, expected):
    found = cleaned(html)
    assert not RUNS.search(re.sub("&lt;.*?&gt;", "", found))
    assert not FETCHES.search(re.sub("&lt;.*?&gt;", "", found))
    assert "javascript" not in found
    assert expected is None or found == expected


PIECES = [
    "<", ">", "<!--", "-->", "<![CDATA[", "]]>", "<a href=", "<img src=", "alt=", "'", '"', " ", "/", "</", "script",
    "style", "svg", "onload=x()", "javascript:x()", "http://t.example/p.gif", "data:image/svg+xml;base64,AAAA", "&lt;",
    "&#x3c;", "p", "table", "\x00", "\ud800", "text",
]  # fmt: skip


def in_one_order(html):
    """The same HTML with the attributes of links by name: what adds them has no order of its own."""
    return re.sub(r"<a [^>]*>", lambda link: " ".join(sorted(re.findall(r'\w+="[^"]*"', link[0]))), html)


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_whatever_is_written_cleaning_it_again_changes_nothing(html):
    found = cleaned(html)
    outside_words = re.sub(r'(?<=")[^"<>]*(?=")', "", found)
    assert not re.search(r"<(script|style|svg|iframe)\b", found, re.I)
    assert not re.search(r"<[^>]*\son\w+=", outside_words)  # as a word of the text it does nothing
    assert not re.search(r'(href="\s*javascript|src="\s*(javascript|http))', found)
    assert in_one_order(cleaned(found)) == in_one_order(found)
    words_of(found)
    roughly(html)


@pytest.mark.parametrize(
    "piece", ["<div>", "<ul><li>", "<a><div>", "<table><tr><td>", "<b><p>", "<font>", "</p>", "<!--"]
)
def test_no_html_takes_long(piece):
    begun = time.process_time()
    words_of(cleaned(piece * (1_000_000 // len(piece))))
    assert time.process_time() - begun < 100  # seconds where it takes some, hours where it grows with the square


def test_what_nests_too_deep_is_kept_as_words():
    deep = "<div>" * 5_000 + "Hello &amp; goodbye<script>x()</script>"
    assert cleaned(deep) == ""
    assert roughly(deep) == "Hello & goodbye"
