"""Thousands of mangled messages: each is read or said to be no mail, and what is stored of it both databases can hold."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox.models import Message
from inbox.reading import Found, messages_at, read_letter
from inbox.taking import take

from .conftest import MAILS

MANY = 2_000 if os.environ.get("RAPPORT_TEST_SIZE") == "full" else 60
WHOLE = [found.raw for path in sorted(MAILS.iterdir()) for found in messages_at(path)]
SALT = [
    b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\r\n", b"\n\n", b"\r", b"--", b"=?utf-8?B?", b"?=", b"=?punycode?Q?", b"=",
    b"=ZZ", b"<", b">", b"(", b'"', b"@", b",", b";", b":", b"boundary=", b"charset=", b"charset=\x00", b"base64",
    b"filename*0*=utf-8''%ff", b"filename*99999999999=", b"\nContent-Type: multipart/mixed; boundary=b\n\n--b\n",
    b"\nContent-Type: message/rfc822\n\n", b"\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 a\n", b"\nDate: ",
    b"Mon, 99 Feb 99999 99:99:99 +9999", b"\nFrom: ", b"\nReferences: <", b"\nContent-Type: text/html\n\n<b><script>",
    b"A" * 3_000, b"\t", b"\xe2\x80\xae", "😀".encode(), b"\nContent-Type: text/calendar\n\nSUMMARY:",
]  # fmt: skip


@st.composite
def mangled(draw):
    """A message with some of its bytes cut out, doubled, replaced or strewn with salt."""
    raw = draw(st.sampled_from(WHOLE))
    for _step in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(raw)))
        end = min(len(raw), start + draw(st.integers(0, 200)))
        act = draw(st.sampled_from(["cut", "salt", "double", "replace", "swap"]))
        if act == "cut":
            raw = raw[:start] + raw[end:]
        elif act == "double":
            raw = raw[:end] + raw[start:end] + raw[end:]
        elif act == "salt":
            raw = raw[:start] + draw(st.sampled_from(SALT)) + raw[start:]
        elif act == "replace":
            raw = raw[:start] + draw(st.binary(max_size=20)) + raw[end:]
        else:
            other = draw(st.sampled_from(WHOLE))
            raw = raw[:start] + other[start:]
    return raw


def texts_in(value):
    """Every text within a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from texts_in(list(value.values()))
    elif isinstance(value, list | tuple | set):
        for each in value:
            yield from texts_in(each)
    elif value is not None and hasattr(value, "__dict__"):
        yield from texts_in(vars(value))


def must_be_storable(letter):
    for text in texts_in(letter):
        text.encode()  # no half characters
        assert "\x00" not in text
    assert len(letter.text.encode()) <= 1_000_000
    assert len(letter.html.encode()) <= 2_000_000
    assert sum(len(name) + len(value) for name, value in letter.headers) <= 3 * 64 * 1024
    assert len(letter.attachments) <= 500
    assert len(letter.subject) <= 998
    assert len(letter.snippet) <= 300
    assert len(letter.message_id) <= 998
    assert len(letter.digest) == len(letter.thread) == 64
    assert all(len(one["name"]) <= 255 for one in letter.attachments)
    for one in [letter.sender, *letter.to, *letter.cc, *letter.bcc]:
        assert one is None or (len(one.email) <= 254 and len(one.name) <= 300)


@given(raw=mangled())
@settings(max_examples=MANY)
def test_every_mangled_message_is_read(raw):
    letter = read_letter(raw)
    must_be_storable(letter)
    assert read_letter(raw).digest == letter.digest


@given(raw=st.binary(max_size=2_000))
@settings(max_examples=MANY // 4)
def test_any_bytes_are_read(raw):
    must_be_storable(read_letter(raw))


@pytest.mark.parametrize("salt", SALT)
def test_salt_at_the_edges_breaks_nothing(salt):
    for raw in WHOLE:
        head = raw.replace(b"\r\n", b"\n").find(b"\n\n")
        for place in (0, head, head + 2, len(raw)):
            must_be_storable(read_letter(raw[:place] + salt + raw[place:]))


@given(raws=st.lists(mangled(), min_size=1, max_size=8))
@settings(max_examples=max(MANY // 40, 5))
@pytest.mark.django_db(transaction=False)
def test_what_is_read_is_stored(cast, raws):
    before = Message.objects.count()
    taken = take([Found(str(n), raw) for n, raw in enumerate(raws)], owner=cast.marco)
    assert taken.total == len(raws)
    assert Message.objects.count() == before + taken.stored
    for message in Message.objects.all():
        assert message.html == "" or "<script" not in message.html


def test_the_guard_sees_what_cannot_be_stored():
    letter = read_letter(WHOLE[0])
    letter.attachments = [{"name": "\x00", "type": "a/b", "size": 1}]
    with pytest.raises(AssertionError):
        must_be_storable(letter)
    letter.attachments = [{"name": "\ud800", "type": "a/b", "size": 1}]
    with pytest.raises(UnicodeEncodeError):
        must_be_storable(letter)


def test_sizes_are_bounded():
    large = (
        b"Subject: "
        + b"s" * 100_000
        + b"\nX: "
        + b"h" * 200_000
        + b"\nFrom: a@x.example\n\n"
        + "ä€".encode() * 1_000_000
    )
    letter = read_letter(large)
    must_be_storable(letter)
    assert len(letter.text.encode()) > 999_990
    html = read_letter(b"From: a@x.example\nContent-Type: text/html\n\n" + b"<p>word</p>" * 300_000)
    must_be_storable(html)
    assert html.text.startswith("word\n\nword")
