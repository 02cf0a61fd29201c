"""What the values of custom fields may be, by the type of the field.

A value is JSON: text, number, boolean, `YYYY-MM-DD`, or a list of texts. `clean` takes it as an API client sends it,
`read` as a person types it or a file holds it; both return the value as it is stored, None for no value, and raise
ValidationError with a sentence. `write` gives a stored value as text that `read` takes, `in_words` as people read it; both
take only what `is_like` holds for: histories, and records written while a field changes, hold values of a former type.
"""

import datetime
import math
import re
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from accounts.emails import NOT_AN_EMAIL

LONGEST_TEXT = 5_000
LONGEST_URL = 2_000
LONGEST_EMAIL = 254
DIGITS = 15  # what a double keeps exactly, so that both databases and every JSON reader agree
SEPARATOR = ";"  # between the texts of a list, in a file and in a form


class TextType:
    """A text of at most 5,000 characters."""

    longest = LONGEST_TEXT

    def is_like(self, value):
        return isinstance(value, str)

    def clean(self, value, field):
        if value is None:
            return None
        if not isinstance(value, str):
            raise ValidationError(_("Give a text."))
        if "\x00" in value or _lone_surrogate(value):
            raise ValidationError(_("Contains characters that cannot be stored, such as a NUL byte."))
        text = value.strip()
        if len(text) > self.longest:
            raise ValidationError(_("Give at most %(most)s characters.") % {"most": self.longest})
        return self.check(text) if text else None

    def check(self, text):
        return text

    def read(self, text, field):
        return self.clean(text, field)

    def write(self, value):
        return str(value)

    def in_words(self, value):
        return self.write(value)


class UrlType(TextType):
    """A web address that begins with http:// or https://; where it is typed, the beginning may be left out."""

    longest = LONGEST_URL

    def is_like(self, value):
        return isinstance(value, str) and value.lower().startswith(("http://", "https://"))

    def check(self, text):
        try:
            parts = urlsplit(text)
            is_web = parts.scheme.lower() in ("http", "https") and parts.port != 0  # reading a port that is none raises
            is_good = is_web and bool(parts.hostname) and not re.search(r"\s", text)
        except ValueError:
            is_good = False
        if not is_good:
            raise ValidationError(_("Give a web address that begins with https:// or http://."))
        return text

    def read(self, text, field):
        text = (text or "").strip()
        return self.clean(text if "://" in text or not text else f"https://{text}", field)


class EmailType(TextType):
    """One e-mail address."""

    longest = LONGEST_EMAIL

    def check(self, text):
        try:
            validate_email(text)
        except ValidationError:
            raise ValidationError(NOT_AN_EMAIL) from None
        return text


class NumberType:
    """A number of at most 15 digits."""

    def is_like(self, value):
        return isinstance(value, int | float) and not isinstance(value, bool)

    def clean(self, value, field):
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            raise ValidationError(_("Give a number."))
        return self._kept(value)

    def _kept(self, value):
        if isinstance(value, float) and not math.isfinite(value):
            raise ValidationError(_("Give a number."))
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        if not number.is_finite():
            raise ValidationError(_("Give a number."))
        number = number.normalize() if number else Decimal(0)
        digits, exponent = len(number.as_tuple().digits), number.as_tuple().exponent
        if digits > DIGITS or digits + exponent > DIGITS or exponent < -DIGITS:
            raise ValidationError(_("Give a number of at most %(most)s digits.") % {"most": DIGITS})
        return int(number) if number == number.to_integral_value() else float(number)

    def read(self, text, field):
        text = re.sub(r"[\s\u00a0\u202f']", "", text or "")
        if not text:
            return None
        if re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", text):
            text = text.replace(",", "")
        elif re.fullmatch(r"[-+]?(\d{1,3}(\.\d{3})+|\d+),\d+", text):
            text = text.replace(".", "").replace(",", ".")
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise ValidationError(_("Give a number.")) from None
        if len(text) > 40:
            raise ValidationError(_("Give a number of at most %(most)s digits.") % {"most": DIGITS})
        return self._kept(number)

    def write(self, value):
        return str(value) if isinstance(value, int) else format(Decimal(repr(value)), "f")

    def in_words(self, value):
        return number_format(Decimal(self.write(value)), use_l10n=True, force_grouping=True)


class BooleanType:
    """Yes or no; no value is neither."""

    YES = {"true", "yes", "y", "1", "on", "x", "ja", "oui", "sí", "si", "wahr", "vrai"}
    NO = {"false", "no", "n", "0", "off", "nein", "non", "falsch", "faux"}

    def is_like(self, value):
        return isinstance(value, bool)

    def clean(self, value, field):
        if value is None or isinstance(value, bool):
            return value
        raise ValidationError(_("Give true or false."))

    def read(self, text, field):
        word = (text or "").strip().lower()
        if not word:
            return None
        if word in self.YES or word in self.NO:
            return word in self.YES
        raise ValidationError(_("Give yes or no."))

    def write(self, value):
        return "true" if value else "false"

    def in_words(self, value):
        return _("yes") if value else _("no")


class DateType:
    """A day, stored as YYYY-MM-DD."""

    def is_like(self, value):
        try:
            return isinstance(value, str) and self._day(value) == value
        except ValidationError:
            return False

    def clean(self, value, field):
        if value is None:
            return None
        if not isinstance(value, str):
            raise ValidationError(_("Give a day as YYYY-MM-DD."))
        return self._day(value.strip())

    def _day(self, text):
        if not text:
            return None
        try:
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
                raise ValueError
            return datetime.date.fromisoformat(text).isoformat()
        except ValueError:
            raise ValidationError(_("Give a day as YYYY-MM-DD.")) from None

    def read(self, text, field):
        return self._day((text or "").strip())

    def write(self, value):
        return value

    def in_words(self, value):
        return date_format(datetime.date.fromisoformat(value), "DATE_FORMAT")


class SelectType:
    """One of the field's options, whatever its case."""

    def is_like(self, value):
        return isinstance(value, str)

    def clean(self, value, field):
        if value is None:
            return None
        if not isinstance(value, str):
            raise ValidationError(_("Give one of: %(options)s.") % {"options": _listed(field)})
        return _option(value, field) if value.strip() else None

    def read(self, text, field):
        return self.clean(text or None, field)

    def write(self, value):
        return str(value)

    def in_words(self, value):
        return str(value)


class MultiselectType:
    """Several of the field's options, in the order of the options."""

    def is_like(self, value):
        return isinstance(value, list) and all(isinstance(one, str) for one in value)

    def clean(self, value, field):
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise ValidationError(_("Give a list of some of: %(options)s.") % {"options": _listed(field)})
        if len(value) > 1_000:
            raise ValidationError(_("Give at most %(most)s values.") % {"most": 1_000})
        chosen = {_option(one, field) for one in value if one.strip()}
        return [option for option in field.options if option in chosen] or None

    def read(self, text, field):
        text = (text or "").strip()
        known = {option.casefold() for option in field.options}
        mark = SEPARATOR if SEPARATOR in text or text.casefold() in known or "," not in text else ","
        return self.clean([part for part in text.split(mark) if part.strip()], field)

    def write(self, value):
        return f"{SEPARATOR} ".join(value)

    def in_words(self, value):
        return ", ".join(value)


def _option(text, field):
    wanted = " ".join(text.split()).casefold()
    for option in field.options:
        if option.casefold() == wanted:
            return option
    raise ValidationError(_("Give one of: %(options)s.") % {"options": _listed(field)})


def _listed(field):
    shown = ", ".join(field.options[:20])
    return shown if len(field.options) <= 20 else f"{shown}, …"


def _lone_surrogate(text):
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def plainly(value):
    """A value of whatever type as text."""
    if isinstance(value, list):
        return f"{SEPARATOR} ".join(map(plainly, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


#: `{type of a field: how its values are taken}`
FIELD_TYPES = {
    "text": TextType(),
    "number": NumberType(),
    "boolean": BooleanType(),
    "date": DateType(),
    "select": SelectType(),
    "multiselect": MultiselectType(),
    "url": UrlType(),
    "email": EmailType(),
}
