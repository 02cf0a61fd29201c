"""Cells that a spreadsheet would run as formulas: made harmless on the way out, and given back on the way in.

A cell that begins with one of `=`, `+`, `-`, `@`, tab, carriage return or a full-width form of these gets an apostrophe
in front. So does a cell that already looks like one treated so, and reading takes exactly one apostrophe away: what
goes out comes back the same.
"""

import re

_RISKY = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_TREATED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def neutralised(text):
    """`text` as it may stand in a file that others open."""
    return "'" + text if text and _RISKY.match(text) else text


def restored(text):
    """The reverse of `neutralised`."""
    return text[1:] if text[:1] == "'" and _TREATED.match(text) else text


def cell_value(cell):
    """What a cell of a file says: without surrounding space, an apostrophe of ours taken away."""
    text = "" if cell is None else str(cell)
    given_back = restored(text)
    return text.strip() if given_back is text else given_back
