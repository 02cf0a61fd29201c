"""Bytes into texts that either database can hold."""

import codecs
import re

#: What a mail calls its alphabet, and what is meant by it.
ALIASES = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "unknown-8bit": "utf-8",
    "x-unknown": "utf-8",
    "default": "utf-8",
    "utf8mb4": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "iso-8859-8-i": "iso-8859-8",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "cp-850": "cp850",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
}
#: Codecs of Python that are no alphabets of mail; some take minutes for a megabyte.
REFUSED = {"punycode", "idna", "unicode-escape", "raw-unicode-escape", "undefined"}
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def decoded(raw, charset=""):
    """`raw` bytes as text: by the alphabet they are said to be in, else as UTF-8, else as Windows writes western texts."""
    for name in (charset, "utf-8"):
        codec = _codec(name)
        if codec is not None:
            try:
                return codec.decode(raw)[0]
            except (LookupError, ValueError):
                continue
    return raw.decode("cp1252", "replace")


def _codec(name):
    name = (name or "").strip(" \t\r\n\"'").lower()[:40]
    try:
        codec = codecs.lookup(ALIASES.get(name, name)) if name else None
    except (LookupError, ValueError):
        return None
    is_alphabet = codec is not None and codec._is_text_encoding and codec.name.replace("_", "-") not in REFUSED
    return codec if is_alphabet else None


def storable(text):
    """`text` without what no database takes (NUL, lone surrogates, other control characters), with plain line ends."""
    return UNSTORABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")).replace("\ufffd\ufffd", "\ufffd")


def line(text, most):
    """`text` as one storable line of at most `most` characters."""
    return " ".join(storable(text[: 4 * most]).split())[:most]


def cut(text, most_bytes):
    """The beginning of `text` that has at most `most_bytes` bytes in UTF-8."""
    if len(text) * 4 <= most_bytes:
        return text
    return text.encode()[:most_bytes].decode(errors="ignore")
