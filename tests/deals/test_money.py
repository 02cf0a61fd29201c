from decimal import Decimal

import pytest
from django.utils import translation

from deals import money


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("50000", "50000"),
        ("50,000.50", "50000.50"),
        ("50.000,50", "50000.50"),
        ("1,234.567", "1234.567"),
        ("1234.567", "1234.567"),
        ("1.234", "1234"),
        ("0.125", "0.125"),
        (".5", "0.5"),
        ("1.234.567", "1234567"),
        ("€ 50 000", "50000"),
        ("50\u202f000,5 €", "50000.5"),
        ("CHF 50'000.50", "50000.50"),
        ("USD 1,000", "1000"),
        ("US$ 1,000", "1000"),
        ("500 kr.", "500"),
        ("-5", "-5"),
        ("$-5", "-5"),
        ("−5", "-5"),
    ],
)
def test_reads_amounts_as_people_write_them(text, expected):
    assert money.read_amount(text) == Decimal(expected)


@pytest.mark.parametrize(
    "text",
    ["", "abc", "1e400", "1.5M", "50k", "12abc", "5-3", "(500)", "NaN", "Infinity", "--5", "$", "10%", "1 2 3 x"],
)
def test_takes_nothing_for_an_amount_that_may_mean_something_else(text):
    assert money.read_amount(text) is None


def test_three_digits_are_decimals_where_the_currency_has_three():
    assert money.read_amount("1.234", decimals=3) == Decimal("1.234")
    assert money.read_amount("1,234.5", decimals=3) == Decimal("1234.5")


@pytest.mark.parametrize(
    ("value", "currency", "fits"),
    [("5.25", "USD", True), ("5.250", "USD", True), ("5.255", "USD", False), ("5", "JPY", True),
     ("5.5", "JPY", False), ("5.125", "KWD", True)],
)  # fmt: skip
def test_an_amount_has_the_decimals_of_its_currency(value, currency, fits):
    assert (money.misfit(Decimal(value), currency) == "") is fits


def test_says_which_currency_has_how_many_decimals():
    assert money.misfit(Decimal("5.5"), "JPY") == "Amounts in JPY have no decimals."
    assert money.misfit(Decimal("5.555"), "EUR") == "Amounts in EUR have at most 2 decimals."
    assert money.misfit(None, "EUR") == ""


@pytest.mark.parametrize(
    ("value", "currency", "expected"),
    [("50000", "USD", "50000.00"), ("50000.000", "JPY", "50000"), ("1.5", "KWD", "1.500"), (None, "USD", "")],
)
def test_plain_amounts_have_all_their_decimals(value, currency, expected):
    assert money.plain_amount(value and Decimal(value), currency) == expected


@pytest.mark.parametrize(
    ("value", "currency", "language", "expected"),
    [
        ("50000", "USD", "en", "$50,000"),
        ("8400.5", "USD", "en", "$8,400.50"),
        ("50000", "JPY", "en", "¥50,000"),
        ("50000", "EUR", "de", "50.000\xa0€"),
    ],
)
def test_writes_amounts_as_the_reader_does(value, currency, language, expected):
    with translation.override(language):
        assert money.amount(Decimal(value), currency) == expected
        assert money.read_amount(money.amount(Decimal(value), currency)) == Decimal(value)


@pytest.mark.parametrize(
    ("value", "expected"), [("0", "$0"), ("9999.40", "$9,999"), ("64000", "$64K"), ("1230000", "$1.2M")]
)
def test_short_amounts(value, expected):
    assert money.short_amount(Decimal(value), "USD") == expected
