"""What contacts and companies are sorted, searched and matched by."""

import unicodedata

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as some

from contacts import keys

CODES = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)
NUMBERS = some.builds(
    lambda front, code, digits, marks: front + str(code) + "".join(map("".join, zip(digits, marks, strict=False))),
    some.sampled_from(["+", "+", "+", "00", "", "\uff0b"]),
    some.sampled_from(CODES),
    some.text("0123456789", max_size=14),
    some.lists(some.sampled_from(["", "", "", "", " ", "-", ".", "/", "(", ")", "x", "  "]), min_size=14, max_size=14),
)


def by_the_library(text):
    text = "+" + text[2:] if text.startswith("00") else text
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@given(text=NUMBERS)
def test_a_number_is_what_the_library_says(text):
    assert keys.e164(text) == by_the_library(text)


@pytest.mark.parametrize("code", CODES)
def test_in_every_country(code):
    for national in ("12345678", "012345678", "1112345678", "9123456789", "800555", "1"):
        assert keys.e164(f"+{code} {national}") == by_the_library(f"+{code} {national}")


@given(text=some.text(some.characters(max_codepoint=127)))
def test_folding_ascii_is_folding(text):
    slow = unicodedata.normalize("NFKD", text.casefold()).translate(keys._UNDECOMPOSED)
    slow = " ".join("".join(c for c in slow if not unicodedata.combining(c)).split())
    assert keys.fold(text) == slow


def test_folding_takes_accents_away():
    assert keys.fold("Łukasz  Żak") == "lukasz zak"
