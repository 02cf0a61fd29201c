"""vCards 2.1, 3.0 and 4.0 as rows under a header of our own.

A row's number is the line of the file its card begins at. Who reads a million cards holds one of them.
"""

import re

from django.utils.translation import gettext_lazy as _

from ..formulas import neutralised
from .cardlines import CardLines, decoded, split, unescaped
from .rows import Row

HEADER = [
    "first_name", "last_name", "email", "email 2", "phone", "mobile", "phone 2", "job_title", "company_name",
    "address_street", "address_city", "address_state", "address_zip", "address_country", "website", "birthday",
    "notes", "tags", "external_id",
]  # fmt: skip
WANTED = frozenset(
    ["BEGIN", "VERSION", "END", "N", "FN", "EMAIL", "TEL", "ORG", "TITLE", "ROLE", "ADR", "URL", "BDAY", "NOTE",
     "CATEGORIES", "UID", "KIND", "AGENT", "X-ABLABEL", "X-ADDRESSBOOKSERVER-KIND"]
)  # fmt: skip
MAX_CARD = 1_000_000
MOBILE = frozenset(["cell", "mobile", "iphone", "handy", "mobil", "natel", "portable", "móvil", "movil", "pcs"])
NO_PHONE = frozenset(["fax", "pager", "modem", "bbs"])
GROUPS_OF_PROGRAMS = frozenset(["myContacts"])  # every contact of the program is in it

ODD = _("Line %d of the file is no line of a vCard: it has no colon. Delete it, or join it to the one above.")
TOO_LONG = _("The card is longer than a million characters, pictures not counted. Shorten it.")
UNENDED = _("The card has no end. Write END:VCARD below its last line.")
OUTSIDE = _("This stands outside of any card. Write BEGIN:VCARD above it, or delete it.")
GROUP = _("This card is a group of people, not a person.")


def looks_like_cards(text):
    """Whether a file that begins with `text` holds vCards."""
    return text.lstrip("\ufeff \t\r\n")[:11].upper() == "BEGIN:VCARD"


def card_rows(stream, encoding):
    """The `Row`s of a text stream that was opened with `errors="surrogateescape"` and any line ends."""
    lines, card, depth, is_told = CardLines(stream, WANTED), None, 0, False
    for line in lines:
        name, value = line.head.name, line.value.strip().upper()
        if name == "BEGIN" and value == "VCARD":
            if card is not None and card.opens_agent:
                depth += 1
                continue
            if card is not None:
                yield card.row(UNENDED)
            card, depth, is_told = Card(line.number, lines, encoding), 0, False
        elif name == "END" and value == "VCARD" and card is not None:
            if depth:
                depth -= 1
                continue
            yield card.row()
            card = None
        elif card is None and not is_told:
            is_told = True  # once for all that stands there
            yield Row(line.number, _stray(line), str(OUTSIDE))
        elif card is not None and not depth:
            card.take(line)
    if card is not None:
        yield card.row(UNENDED)


def _stray(line):
    return [(line.value or line.head.name)[:200]]


class Card:
    """The properties of one card, and the row they make."""

    def __init__(self, number, lines, encoding):
        self.number, self.lines, self.encoding = number, lines, encoding
        self.found, self.size, self.fault, self.opens_agent = {}, 0, "", False

    def take(self, line):
        """Remember a property."""
        self.opens_agent = line.head.name == "AGENT" and not line.value.strip()
        if line.fault:
            self.fault = self.fault or (str(TOO_LONG) if line.fault == "long" else str(ODD) % line.number)
        if line.head.name not in WANTED or not line.value:
            return
        self.size += len(line.value) + 100
        if self.size > MAX_CARD:
            self.fault = str(TOO_LONG)
        else:
            self.found.setdefault(line.head.name, []).append(line)

    def row(self, fault=""):
        """The card as a `Row` under `HEADER`, with what was read even where it has a fault."""
        fault = self.fault or fault or (GROUP if self._is_group() else "")
        first, last = self._name()
        emails = [_bare(text, "mailto:") for _line, text in self._ranked("EMAIL")]
        phone, mobile, other = self._phones()
        cells = [
            first, last, _at(emails, 0), _at(emails, 1), phone, mobile, other,
            self._text("TITLE") or self._text("ROLE"), self._parts("ORG", 1)[0], *self._address(),
            self._text("URL"), _day(self._text("BDAY")),
            "\n".join(text for _line, text in self._texts("NOTE")), self._tags(), self._text("UID"),
        ]  # fmt: skip
        if fault:
            return Row(self.number, [cell[:2_000] for cell in cells], str(fault))
        return Row(self.number, [neutralised(cell) if cell[:1] == "'" else cell for cell in cells])

    # -- its properties ------------------------------------------------------------------------

    def _decoded(self, line):
        return decoded(line.value, line.head, self.encoding)

    def _texts(self, name):
        """Every (line, text) of a property that holds one text."""
        if name not in self.found:
            return []
        found = ((line, self._plain(self._decoded(line)).strip()) for line in self.found[name])
        return [(line, text) for line, text in found if text]

    def _plain(self, text):
        return unescaped(text, self.lines.is_old)

    def _text(self, name):
        return _at([text for _line, text in self._texts(name)], 0)

    def _ranked(self, name):
        """As `_texts`, the preferred ones first."""
        return sorted(self._texts(name), key=lambda pair: not pair[0].head.is_preferred)

    def _parts(self, name, count, line=None):
        """`count` texts of a property that has several, cut by semicolons."""
        line = line or _at(self.found.get(name, []), 0)
        if not line:
            return [""] * count
        pieces = split(line.value, ";")[:count]
        if line.head.coding == "q" or not line.value.isascii():
            pieces = [decoded(piece, line.head, self.encoding) for piece in pieces]
        return [*(self._plain(piece).strip() for piece in pieces), *[""] * (count - len(pieces))]

    def _is_group(self):
        kinds = (*self._texts("KIND"), *self._texts("X-ADDRESSBOOKSERVER-KIND"))
        return any(text.lower() == "group" for _line, text in kinds)

    # -- what they say -------------------------------------------------------------------------

    def _name(self):
        last, given, more = self._parts("N", 3)
        if last or given or more:
            return f"{given} {more}".strip(), last
        first, _space, last = " ".join(self._text("FN").split()).partition(" ")
        return first, last

    def _phones(self):
        """(phone, mobile, another one)."""
        mobile, fixed = [], []
        for line, text in self._ranked("TEL"):
            kinds = line.head.types | self._labels(line.head.group)
            if not kinds & NO_PHONE:
                (mobile if kinds & MOBILE else fixed).append(_bare(text, "tel:"))
        return _at(fixed, 0), _at(mobile, 0), _at([*fixed[1:], *mobile[1:]], 0)

    def _labels(self, group):
        """The words of the label an address book of Apple's gives to the properties of a group."""
        if not group:
            return frozenset()
        own = (text for line, text in self._texts("X-ABLABEL") if line.head.group == group)
        return frozenset(word for text in own for word in re.findall(r"\w+", text.lower().replace("_", " ")))

    def _address(self):
        """Street, city, state, zip and country of the preferred address, else the one at work, else the first."""
        lines = self.found.get("ADR", ())
        best = min(lines, key=lambda line: (not line.head.is_preferred, "work" not in line.head.types), default=None)
        box, more, street, *rest = self._parts("ADR", 7, best)
        return [", ".join(part for part in (box, street, more) if part), *rest]

    def _tags(self):
        cut = (piece for line in self.found.get("CATEGORIES", ()) for piece in split(self._decoded(line), ","))
        names = (self._plain(piece).strip() for piece in cut)
        return ",".join(name for name in names if name and name not in GROUPS_OF_PROGRAMS)


def _at(values, place):
    return values[place] if place < len(values) else ""


def _bare(text, scheme):
    return text[len(scheme) :] if text.lower().startswith(scheme) else text


def _day(text):
    """A date as other files write it: 19800131 is 1980-01-31."""
    return f"{text[:4]}-{text[4:6]}-{text[6:8]}" if re.fullmatch(r"\d{8}", text) else text
