"""Messages in files: single ones, mailboxes of any size, folders of them."""

import datetime
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_MESSAGE = 50 * 1024 * 1024
_BLOCK = 64 * 1024
_DATED = re.compile(rb"^From .*\d\d?:\d\d.*\d{4}")
_HEADER = re.compile(rb"^(>?From |[!-9;-~]{1,80}:)")
_QUOTED_FROM = re.compile(rb"^>+From ")
#: Files that lie beside mail and are none.
_BESIDE = {".msf", ".dat", ".plist", ".db", ".sqlite", ".json", ".txt", ".css", ".html", ".jpg", ".png", ".pdf", ".zip"}
_FOREIGN = {
    b"\xd0\xcf\x11\xe0": gettext_lazy("This is an Outlook message. Save it as .eml and try again."),
    b"PK\x03\x04": gettext_lazy("This is an archive. Unpack it and try again."),
    b"\x1f\x8b": gettext_lazy("This is an archive. Unpack it and try again."),
    b"!BDN": gettext_lazy("This is an Outlook data file. Export its mail as .mbox or .eml and try again."),
}


class Unreadable(Exception):
    """A file or message that cannot be read; the text says why."""


@dataclass(frozen=True)
class Found:
    """The bytes of a message and `where` they were; or `why` there are none. `came_at` is the file's own moment."""

    where: str
    raw: bytes = b""
    came_at: datetime.datetime | None = None
    why: str = ""


def messages_at(path):
    """The `Found` messages at a path: a file, a Maildir, or a folder with any of these in it, however deep."""
    path = Path(path)
    if not path.is_dir():
        yield from _from_file(path, asked_for=True)
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if name != "tmp" or not _is_maildir(Path(folder)))
        for name in sorted(names):
            if not name.startswith((".", "dovecot")):
                yield from _from_file(Path(folder) / name, asked_for=False)


def _is_maildir(folder):
    return (folder / "cur").is_dir() and (folder / "new").is_dir()


def _from_file(path, *, asked_for):
    """The messages of a file. In a folder, files that are clearly no mail are passed over."""
    if not asked_for and path.suffix.lower() in _BESIDE:
        return
    try:
        told = path.stat()
        if not stat.S_ISREG(told.st_mode):
            if asked_for:
                yield Found(str(path), why=_("This is no file."))
            return
        came_at = datetime.datetime.fromtimestamp(told.st_mtime, datetime.UTC)
        with path.open("rb") as stream:
            yield from messages_in(stream, str(path), came_at=came_at)
    except OSError as error:
        yield Found(str(path), why=_("It cannot be opened: %(why)s.") % {"why": error.strerror or error})


def messages_in(stream, name, *, came_at=None):
    """The `Found` messages of an open binary file called `name`: of a mailbox (mbox), or the one it is (.eml)."""
    first = stream.readline(_BLOCK)
    foreign = next((why for magic, why in _FOREIGN.items() if first.startswith(magic)), "")
    if foreign:
        yield Found(name, why=str(foreign))
    elif not first:
        yield Found(name, why=_("The file is empty."))
    elif first.startswith(b"From "):
        yield from _mailbox(stream, first, name)
    else:
        raw = first + stream.read(MOST_MESSAGE + 1 - len(first))
        if name.lower().endswith(".emlx") and first.strip().isdigit():
            raw = raw[len(first) : len(first) + int(first)]  # Apple writes its length in front
        yield _found(name, [raw], len(raw), came_at)


def _found(where, parts, size, came_at):
    if size > MOST_MESSAGE:
        return Found(where, why=_("It is larger than %(most)s MB.") % {"most": MOST_MESSAGE // 1024**2})
    return Found(where, b"".join(parts), came_at)


def _mailbox(stream, first, name):
    """The messages of an mbox, one in memory at a time.

    A line "From …" parts messages where it follows a blank one, headers follow it and, if the file's first such line
    bears a date, it bears one too: not every program quotes such lines of a text as ">From".
    """
    is_dated = bool(_DATED.match(first[:300]))
    number, parts, size, came_at = 1, [], 0, _postmark(first)
    is_blank, is_start, held = False, True, None
    for each in iter(lambda: stream.readline(_BLOCK), b""):
        if held is not None:
            if _HEADER.match(each):
                yield _found(_place(name, number), parts, size, came_at)
                number, parts, size, came_at = number + 1, [], 0, _postmark(held)
            else:
                parts.append(held)
                size += len(held)
            held = None
        if is_start and is_blank and each.startswith(b"From ") and (_DATED.match(each[:300]) or not is_dated):
            held = each
            continue
        if is_start and _QUOTED_FROM.match(each):
            each = each[1:]
        size += len(each)
        if size <= MOST_MESSAGE:
            parts.append(each)
        is_blank = is_start and each in (b"\n", b"\r\n")
        is_start = each.endswith(b"\n")
    yield _found(_place(name, number), parts, size, came_at)


def _place(name, number):
    return _("%(file)s, message %(n)d") % {"file": name, "n": number}


def _postmark(each):
    """The moment in a line such as "From jane@example.com Fri Jul  8 12:08:34 2011", None if it has none."""
    found = re.search(rb"([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d).{0,10} (\d{4})", each[:300])
    if not found:
        return None
    text = b" ".join(found.groups()).decode("ascii", "replace")
    try:
        return datetime.datetime.strptime(text, "%b %d %H:%M:%S %Y").replace(tzinfo=datetime.UTC)
    except ValueError:
        return None
