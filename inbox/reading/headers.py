"""The headers of a message: words in other alphabets, addresses, moments, ids."""

import base64
import binascii
import datetime
import email.utils
import re
from dataclasses import dataclass

from .texts import decoded, line, storable

MOST_HEADERS = 64 * 1024  # bytes of all together
MOST_ADDRESSES = 500
MOST_REFERENCES = 100
LONGEST_ADDRESS = 254
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_QUOTED = re.compile(rb"=([0-9A-Fa-f]{2})")
_ID = re.compile(r"<([^<>]{1,998})>")


@dataclass(frozen=True)
class Address:
    """Somebody in a header; `email` is as it was written, `key` what contacts and leads are found by."""

    name: str
    email: str

    @property
    def key(self):
        return self.email.strip().lower()


def raw_headers(message):
    """`[(name, value)]` as they came, the folding undone, at most 64 kB of them."""
    found, size = [], 0
    for name, value in message.raw_items():
        text = _unfolded(str(value))
        size += len(name) + len(text)
        if size > MOST_HEADERS:
            break
        found.append((name, text))
    return found


def _unfolded(value):
    """A raw value as text; bytes beyond ASCII came through the parser as surrogates."""
    value = re.sub(r"\r?\n[ \t]?", " ", value[:MOST_HEADERS])
    if not value.isascii():
        value = decoded(
            value.encode("ascii", "surrogateescape") if _is_raw(value) else value.encode("utf-8", "replace")
        )
    return value


def _is_raw(value):
    return all(ord(c) < 128 or "\udc80" <= c <= "\udcff" for c in value)


def in_words(value):
    """A header's value with its encoded words (RFC 2047) decoded; what is broken stays as it was written."""
    pieces, at, run, run_charset = [], 0, b"", ""

    def flush():
        nonlocal run
        if run:
            pieces.append(decoded(run, run_charset))
            run = b""

    for word in _WORD.finditer(value):
        between = value[at : word.start()]
        charset = word[1].partition("*")[0].lower()
        content = _word_bytes(word)
        if between.strip() or charset != run_charset or content is None:
            flush()
            if between.strip() or at == 0:
                pieces.append(between)
        run_charset = charset
        if content is None:
            pieces.append(word[0])
        else:
            run += content  # a character may be split between two words
        at = word.end()
    flush()
    return storable("".join(pieces) + value[at:])


def _word_bytes(word):
    text = word[3].encode("utf-8", "replace")
    if word[2] in "qQ":
        return _QUOTED.sub(lambda hexed: bytes([int(hexed[1], 16)]), text.replace(b"_", b" "))
    try:
        return base64.b64decode(text.rstrip(b"=") + b"==") or None
    except (binascii.Error, ValueError):
        return None


# -- addresses --------------------------------------------------------------------------------------


def addresses(values, most=MOST_ADDRESSES):
    """The `Address`es of header values, each once, at most `most`. Groups are opened; what is no address is left out."""
    found = {}
    for value in values:
        for text in _split(value):
            one = _address(text)
            if one is not None:
                found.setdefault(one.key, one)
                if len(found) >= most:
                    return list(found.values())
    return list(found.values())


def _split(value):
    """The members of an address list: commas and semicolons part them, but not in quotes, brackets or comments."""
    start, quoted, angled, depth, escaped = 0, False, False, 0, False
    for place, char in enumerate(value):
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == '"' and not depth:
            quoted = not quoted
        elif quoted:
            continue
        elif char == "(":
            depth += 1
        elif char == ")" and depth:
            depth -= 1
        elif depth:
            continue
        elif char in "<>":
            angled = char == "<"
        elif char in ",;" and not angled:
            yield value[start:place]
            start = place + 1
        elif char == ":" and not angled and "@" not in value[start:place]:
            start = place + 1  # "Sales team: jane@…, joe@…;"
    yield value[start:]


def _address(text):
    before, bracket, after = text.rpartition("<")
    if bracket:
        name, address = before, after.partition(">")[0]
    else:
        comment = re.search(r"\(([^()]*)\)", text)
        name, address = (comment[1] if comment else ""), re.sub(r"\([^()]*\)", "", text)
    address = line(in_words(address), LONGEST_ADDRESS + 1).replace(" ", "").strip("'\"")
    address = address.removeprefix("mailto:")
    local, at, domain = address.rpartition("@")
    if not (at and local and domain) or len(address) > LONGEST_ADDRESS or re.search(r"[\s<>,;\"()]", domain):
        return None
    name = line(in_words(name.strip().replace("\\", "").strip('"')), 300).strip("'\" ")
    return Address(name if name != address else "", address)


# -- moments and ids ----------------------------------------------------------------------------------


def moment(text, now):
    """The time a Date header says, in UTC; None where it says none, or one that cannot be."""
    text = re.sub(r"\([^()]*\)", " ", text)[:200]
    try:
        at = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return plausible(at, now)


def plausible(at, now):
    """`at` in UTC if mail could have been sent then, else None."""
    at = at if at.tzinfo else at.replace(tzinfo=datetime.UTC)
    try:
        at = at.astimezone(datetime.UTC)
    except (OverflowError, ValueError):
        return None
    return at if at.year >= 1971 and at <= now + datetime.timedelta(days=2) else None


def received(values, now):
    """The time the last server on the way wrote down, None if none did."""
    moments = (moment(value.rpartition(";")[2], now) for value in values[:10])
    return next((at for at in moments if at), None)


def ids(value):
    """The message ids in a header, normalised, in their order."""
    return [normal_id(found) for found in _ID.findall(value)[:MOST_REFERENCES]]


def normal_id(text):
    """A Message-ID without brackets and space, its domain in lower case; "" for none."""
    text = re.sub(r"\s", "", storable(text)).strip("<>").replace("\ufffd", "")[:998]
    local, at, domain = text.rpartition("@")
    return f"{local}@{domain.lower()}" if at else text
