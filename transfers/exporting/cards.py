"""vCards, version 3.0: what phones and mail programs all take. Of 4.0 some know nothing, of 2.1 nobody asks any more."""

import re

NAMED = {"first_name", "last_name"}  # the columns without which there is no card
FLUSHED = 60_000
WIDEST = 75  # octets of a line

_ADDRESS = ("address_street", "address_city", "address_state", "address_zip", "address_country")
_PLAIN = (  # (property, column)
    ("EMAIL;TYPE=INTERNET", "email"),
    ("TEL;TYPE=WORK,VOICE", "phone"),
    ("TEL;TYPE=CELL", "mobile"),
    ("TITLE", "job_title"),
    ("ORG", "company_name"),
    ("NOTE", "notes"),
    ("UID", "external_id"),
)
_BREAK = re.compile(r"\r\n?|\n")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]")  # programs take some of them for ends of lines
_SPECIAL = re.compile(r"[\\;,\n]")


def card_blocks(header, rows):
    """Cards in pieces of bytes; what a card has no place for is left out."""
    parts, size = [], 0
    for cells in rows:
        parts.append(card(dict(zip(header, cells, strict=True))))
        size += len(parts[-1])
        if size > FLUSHED:
            yield "".join(parts).encode("utf-8", "replace")
            parts, size = [], 0
    yield "".join(parts).encode("utf-8", "replace")


def card(texts):
    """One record, `{column: text}`, as a card."""
    first, last = texts.get("first_name", ""), texts.get("last_name", "")
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"N:{escaped(last)};{escaped(first)};;;"]
    lines.append(f"FN:{escaped(f'{first} {last}'.strip())}")
    lines += [f"{name}:{escaped(texts[column])}" for name, column in _PLAIN if texts.get(column)]
    address = [escaped(texts.get(column, "")) for column in _ADDRESS]
    if any(address):
        lines.append(f"ADR;TYPE=WORK:;;{';'.join(address)}")
    if texts.get("tags"):
        lines.append(f"CATEGORIES:{','.join(escaped(name) for name in texts['tags'].split(','))}")
    lines.append("END:VCARD")
    return "".join([line + "\r\n" if len(line) < WIDEST // 4 else folded(line) for line in lines])


def escaped(text):
    """`text` as the value of a property."""
    text = _CONTROL.sub("", _BREAK.sub("\n", text))
    return _SPECIAL.sub(lambda found: "\\n" if found[0] == "\n" else "\\" + found[0], text)


def folded(line):
    """`line` with its end, in pieces of at most 75 octets that break no character."""
    if line.isascii() and len(line) <= WIDEST:
        return line + "\r\n"
    pieces, piece, width = [], [], 0
    for character in line:
        octets = len(character.encode("utf-8", "replace"))
        if width + octets > WIDEST:
            pieces.append("".join(piece))
            piece, width = [" "], 1
        piece.append(character)
        width += octets
    return "\r\n".join([*pieces, "".join(piece)]) + "\r\n"
