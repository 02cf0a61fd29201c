"""The lines of vCards: put together where they were folded, in bounded memory, whichever version wrote them.

What nobody reads, photographs above all, is passed over as it comes and never held.
"""

import quopri
import re
from dataclasses import dataclass
from functools import lru_cache

MAX_LINE = 1_000_000
_QUOTED_COLON = re.compile(r'(?:[^":]|"[^"]*")*:')
_PARAMETER = re.compile(r'(?:[^";]|"[^"]*"?)+')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_OLD_ESCAPED = re.compile(r"\\([;,])")
_LONE = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before the colon: `item1.TEL;TYPE=home,pref` is TEL of group item1."""

    name: str
    group: str = ""
    types: frozenset = frozenset()
    charset: str = ""
    coding: str = ""  # "q" for quoted-printable, "b" for base64

    @property
    def is_preferred(self):
        return "pref" in self.types


def head_of(text):
    """`text` as a `Head`; those of a file repeat, so they are remembered."""
    return _remembered(text) if len(text) < 200 else _head_of(text)


def _head_of(text):
    name, *parameters = _PARAMETER.findall(text) or [""]
    group, _dot, name = name.rpartition(".")
    types, charset, coding = set(), "", ""
    for parameter in parameters:
        key, equals, values = parameter.partition("=")
        key, values = (key.strip().lower(), values.strip(' "').lower()) if equals else ("type", key.strip().lower())
        if key == "charset":
            charset = values
        elif key == "encoding" or values in ("quoted-printable", "base64"):
            coding = values[:1]
        elif key == "type":
            types.update(value.strip(' "') for value in values.split(","))
        elif key == "pref" and values in ("", "1"):
            types.add("pref")
    return Head(name.strip().upper(), group.strip().lower(), frozenset(types), charset, coding)


_remembered = lru_cache(2_000)(_head_of)


@dataclass(slots=True)
class Line:
    """One property: the number of the line it begins at, its head and the text behind the colon.

    `fault` is "long" for what is longer than anybody reads, "odd" for what has no colon.
    """

    number: int
    head: Head
    value: str = ""
    fault: str = ""


class CardLines:
    """The properties of a stream, one after another; only those named in `wanted` keep their value."""

    def __init__(self, stream, wanted):
        self.stream, self.wanted = stream, wanted
        self.number, self.ahead, self.is_old = 0, None, False

    def __iter__(self):
        while (text := self._next()) is not None:
            if text.strip():
                line = self._property(text)
                if line.head.name in ("BEGIN", "VERSION"):
                    self.is_old = line.value.strip().startswith("2")
                yield line

    def _next(self):
        """The next line of the file without its end, or None."""
        if self.ahead is not None:
            text, self.ahead = self.ahead, None
            return text
        text = self.stream.readline(MAX_LINE + 1)
        if not text:
            return None
        if len(text) > MAX_LINE:
            self._skip_line()
        self.number += 1
        return text[:-1] if text[-1] == "\n" else text

    def _skip_line(self):
        while rest := self.stream.readline(65_536):
            if rest[-1] == "\n":
                return

    def _property(self, text):
        number, colon = self.number, text.find(":")
        if colon < 0:
            return Line(number, Head(""), text[:2_000], "odd")
        if '"' in text[:colon] and (whole := _QUOTED_COLON.match(text)):
            colon = whole.end() - 1
        head = head_of(text[:colon])
        is_held = head.name in self.wanted and head.coding != "b"
        value, is_long = self._unfolded(text[colon + 1 :], head, is_held)
        return Line(number, head, value, "long" if is_held and is_long else "")

    def _unfolded(self, part, head, is_held):
        """(the value with what is folded below it, whether it is too long); "" for what is not held."""
        ahead = self.ahead = self._next()
        if ahead and ahead[0] not in " \t" and not head.coding:  # as nearly every property is
            return (part if is_held else ""), len(part) > MAX_LINE
        parts, size = [], 0
        while part is not None:
            is_soft = head.coding == "q" and part.endswith("=")
            size += len(part) + 10  # empty parts are not free
            if is_held and size <= MAX_LINE:
                parts.append(part[:-1] if is_soft else part)
            part = self._continuation(head, is_soft)
        return "".join(parts), size > MAX_LINE

    def _continuation(self, head, is_soft):
        """The next line if it belongs to the property above it, else None."""
        text = self._next()
        if text is None:
            return None
        if text[:1] in (" ", "\t"):
            return text if is_soft or self.is_old else text[1:]  # 2.1 folds before a space, later versions add one
        if is_soft and not text.upper().startswith("END:VCARD"):
            return text
        if head.coding == "b" and ":" not in text:
            return text  # not all programs indent it
        self.ahead = text
        return None


def decoded(value, head, encoding):
    """`value` as text: quoted-printable undone, read in the charset its head names where the file's own does not fit.

    What cannot be read becomes U+FFFD.
    """
    if head.coding != "q" and value.isascii():
        return value
    is_utf, is_torn = encoding.startswith("utf"), bool(_LONE.search(value))
    if head.coding != "q" and not is_torn and (is_utf or not head.charset):
        return value
    raw = value.encode("utf-8" if is_utf else encoding, "surrogateescape")
    raw = quopri.decodestring(raw) if head.coding == "q" else raw
    for charset in (head.charset, "utf-8", encoding):
        try:
            return raw.decode(charset)
        except (LookupError, ValueError):
            continue
    return raw.decode("utf-8", "replace")


def split(value, mark):
    """`value` cut at every `mark` that has no backslash before it, escapes left as they are."""
    if "\\" not in value:
        return value.split(mark)
    pieces, start = [], 0
    for found in re.finditer(r"\\.|" + mark, value, re.DOTALL):
        if found.group() == mark:
            pieces.append(value[start : found.start()])
            start = found.end()
    return [*pieces, value[start:]]


def unescaped(value, is_old=False):
    """`value` without its escapes; vCard 2.1 knows but one, so that a backslash in its texts stays one."""
    if "\\" not in value:
        return value
    if is_old:
        return _OLD_ESCAPED.sub(r"\1", value)
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
