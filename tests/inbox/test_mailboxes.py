"""Messages found in files: mailboxes of any size, Maildirs, folders."""

import io
import itertools
import tracemalloc

import pytest

from inbox.reading import messages_at, messages_in
from inbox.reading.files import MOST_MESSAGE

from .conftest import MAILS, mail

MARK = b"From jane@x.example Fri Jul  8 12:08:34 2011\n"


def texts(raw, name="box.mbox"):
    return [found.raw for found in messages_in(io.BytesIO(raw), name)]


def test_lines_of_a_text_that_begin_with_from_part_nothing():
    found = list(messages_at(MAILS / "thread.mbox"))
    assert len(found) == 3
    assert b"From here it is two hours" in found[0].raw
    assert b"\nFrom the cellar" in found[0].raw  # ">From" is unquoted
    assert found[1].where.endswith("thread.mbox, message 2")
    assert found[1].came_at.isoformat() == "2026-01-26T10:00:00+00:00"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (MARK + b"A: b\n\nx\n\n" + MARK + b"A: c\n\ny\n", [b"A: b\n\nx\n\n", b"A: c\n\ny\n"]),
        (MARK + b"A: b\r\n\r\nx\r\n\r\n" + MARK + b"A: c\r\n\r\ny", [b"A: b\r\n\r\nx\r\n\r\n", b"A: c\r\n\r\ny"]),
        (MARK + b"A: b\n\nx\n" + MARK + b"A: c\n", [b"A: b\n\nx\n" + MARK + b"A: c\n"]),  # no blank line before
        (MARK + b"A: b\n\nx\n\n" + MARK + b"no header\n", [b"A: b\n\nx\n\n" + MARK + b"no header\n"]),
        (b"From - x\nA: b\n\nx\n\nFrom - y\nA: c\n\ny", [b"A: b\n\nx\n\n", b"A: c\n\ny"]),  # marks without a date
        (MARK + b"A: b\n\n>>From x\n>From y\n", [b"A: b\n\n>From x\nFrom y\n"]),
        (MARK, [b""]),
        (MARK + b"A: b\n\nx\n\n" + MARK, [b"A: b\n\nx\n\n"]),
    ],
)
def test_variants_of_mailboxes(raw, expected):
    assert texts(raw) == expected


def test_a_large_mailbox_is_read_one_message_at_a_time():
    class Endless(io.RawIOBase):
        """Forty thousand messages of 5 kB, 200 MB together, made as they are read."""

        def __init__(self):
            one = MARK + mail("x" * 70 + "\n" * 1).replace(b"\r\n", b"\n") + (b"y" * 70 + b"\n") * 70 + b"\n"
            self.lines = itertools.chain.from_iterable(itertools.repeat(one.splitlines(keepends=True), 40_000))

        def readline(self, size=-1):
            return next(self.lines, b"")

    tracemalloc.start()
    count = sum(1 for _found in itertools.islice(messages_in(Endless(), "large.mbox"), 3_000))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 3_000
    assert peak < 2_000_000


def test_a_message_beyond_all_measure_is_passed_over():
    lines = itertools.chain(
        [MARK, b"A: b\n", b"\n"],
        itertools.repeat(b"x" * 65_535 + b"\n", MOST_MESSAGE // 65_536 + 2),
        [b"\n", MARK, b"A: c\n"],
    )

    class Huge(io.RawIOBase):
        def readline(self, size=-1):
            return next(lines, b"")

    first, second = messages_in(Huge(), "huge.mbox")
    assert "larger than 50 MB" in first.why
    assert second.raw == b"A: c\n"


def test_folders_and_maildirs(tmp_path):
    for name in ("cur", "new", "tmp"):
        (tmp_path / "Maildir" / name).mkdir(parents=True)
        (tmp_path / "Maildir" / name / "1768.M1.host:2,S").write_bytes(mail(subject=name))
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "one.eml").write_bytes(mail(subject="one"))
    (tmp_path / "deep" / "Inbox").write_bytes(MARK + mail(subject="box"))
    apple = mail(subject="apple")
    (tmp_path / "deep" / "7.emlx").write_bytes(f"{len(apple)}\n".encode() + apple + b"<?xml version='1.0'?>")
    (tmp_path / "deep" / "Inbox.msf").write_bytes(b"// index")
    (tmp_path / "deep" / ".DS_Store").write_bytes(b"x")
    (tmp_path / "gone.eml").symlink_to(tmp_path / "nowhere")
    found = list(messages_at(tmp_path))
    subjects = sorted(each.raw.partition(b"ubject: ")[2].partition(b"\r")[0].decode() for each in found if not each.why)
    assert subjects == ["apple", "box", "cur", "new", "one"]
    assert [each.where.rpartition("/")[2] for each in found if each.why] == ["gone.eml"]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Save it as .eml"),
        (b"PK\x03\x04zip", "Unpack it"),
        (b"!BDN pst", "Export its mail"),
        (b"", "empty"),
    ],
)
def test_files_of_other_kinds_say_what_to_do(raw, why):
    (found,) = messages_in(io.BytesIO(raw), "mail.msg")
    assert why in found.why
