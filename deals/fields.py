"""Fields of a deal's body: amounts of money, days, currencies."""

import datetime
import re
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.fields import Choice, Moment

from . import money

FIRST_DAY, LAST_DAY = datetime.date(1900, 1, 1), datetime.date(2999, 12, 31)


@extend_schema_field({"type": "number", "minimum": 0, "maximum": 999_999_999_999.999})
class Amount(serializers.Field):
    """An amount of money, a number or its digits as a text; comes out as a Decimal. `""` means none."""

    WRITTEN = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?", re.ASCII)
    LARGEST = Decimal(10) ** (money.DIGITS - money.DECIMALS)
    default_error_messages = {
        "invalid": gettext_lazy("Give an amount such as 50000 or 49999.99."),
        "null": gettext_lazy("Give an amount."),
        "negative": gettext_lazy("Give an amount of 0 or more."),
        "too_large": gettext_lazy("Give an amount below {largest}."),
        "decimals": gettext_lazy("Use at most {most} decimals."),
    }

    def validate_empty_values(self, data):
        return super().validate_empty_values(None if data == "" and self.allow_null else data)

    def to_internal_value(self, data):
        if isinstance(data, bool) or not isinstance(data, int | float | str):
            self.fail("invalid")
        written = data.strip() if isinstance(data, str) else repr(data)
        if not self.WRITTEN.fullmatch(written):
            self.fail("too_large" if isinstance(data, int) else "invalid", largest=self.LARGEST)
        value = Decimal(written)
        if value < 0:
            self.fail("negative")
        if value >= self.LARGEST:
            self.fail("too_large", largest=self.LARGEST)
        if money.decimals_in(value) > money.DECIMALS:
            self.fail("decimals", most=money.DECIMALS)
        return abs(value)  # -0 is 0

    def to_representation(self, value):
        return value


class Day(serializers.DateField):
    """A day as YYYY-MM-DD between 1900 and 2999. `""` means none."""

    default_error_messages = {
        **dict.fromkeys(("invalid", "datetime", "null"), gettext_lazy("Give a day as YYYY-MM-DD.")),
        "range": gettext_lazy("Give a day between 1900 and 2999."),
    }

    def validate_empty_values(self, data):
        return super().validate_empty_values(None if data == "" and self.allow_null else data)

    def to_internal_value(self, value):
        if not isinstance(value, str):
            self.fail("invalid")
        day = super().to_internal_value(value)
        if not FIRST_DAY <= day <= LAST_DAY:
            self.fail("range")
        return day


@extend_schema_field({"type": "string", "description": "A day, 2026-01-15, or a time, 2026-01-15T09:30:00Z."})
class DayOrMoment(Moment):
    """A day or a point in time; comes out as a date or a datetime. `""` means none."""

    default_error_messages = dict.fromkeys(
        ("invalid", "overflow", "date", "null"), gettext_lazy("Give a day such as 2026-01-15 or a time.")
    )

    def validate_empty_values(self, data):
        return super().validate_empty_values(None if data == "" and self.allow_null else data)

    def to_internal_value(self, value):
        if not isinstance(value, str):
            self.fail("invalid", format="")
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            try:
                return datetime.date.fromisoformat(value)
            except ValueError:
                self.fail("invalid", format="")
        return super().to_internal_value(value)


class Currency(Choice):
    """A currency's code, whatever its case."""

    def __init__(self, **kwargs):
        super().__init__(choices=[(code, code) for code in money.CURRENCIES], **kwargs)
        self.error_messages["invalid_choice"] = _("Give the code of a currency, such as EUR or USD.")

    def to_internal_value(self, data):
        return super().to_internal_value(data.strip().upper() if isinstance(data, str) else data)
