"""Mail to read: the files of `mails/`, and short messages made up as they are needed."""

from pathlib import Path

import pytest

from inbox.reading import Found, messages_at, read_letter
from inbox.taking import take

MAILS = Path(__file__).parent / "mails"


def letter(name):
    """The letter in a file of `mails/`."""
    (found,) = messages_at(MAILS / name)
    return read_letter(found.raw, came_at=found.came_at)


def mail(text="Hello.", **headers):
    """The bytes of a message; names of headers have underscores for hyphens."""
    headers = {"from": "jane@x.example", "to": "marco@acme.example", "subject": "Hi", **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items() if value is not None]
    return ("\r\n".join(lines) + "\r\n\r\n" + text).encode()


@pytest.fixture
def bring(cast):
    """`bring(*raws, owner=marco)`: take messages in; returns `Taken`."""

    def take_in(*raws, owner=None):
        return take([Found(f"message {n}", raw) for n, raw in enumerate(raws, 1)], owner=owner or cast.marco)

    return take_in
