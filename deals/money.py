"""Amounts of money: which currencies there are, how many decimals they have, how an amount is written."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.numbers import format_compact_currency, format_currency, get_currency_precision
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.currencies import CURRENCIES

DIGITS, DECIMALS = 15, 3  # a hundred billion in any currency; three decimals is what the dinars have
LONGEST = 100  # characters of what may be an amount
SMALLEST = Decimal(1).scaleb(-DECIMALS)


def decimals_of(currency):
    """How many decimals amounts in `currency` (a code) have: 2 for USD, 0 for JPY, 3 for KWD."""
    return min(get_currency_precision(currency), DECIMALS)


def decimals_in(value):
    """How many decimals `value` (Decimal) needs: 0 for 500 and for 500.00."""
    return max(0, -value.normalize().as_tuple().exponent)


def misfit(value, currency):
    """Why `value` (Decimal or None) cannot be an amount in `currency`, in a sentence; "" if it can."""
    most = decimals_of(currency)
    if value is None or decimals_in(value) <= most:
        return ""
    if not most:
        return _("Amounts in %(currency)s have no decimals.") % {"currency": currency}
    return _("Amounts in %(currency)s have at most %(most)d decimals.") % {"currency": currency, "most": most}


def plain_amount(value, currency):
    """`value` (Decimal or None) as plain digits with the decimals of its currency: "50000.00"; "" for None."""
    return "" if value is None else f"{value:.{decimals_of(currency)}f}"


def amount(value, currency):
    """`value` as people write it in the reader's language: "$50,000" or "$8,400.50"; "" for None."""
    if value is None:
        return ""
    whole = value == value.to_integral_value()
    options = {"decimal_quantization": not whole} if not whole else {"format": None}
    written = format_currency(value, currency, locale=_locale(), **options)
    return _without_decimals(written, currency) if whole and decimals_of(currency) else written


def short_amount(value, currency):
    """`value` as short as it can be said: "$64K", "€1.2M"."""
    if abs(value) < 10_000:
        return amount(value.quantize(Decimal(1)), currency)
    decimals = 0 if 10**5 <= abs(value) < 10**6 else 1
    return format_compact_currency(value, currency, locale=_locale(), fraction_digits=decimals)


def read_amount(text, decimals=2):
    """The Decimal that a text says, or None: "50,000.50", "50.000,50", "€ 50 000" and "USD 50'000.50" alike.

    A single mark before three digits parts thousands, unless the currency has three `decimals`: "1.234" are a thousand
    dollars, but one dinar. A sign or a code of a currency may stand on either side; other letters make it no amount.
    """
    found = _AMOUNT.fullmatch(text.strip()) if len(text) <= LONGEST else None
    if not found or (found["minus"] and found["sign"]) or not (_is_unit(found["before"]) and _is_unit(found["behind"])):
        return None
    kept = re.sub(r"[\s'\u2019]", "", found["digits"])
    last = max(kept.rfind("."), kept.rfind(","))
    if last >= 0 and (kept.count(kept[last]) > 1 or (len(kept) - last == 4 and _is_grouped(kept[:last], decimals))):
        last = -1  # the marks part thousands
    whole = kept if last < 0 else kept[:last]
    digits = re.sub(r"[.,]", "", whole) + ("" if last < 0 else "." + kept[last + 1 :])
    try:
        value = Decimal(digits)
    except InvalidOperation:
        return None
    return -value if found["minus"] or found["sign"] else value


_NAME = r"(?:[^\d\s.,'\u2019+\-\u2212()]{1,4}\.?)?"
_AMOUNT = re.compile(
    rf"(?P<minus>[-\u2212]?)\s*(?P<before>{_NAME})\s*(?P<sign>[-\u2212]?)"
    rf"(?P<digits>[.,]?[0-9][0-9.,'\u2019\s]*?)\s*(?P<behind>{_NAME})"
)
_ABBREVIATIONS = {
    "kr",
    "kč",
    "fr",
    "sfr",
    "zł",
    "rs",
    "ft",
    "lei",
    "лв",
    "руб",
    "din",
    "tl",
    "rp",
    "us$",
    "a$",
    "c$",
    "r$",
}


def _is_unit(text):
    """Whether `text` is a sign, a code or a short name of a currency, or nothing."""
    name = text.rstrip(".").casefold()
    is_sign = all(unicodedata.category(letter) == "Sc" for letter in name)
    return is_sign or name in _ABBREVIATIONS or name.upper() in CURRENCIES


def _is_grouped(whole, decimals):
    """Whether three digits behind a mark are more thousands."""
    return decimals < DECIMALS and whole != "0" and whole.isdigit() and len(whole) <= DECIMALS


def _without_decimals(written, currency):
    """`written` without the decimals that are all zeros: "$50,000.00" → "$50,000"."""
    mark = _locale().number_symbols["latn"]["decimal"]
    return written.replace(f"{mark}{'0' * decimals_of(currency)}", "", 1)


def _locale():
    return _locale_of(get_language() or "en")


@cache
def _locale_of(language):
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


__all__ = [
    "CURRENCIES", "DECIMALS", "DIGITS", "SMALLEST", "amount", "decimals_in", "decimals_of", "misfit", "plain_amount",
    "read_amount", "short_amount",
]  # fmt: skip
