"""Cells that a spreadsheet would run as formulas: made harmless on the way out, and given back on the way in.

A cell that begins with one of `=`, `+`, `-`, `@`, tab, carriage return or a full-width form of these gets an apostrophe
in front. So does one that begins or ends with space, which reading would take away, and one that already looks as if it
were treated so. Reading takes exactly one apostrophe away: what goes out comes back the same.
"""

RISKS = frozenset("=+-@\t\r\n＝＋－＠")
RISKY = RISKS | {"'"}  # a text that begins with none of these and has no space around is as it is


def neutralised(text):
    """`text` as it may stand in a file that others open."""
    return "'" + text if _is_marked(text) else text


def restored(text):
    """The reverse of `neutralised`."""
    return text[1:] if text[:1] == "'" and _is_marked(text) else text


def _is_marked(text):
    """Whether an apostrophe goes in front of `text`; one more or less in front makes no difference to this."""
    bare = text.lstrip("'")
    return bare[:1] in RISKS or bare != bare.strip()


def cell_value(cell):
    """What a cell of a file says: without surrounding space, an apostrophe of ours taken away."""
    text = "" if cell is None else str(cell)
    given_back = restored(text)
    return text.strip() if given_back is text else given_back
