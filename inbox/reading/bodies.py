"""The parts of a message: what is read, what is attached."""

import base64
import binascii
import email.message
import quopri
import re
from dataclasses import dataclass, field

from . import cleaning
from .headers import in_words
from .texts import cut, decoded, line, storable

MOST_TEXT = 1_000_000  # bytes
MOST_PARTS = 2_000
MOST_DEPTH = 50
MOST_ATTACHMENTS = 500
CALENDAR = ("SUMMARY", "DTSTART", "DTEND", "LOCATION", "DESCRIPTION")


class Part(email.message.Message):
    """A message or part of one whose payload is had as it came: the standard library decodes some on the way, by
    whatever alphabet they name."""

    @property
    def payload(self):
        """The parts within, or the text; bytes beyond ASCII are surrogates in it."""
        return self._payload


@dataclass
class Body:
    """What a message says as `text` and as raw `html`, and what hangs on it."""

    text: str = ""
    html: str = ""
    attachments: list = field(default_factory=list)  # [{"name", "type", "size"}]
    inline_count: int = 0
    calendar: str = ""
    parts: int = 0


@dataclass
class Said:
    """Text and HTML of one part or of several together."""

    text: str = ""
    html: str = ""

    def __bool__(self):
        return bool(self.text or self.html)


def body_of(message):
    """The `Body` of a parsed message."""
    body = Body()
    said = _said(message, body, 0)
    body.text, body.html = said.text, said.html
    if not said and body.calendar:
        body.text = body.calendar
    body.text = cut(storable(body.text), MOST_TEXT)
    return body


def _said(part, body, depth):
    body.parts += 1
    if body.parts > MOST_PARTS or depth > MOST_DEPTH:
        return Said()
    kind = _kind(part)
    if kind.startswith("multipart/"):
        if not isinstance(part.payload, list):  # its boundary never came
            return Said(decoded(content(part)[:MOST_TEXT]))
        said = [_said(child, body, depth + 1) for child in part.payload]
        return _chosen(said) if kind == "multipart/alternative" else _together(said)
    return _leaf(part, kind, body)


def _chosen(said):
    """Of several ways to say the same: the first text, and the last HTML, which is the richest."""
    texts, pages = [each.text for each in said if each.text], [each.html for each in said if each.html]
    return Said(texts[0] if texts else "", pages[-1] if pages else "")


def _together(said):
    said = [each for each in said if each]
    if not any(each.html for each in said):
        return Said("\n\n".join(each.text for each in said))
    text = "\n\n".join(each.text or cleaning.words_of(cleaning.cleaned(each.html)) for each in said)
    return Said(text, "<hr>".join(each.html or cleaning.as_html(each.text) for each in said))


def _leaf(part, kind, body):
    """What a single part says; one that is attached says nothing."""
    disposition = _parameter(part, "content-disposition", "")
    name = _name(part)
    if kind in ("text/plain", "text/html") and disposition != "attachment" and not name:
        raw = content(part)
        text = decoded(raw[:MOST_TEXT], _parameter(part, "content-type", "charset"))
        if kind == "text/html":
            return Said(html=text)
        return Said(_reflowed(text, part))
    if (
        kind.startswith("image/")
        and disposition != "attachment"
        and (_header(part, "content-id") or disposition == "inline")
    ):
        body.inline_count += 1
        return Said()
    if kind == "text/calendar" and not body.calendar:
        body.calendar = _appointment(decoded(content(part)[:MOST_TEXT], _parameter(part, "content-type", "charset")))
    if len(body.attachments) < MOST_ATTACHMENTS:
        body.attachments.append({"name": name or _unnamed(part, kind), "type": kind, "size": _size(part)})
    return Said()


def _kind(part):
    kind = _parameter(part, "content-type", "") or "text/plain"
    return (
        kind if re.fullmatch(r"[a-z0-9!#$&^_.+-]{1,60}/[a-z0-9!#$&^_.+-]{1,80}", kind) else "application/octet-stream"
    )


def _header(part, name):
    """A header's value as it came; bytes beyond ASCII are surrogates in it."""
    return next((str(value) for each, value in part.raw_items() if each.lower() == name), "")


def _parameter(part, header, name):
    """A parameter of a header in lower case; its main value for "". Read by hand: the standard library raises on some."""
    text = _header(part, header)[:5_000]
    if not name:
        return text.partition(";")[0].strip().lower()
    found = re.search(rf"(?:^|;)\s*{name}\s*=\s*(?:\"([^\"]*)\"|([^\s;]*))", text, re.I)
    return (found[1] or found[2] or "").strip().lower() if found else ""


def _name(part):
    """What an attachment is called, in whichever of the ways there are."""
    for header, name in (("content-disposition", "filename"), ("content-type", "name")):
        text = re.sub(r"\r?\n[ \t]?", " ", _header(part, header)[:5_000])
        pieces = re.findall(
            rf"(?:^|;)\s*{name}(\*[0-9]{{0,2}}\*?)?\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^;]*))", text, re.I
        )
        if pieces:
            found = _joined(pieces)
            if found:
                return found
    return ""


def _joined(pieces):
    """RFC 2231: `name*0*=utf-8''…; name*1*=…`, or plainly `name=…`, perhaps with encoded words."""
    extended = [(star, quoted or bare.strip()) for star, quoted, bare in pieces if star]
    if not extended:
        _star, quoted, bare = pieces[0]
        return _file_name(in_words((quoted or bare.strip()).replace("\\", "")))
    extended.sort(key=lambda piece: int(re.sub(r"\D", "", piece[0]) or 0))
    text = "".join(value for _star, value in extended)
    charset, mark, rest = text.partition("'")
    if mark and extended[0][0].endswith("*"):
        text = rest.partition("'")[2]
        raw = re.sub(rb"%([0-9A-Fa-f]{2})", lambda hexed: bytes([int(hexed[1], 16)]), text.encode("utf-8", "replace"))
        return _file_name(decoded(raw, charset))
    return _file_name(text)


def _file_name(text):
    if not text.isascii():
        text = decoded(text.encode("utf-8", "surrogateescape"))
    return line(re.split(r"[\\/]", text)[-1], 255)


def _unnamed(part, kind):
    if kind == "message/rfc822":
        inner = part.payload
        first = inner[0] if isinstance(inner, list) and inner else None
        subject = line(in_words(_header(first, "subject")), 200) if isinstance(first, Part) else ""
        return f"{subject or 'message'}.eml"
    known = {"text/calendar": "invite.ics", "message/delivery-status": "delivery-status.txt"}
    return known.get(kind, kind.replace("/", "."))


# -- content ------------------------------------------------------------------------------------------


def content(part):
    """The bytes of a part, its transfer encoding undone as far as it can be."""
    payload = part.payload
    if not isinstance(payload, str):
        return b""
    raw = payload.encode("ascii", "surrogateescape") if _came_as_bytes(payload) else payload.encode("utf-8", "replace")
    encoding = _parameter(part, "content-transfer-encoding", "")
    if encoding == "base64":
        return _from_base64(raw)
    return quopri.decodestring(raw) if encoding == "quoted-printable" else raw


def _came_as_bytes(payload):
    return payload.isascii() or not re.search("[^\x00-\x7f\udc80-\udcff]", payload)


def _from_base64(raw):
    raw = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    raw = raw[: len(raw) - 1] if len(raw) % 4 == 1 else raw
    try:
        return base64.b64decode(raw + b"=" * (-len(raw) % 4))
    except (binascii.Error, ValueError):
        return b""


def _size(part, depth=0):
    """Bytes of a part, decoded; not decoded to find out."""
    payload = part.payload
    if isinstance(payload, list):
        return sum(_size(child, depth + 1) for child in payload[:MOST_PARTS]) if depth < MOST_DEPTH else 0
    if not isinstance(payload, str):
        return 0
    if _parameter(part, "content-transfer-encoding", "") == "base64":
        length = len(re.sub(r"[^A-Za-z0-9+/]", "", payload))
        return length * 3 // 4
    return len(content(part))


def _reflowed(text, part):
    """Text whose lines were broken for the journey (RFC 3676), its paragraphs whole again."""
    if _parameter(part, "content-type", "format") != "flowed":
        return text
    drops_space = _parameter(part, "content-type", "delsp") == "yes"
    lines, open_depth = [], None
    for each in text.replace("\r\n", "\n").split("\n"):
        depth = len(each) - len(each.lstrip(">"))
        words = each[depth:].removeprefix(" ")
        goes_on = words.endswith(" ") and words != "-- "
        kept = words[:-1] if goes_on and drops_space else words
        if open_depth == depth and lines:
            lines[-1] += kept
        else:
            lines.append(("> " if depth == 1 else ">" * depth + " " if depth else "") + kept)
        open_depth = depth if goes_on else None
    return "\n".join(lines)


def _appointment(text):
    """What, when and where of an invitation, for messages that say nothing else."""
    unfolded = re.sub(r"\r?\n[ \t]", "", text)
    found = {}
    for name, value in re.findall(r"^([A-Z-]+)(?:;[^:\n]*)?:(.*)$", unfolded, re.M):
        if name in CALENDAR and value.strip():
            found.setdefault(name, value.strip())
    texts = [found[name] for name in CALENDAR if name in found]
    return "\n".join(text.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";") for text in texts)
