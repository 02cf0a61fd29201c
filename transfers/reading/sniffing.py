"""What kind of file this is, and in which encoding."""

import codecs
import mmap
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from .archive import LOCKED, check_archive
from .cards import looks_like_cards
from .delimited import find_delimiter
from .rows import Unreadable

ENCODINGS = [
    ("utf-8-sig", _("UTF-8")),
    ("utf-16", _("UTF-16")),
    ("utf-16-le", _("UTF-16, little-endian")),
    ("utf-16-be", _("UTF-16, big-endian")),
    ("cp1252", _("Western European (Windows-1252)")),
    ("iso-8859-1", _("Western European (ISO-8859-1)")),
    ("cp1250", _("Central European (Windows-1250)")),
    ("cp1251", _("Cyrillic (Windows-1251)")),
    ("mac-roman", _("Western European (Macintosh)")),
]
SAMPLE = 65_536
BLOCK = 1 << 20
CLEARLY = 1_000  # unreadable letters, after which nobody need look further
_ASCII, _BEYOND_ASCII = bytes(range(128)), bytes(range(128, 256))
_FOREIGN = {
    b"\x89PNG": _("This is a picture, not a table. Choose a CSV, XLSX or vCard file."),
    b"\xff\xd8\xff": _("This is a picture, not a table. Choose a CSV, XLSX or vCard file."),
    b"GIF8": _("This is a picture, not a table. Choose a CSV, XLSX or vCard file."),
    b"%PDF": _("This is a PDF, not a table. Choose a CSV, XLSX or vCard file."),
    b"\x1f\x8b": _("This file is compressed. Unpack it and choose the CSV file inside."),
}
_OLE = b"\xd0\xcf\x11\xe0"
_OLD_EXCEL = _("This is an old Excel file (XLS). Save it as XLSX or CSV and try again.")


@dataclass
class Recognized:
    """What a file was found to be: "csv" with encoding and delimiter, "vcf" with encoding, or "xlsx"."""

    file_format: str
    encoding: str = ""
    delimiter: str = ""


def recognize(path):
    """What the file at `path` is. Raises Unreadable for what is no table at all."""
    with open(path, "rb") as stream:
        sample = stream.read(SAMPLE)
    if not sample.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise Unreadable(_("The file is empty. Choose a file with a header row and at least one more row."))
    if sample.startswith(b"PK\x03\x04"):
        check_archive(path)
        return Recognized("xlsx")
    if sample.startswith(_OLE):
        raise Unreadable(LOCKED if _is_locked(path) else _OLD_EXCEL)
    _must_be_text(sample)
    encoding = find_encoding(path, sample)
    if looks_like_cards(sample.decode(encoding, "replace")):
        return Recognized("vcf", encoding)
    return Recognized("csv", encoding, find_delimiter(sample, encoding))


def _is_locked(path):
    """Whether an OLE file is an XLSX behind a password."""
    with open(path, "rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        return whole.find("EncryptedPackage".encode("utf-16-le")) >= 0


def _must_be_text(sample):
    for beginning, reason in _FOREIGN.items():
        if sample.startswith(beginning):
            raise Unreadable(reason)
    start = sample.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"<!doctype", b"<html", b"<head", b"<body", b"<table", b"<?xml", b"<!--", b"<script")):
        raise Unreadable(_("This is a web page, not a table. Download the file again and choose the CSV itself."))
    if not _utf16(sample):
        odd = sum(sample.count(bytes([code])) for code in (*range(9), *range(14, 32)))
        if odd > len(sample) // 50 + 1:
            raise Unreadable(_("This is not a text file. Choose a CSV, XLSX or vCard file."))


def _utf16(sample):
    """The UTF-16 flavour of `sample`, or "": by its mark, or by zeros at every second byte."""
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd, pairs = sample[0::2].count(0), sample[1::2].count(0), max(len(sample) // 2, 1)
    if odd > pairs * 0.4 and even < pairs * 0.1:
        return "utf-16-le"
    if even > pairs * 0.4 and odd < pairs * 0.1:
        return "utf-16-be"
    return ""


def find_encoding(path, sample):
    """The encoding of a text file: by its mark, UTF-8 if (nearly) all of it reads so, else the likeliest old one."""
    wide = _utf16(sample)
    if wide:
        return wide
    broken, whole, spot = _utf8_letters(path)
    if sample.startswith(codecs.BOM_UTF8) or not broken or broken * 20 < whole:
        return "utf-8-sig"
    return _old_encoding(spot if sample.isascii() else sample)


def _utf8_letters(path):
    """(unreadable, readable) letters beyond ASCII when the file is read as UTF-8, and the first bytes with any.

    Stops as soon as there is no doubt.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    broken = whole = 0
    spot = b""
    with open(path, "rb") as stream:
        while block := stream.read(BLOCK):
            text = decoder.decode(block)
            if block.isascii() and text.isascii():
                continue
            spot = spot or _beyond_ascii(block)
            bad = text.count("\ufffd")
            broken, whole = broken + bad, whole + len(text) - len(block.translate(None, _BEYOND_ASCII)) - bad
            if broken > CLEARLY and broken * 20 >= whole:
                break
    broken += decoder.decode(b"", final=True).count("\ufffd")
    return broken, whole, spot


def _beyond_ascii(block):
    """The part of `block` that begins a little before its first letter beyond ASCII."""
    first = len(block) - len(block.lstrip(_ASCII))
    return block[max(first - 500, 0) : first + SAMPLE]


def _old_encoding(sample):
    """Western European, unless the letters make words of another language clearly."""
    from charset_normalizer import from_bytes

    guesses = from_bytes(sample, cp_isolation=["cp1252", "cp1250", "cp1251"])
    best = guesses.best()
    western = [guess for guess in guesses if "cp1252" in guess.could_be_from_charset]
    clearer = best is not None and best.coherence > max((guess.coherence for guess in western), default=0) + 0.03
    if clearer and best not in western:
        return best.encoding
    try:
        sample.decode("cp1252")
    except UnicodeDecodeError:
        return "iso-8859-1"
    return "cp1252"
