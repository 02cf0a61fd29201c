"""One message as a plain letter, whatever state its bytes are in."""

import email
import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from . import cleaning, headers
from .bodies import MOST_TEXT, Body, Part, body_of
from .texts import cut, line

LONGEST_SUBJECT = 998
LONGEST_SNIPPET = 300
#: A mail has at least one of these.
TELLING = {"from", "to", "subject", "date", "message-id", "received", "sender", "cc", "return-path", "delivered-to"}
_QUOTE_BEGINS = re.compile(
    r"^(>|-{2,}\s*(Original Message|Ursprüngliche Nachricht|Forwarded message|Weitergeleitete Nachricht|"
    r"Message d'origine)|_{20,}|(On|Am|Le|El|Il|Op)\b.{4,200}\b(wrote|schrieb.*|écrit|escribió|ha scritto|schreef)\s*:?$)",
    re.I,
)


@dataclass
class Letter:
    """A message read: texts are storable and bounded, `html` is cleaned, moments are in UTC."""

    digest: str = ""
    message_id: str = ""
    thread: str = ""
    is_reply_to_one: bool = False  # only its parent is known, not where the thread began
    subject: str = ""
    sender: headers.Address | None = None
    to: list = field(default_factory=list)
    cc: list = field(default_factory=list)
    bcc: list = field(default_factory=list)
    sent_at: datetime | None = None
    text: str = ""
    html: str = ""
    snippet: str = ""
    headers: list = field(default_factory=list)
    attachments: list = field(default_factory=list)
    inline_count: int = 0
    is_mail: bool = True

    @property
    def addresses(self):
        """`{(role, key)}`: whom the message is from and to, each as they are found by."""
        found = {("from", self.sender.key)} if self.sender else set()
        for role in ("to", "cc", "bcc"):
            found |= {(role, one.key) for one in getattr(self, role)}
        return found


def read_letter(raw, *, came_at=None):
    """The `Letter` in the bytes of one RFC 5322 message. `came_at` stands in where the message does not say when.

    Never raises: what cannot be read is left out, and bytes that are no mail at all give `is_mail` False.
    """
    message = _parsed(raw)
    found = headers.raw_headers(message)
    named = _by_name(found)
    now = timezone.now()
    body = body_of(message)
    letter = Letter(is_mail=not TELLING.isdisjoint(named))
    letter.headers = [[line(name, 200), headers.in_words(value)] for name, value in found]
    letter.subject = line(headers.in_words(_first(named, "subject")), LONGEST_SUBJECT)
    letter.sender = next(iter(headers.addresses([*named.get("from", ()), *named.get("sender", ())], 1)), None)
    letter.to, letter.cc, letter.bcc = (headers.addresses(named.get(name, ())) for name in ("to", "cc", "bcc"))
    letter.sent_at = headers.moment(_first(named, "date"), now) or headers.received(named.get("received", ()), now)
    letter.sent_at = letter.sent_at or (came_at and headers.plausible(came_at, now)) or now
    _take_body(letter, body)
    _take_ids(letter, named)
    return letter


def _parsed(raw):
    """The message; what is nested too deep for the parser is read as one text."""
    try:
        return email.message_from_bytes(raw, _class=Part)
    except (RecursionError, ValueError, TypeError, LookupError, AssertionError, AttributeError):
        head, _blank, rest = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    message = Part()
    for each in re.sub(rb"\n[ \t]+", b" ", head).split(b"\n"):
        name, colon, value = each.partition(b":")
        if colon and re.fullmatch(rb"[!-9;-~]+", name) and not name.lower().startswith(b"content-"):
            message[name.decode()] = value.strip().decode("ascii", "surrogateescape").replace("\r", " ")
    message.set_payload(rest[:MOST_TEXT].decode("ascii", "surrogateescape"))
    return message


def _by_name(found):
    named = {}
    for name, value in found:
        named.setdefault(name.lower(), []).append(value)
    return named


def _first(named, name):
    return next(iter(named.get(name, ())), "")


def _take_body(letter, body: Body):
    letter.html = cleaning.cleaned(body.html) if body.html else ""
    letter.text = body.text
    if not letter.text.strip() and body.html:
        letter.text = cut(cleaning.words_of(letter.html) if letter.html else cleaning.roughly(body.html), MOST_TEXT)
    letter.snippet = snippet_of(letter.text)
    letter.attachments, letter.inline_count = body.attachments, body.inline_count


def _take_ids(letter, named):
    """What makes it one message however often it comes, and what it answers."""
    letter.message_id = headers.normal_id(_first(named, "message-id"))
    if letter.message_id:
        letter.digest = digest_of(letter.message_id)
    else:
        sender = letter.sender.key if letter.sender else ""
        to = ",".join(sorted(one.key for one in letter.to))
        letter.digest = digest_of(
            "\n".join((_first(named, "date"), sender, to, letter.subject, letter.text, letter.html))
        )
    line_of = headers.ids(" ".join(named.get("references", ())))
    parents = headers.ids(_first(named, "in-reply-to"))
    letter.is_reply_to_one = bool(parents) and not line_of
    before = next(iter([*line_of, *parents]), "")
    letter.thread = digest_of(before) if before else letter.digest


def digest_of(text):
    return hashlib.sha256(text.encode()).hexdigest()


def snippet_of(text):
    """The beginning of what is new in a text: no quotes, no signature."""
    kept = []
    for each in text[:20_000].split("\n"):
        if each.rstrip() == "--" or (kept and _QUOTE_BEGINS.match(each.strip()) and not each.startswith(">")):
            break
        if not each.lstrip().startswith(">"):
            kept.append(each)
    return line(" ".join(kept), LONGEST_SNIPPET) or line(text, LONGEST_SNIPPET)
