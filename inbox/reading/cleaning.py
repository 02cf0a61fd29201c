"""HTML of strangers made harmless, and its text."""

import html
import re
from html.parser import HTMLParser

import nh3

from .texts import cut, storable

MOST_HTML = 1_000_000  # bytes, before and after
MOST_DEPTH = 1_000
MOST_PICTURE = 30_000  # characters of a picture that is written into the text
TAGS = {
    "a", "abbr", "address", "article", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center", "cite", "code",
    "col", "colgroup", "dd", "del", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "ins", "kbd", "li", "main", "mark", "nav", "ol", "p", "pre", "q",
    "s", "samp", "section", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "tt", "u", "ul", "var", "wbr",
}  # fmt: skip
ATTRIBUTES = {
    "*": {"dir", "lang", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan", "align", "valign"},
    "th": {"colspan", "rowspan", "align", "valign"},
}
DROPPED = {
    "applet", "audio", "base", "button", "canvas", "embed", "form", "frame", "frameset", "iframe", "input", "link", "math",
    "meta", "noscript", "object", "script", "select", "style", "svg", "template", "textarea", "title", "video",
}  # fmt: skip
KEPT_IN_FORMS = {"form", "button"}  # the marks go, the words stay
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]*)")
#: Elements that end by themselves, so that leaving them open does not nest.
_UNNESTED = {
    "area", "base", "body", "br", "col", "dd", "dt", "head", "hr", "html", "img", "input", "li", "link", "meta", "option",
    "p", "param", "source", "td", "th", "tr", "wbr",
}  # fmt: skip
_PICTURE = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]+", re.I)
_NO_PICTURE = re.compile(r'<img(?: (?!src=)[a-z]+="[^"]*")*>')
_NUMBER = re.compile(r"\d{1,4}%?")


def cleaned(text):
    """HTML with nothing left that runs, asks the network, takes input or is styled; "" where it is no use or too deep."""
    text = cut(storable(text), MOST_HTML)
    if _depth(text) > MOST_DEPTH:
        return ""  # building such a tree takes time by the square of its depth
    safe = nh3.clean(
        text,
        tags=TAGS,
        attributes=ATTRIBUTES,
        clean_content_tags=DROPPED - KEPT_IN_FORMS,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        url_relative="deny",
    )
    safe = _NO_PICTURE.sub(_alternative, storable(safe))
    return safe if len(safe.encode()) <= 2 * MOST_HTML else ""


def _attribute(tag, name, value):
    if name == "src":
        return value if len(value) <= MOST_PICTURE and _PICTURE.fullmatch(value) else None
    if name == "href":
        scheme = value.strip().partition(":")[0].lower()
        return value if scheme in ("http", "https", "mailto") and len(value) <= 4_000 else None
    if name in ("width", "height", "colspan", "rowspan", "start"):
        return value if _NUMBER.fullmatch(value) else None
    return value[:500]


def _alternative(picture):
    """The words for a picture that was taken out."""
    alt = re.search(r' alt="([^"]*)"', picture[0])
    return html.escape(html.unescape(alt[1])) if alt else ""


def _depth(text):
    """How deep the elements nest at most, by their marks alone."""
    depth = deepest = 0
    for mark in _TAG.finditer(text):
        if mark[2].lower() not in _UNNESTED:
            depth = max(depth - 1, 0) if mark[1] else depth + 1
            deepest = max(deepest, depth)
    return deepest


# -- text -----------------------------------------------------------------------------------------------


class _Reader(HTMLParser):
    """Collects the words of cleaned HTML, with line ends where blocks end."""

    BLOCKS = {"p", "div", "table", "ul", "ol", "dl", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "hr"}
    LINES = {"br", "tr", "li", "dt", "dd", "address", "article", "section", "header", "footer", "center", "caption"}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.pieces, self.plain = [], 0

    def handle_starttag(self, tag, attrs):
        self._break(tag)
        if tag == "li":
            self.pieces.append("- ")
        elif tag == "pre":
            self.plain += 1
        elif tag in ("td", "th"):
            self.pieces.append(" ")
        elif tag == "img":
            self.pieces.append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag):
        if tag == "pre" and self.plain:
            self.plain -= 1
        if tag not in ("br", "li"):
            self._break(tag)

    def handle_data(self, data):
        self.pieces.append(data if self.plain else re.sub(r"\s+", " ", data))

    def _break(self, tag):
        if tag in self.BLOCKS:
            self.pieces.append("\n\n")
        elif tag in self.LINES:
            self.pieces.append("\n")


def words_of(safe):
    """The text of cleaned HTML."""
    reader = _Reader()
    reader.feed(safe)
    reader.close()
    lines = [re.sub(r"[ \t\xa0]+", " ", each).strip() for each in "".join(reader.pieces).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def roughly(text):
    """The words of HTML that could not be cleaned."""
    text = re.sub(r"<(script|style)\b.*?(</\1\s*>|$)", " ", text, flags=re.S | re.I)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>?", " ", text))).strip()


def as_html(text):
    """Plain text as HTML that keeps its lines."""
    return f"<pre>{html.escape(text)}</pre>"
