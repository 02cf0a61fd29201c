"""How a cell of a file becomes a deal's amount, day, currency or share, and who it is with. None of them asks a database."""

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from import_export.widgets import Widget

from transfers.formulas import cell_value
from transfers.widgets import day_of

from . import money
from .fields import FIRST_DAY, LAST_DAY, Amount


@dataclass(frozen=True)
class Written:
    """An amount as a file has it. Which marks are decimals, its currency tells."""

    text: str

    def amount(self, currency):
        """The Decimal. Raises ValueError."""
        value = money.read_amount(self.text, money.decimals_of(currency))
        reason = money.misfit(value, currency)
        if reason:
            raise ValueError(reason)
        return value


class AmountWidget(Widget):
    """An amount of money; comes out as `Written`."""

    def clean(self, value, row=None, **kwargs):
        text = cell_value(value)
        amount = money.read_amount(text)
        if amount is None:
            raise ValueError(_("“%s” is no amount. Write it as 50000 or 49999.99.") % text[:50])
        if amount < 0:
            raise ValueError(_("Give an amount of 0 or more."))
        if amount >= Amount.LARGEST:
            raise ValueError(_("Give an amount below %s.") % Amount.LARGEST)
        return Written(text)


class CurrencyWidget(Widget):
    """The code of a currency, whatever its case."""

    def clean(self, value, row=None, **kwargs):
        code = cell_value(value).upper()
        if code not in money.CURRENCIES:
            raise ValueError(_("“%s” is no currency. Use a code such as EUR or USD.") % code[:20])
        return code


class DayWidget(Widget):
    """A day: 2026-01-31, 31.1.2026, or with slashes where only one order is possible. A time behind it is left out."""

    def clean(self, value, row=None, **kwargs):
        text = cell_value(value)
        day = day_of(text)
        if day is None or not FIRST_DAY <= day <= LAST_DAY:
            raise ValueError(_("“%s” is no day that is clear. Write it as 2026-01-31.") % text[:50])
        return day


class ClosingWidget(DayWidget):
    """When a deal was closed: a day, or a time with its zone."""

    def clean(self, value, row=None, **kwargs):
        text = cell_value(value)
        try:
            at = parse_datetime(text) if len(text) > 10 else None
        except ValueError:
            at = None
        if at is not None and at.tzinfo and FIRST_DAY <= at.date() <= LAST_DAY:
            return at.astimezone(datetime.UTC)
        return super().clean(value, row, **kwargs)


class ShareWidget(Widget):
    """A probability in percent: "40", "40 %", and "0.4" for the same."""

    def clean(self, value, row=None, **kwargs):
        text = cell_value(value)
        bare = text.removesuffix("%").strip().replace(",", ".")
        try:
            share = Decimal(bare) if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,20})?", bare, re.ASCII) else None
        except InvalidOperation:
            share = None
        if share is not None and "." in bare and share <= 1 and not text.endswith("%"):
            share *= 100
        if share is None or share > 100:
            raise ValueError(_("“%s” is no probability. Write a number from 0 to 100.") % text[:50])
        return int(share.to_integral_value())


__all__ = ["AmountWidget", "ClosingWidget", "CurrencyWidget", "DayWidget", "ShareWidget", "Written"]
