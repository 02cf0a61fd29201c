"""What contacts and companies are sorted, searched and matched by."""

import re
import unicodedata
from functools import cache

import phonenumbers
from django.db import models
from django.utils.translation import gettext_lazy as _

_UNDECOMPOSED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
)
_LEGAL = {
    "ab", "ag", "as", "asa", "bv", "co", "company", "corp", "corporation", "gmbh", "inc", "incorporated", "kg", "kk",
    "limited", "llc", "llp", "ltd", "lp", "nv", "oy", "oyj", "plc", "pty", "sa", "sarl", "sas", "se", "spa", "srl",
}  # fmt: skip


class KeyField(models.CharField):
    """A folded text compared byte by byte, so that both databases sort alike and an index serves both `=` and order."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 300)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection):
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class ExternalId(models.CharField):
    """What another program calls the record: an import finds it by that. Not shown by the APIs, whose shape is fixed."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("verbose_name", _("external id"))
        kwargs.setdefault("max_length", 100)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)


def found_by(column, *, name):
    """The index behind finding records by a `column` that few of them have."""
    return models.Index(fields=["organization", column], condition=~models.Q(**{column: ""}), name=name)


def fold(text):
    """`text` without case, accents and surplus space: "Łukasz  Żak" → "lukasz zak"."""
    if text.isascii():
        return " ".join(text.lower().split())
    text = unicodedata.normalize("NFKD", text.casefold()).translate(_UNDECOMPOSED)
    return " ".join("".join(c for c in text if not unicodedata.combining(c)).split())


def match_company(name):
    """A company name without punctuation and legal forms, to match by: "ACME, Inc." → "acme"."""
    words = re.sub(r"[^\w\s]", " ", fold(name).replace(".", "")).split()
    while len(words) > 1 and words[-1] in _LEGAL:
        words.pop()
    return " ".join(words)


def e164(text, region=None):
    """A phone number in E.164, or "" where the text is not clearly one. The text itself is always kept beside it."""
    if not text:
        return ""
    text = "+" + text[2:] if text.startswith("00") else text
    if region is None:
        if "+" not in text and "\uff0b" not in text:
            return ""  # without a country code there is nothing to find
        plain = _plain_e164(text)
        if plain:
            return plain
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


_PLAIN = re.compile(r"\+[0-9]+(?:[ ./-][0-9]+)*", re.ASCII)


def _plain_e164(text):
    """As phonenumbers has it, twenty times faster, for a number in plain writing whose country takes nothing away in
    front; "" for any other."""
    if not _PLAIN.fullmatch(text):
        return ""
    number = re.sub("[^0-9]", "", text)
    for length in (1, 2, 3):
        front = _front_of(number[:length])
        if front is not None:
            national = number[length:]
            return f"+{number}" if 6 <= len(national) <= 12 and national[0] != "0" and not front(national) else ""
    return ""


@cache
def _front_of(country_code):
    """A function that tells whether a national number begins with what phonenumbers would strip; None for no country."""
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(country_code)) if country_code != "0" else None
    if not regions:
        return None
    metadata = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(int(country_code), regions[0])
    prefix = metadata.national_prefix_for_parsing
    return re.compile(prefix).match if prefix else lambda national: None


def digits(text):
    """Only the digits, to find a number however it was written."""
    return _NO_DIGITS.sub("", text) if text else ""


_NO_DIGITS = re.compile(r"\D+")
