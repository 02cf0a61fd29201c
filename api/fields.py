"""Fields of a request's body, strict: what comes out of one can be written to either database as it is."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.emails import NOT_AN_EMAIL

BIGGEST = 2**63 - 1


def whole_number(value):
    """`value` as an int of at most 64 bits, from an int or from plain digits; None for everything else."""
    if isinstance(value, str) and len(value) <= 20 and value.isascii() and value.removeprefix("-").isdigit():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not -BIGGEST <= value <= BIGGEST:
        return None
    return value


class Text(serializers.CharField):
    """A text, trimmed. `null` means blank. Refuses numbers, NUL bytes, lone surrogates and what is too long."""

    default_error_messages = {
        "invalid": _("Give a text."),
        "blank": _("Please fill this in."),
        "null": _("Please fill this in."),
        "required": _("Please fill this in."),
        "unstorable": _("Contains characters that cannot be stored, such as a NUL byte."),
        "max_length": _("Use at most {max_length} characters."),
    }

    def __init__(self, *, max_length, **kwargs):
        kwargs.setdefault("allow_blank", not kwargs.get("required", True))
        super().__init__(max_length=max_length, **kwargs)

    def validate_empty_values(self, data):
        if data is None and self.allow_blank and not self.allow_null and not self.read_only:
            return True, ""
        return super().validate_empty_values(data)

    def run_validation(self, data=serializers.empty):
        if data is not serializers.empty and data is not None and not isinstance(data, str):
            self.fail("invalid")
        return super().run_validation(data)

    def to_internal_value(self, data):
        if "\x00" in data or not encodes(data):
            self.fail("unstorable")
        return data.strip() if self.trim_whitespace else data


class Told(Text):
    """A text; a number sent for one is taken as it is written."""

    def run_validation(self, data=serializers.empty):
        is_number = isinstance(data, int | float) and not isinstance(data, bool)
        return super().run_validation(f"{data:.15g}" if isinstance(data, float) else str(data) if is_number else data)


class Email(Text):
    """An e-mail address."""

    default_error_messages = {"email": NOT_AN_EMAIL}

    def __init__(self, *, max_length=254, **kwargs):
        super().__init__(max_length=max_length, **kwargs)

    def to_internal_value(self, data):
        data = super().to_internal_value(data)
        try:
            validate_email(data)
        except ValidationError:
            self.fail("email")
        return data


class Choice(serializers.ChoiceField):
    """One of a few words."""

    default_error_messages = {"invalid_choice": _("Choose one of: {choices}."), "null": _("Please choose one.")}

    def to_internal_value(self, data):
        if isinstance(data, str) and data in self.choice_strings_to_values:
            return self.choice_strings_to_values[data]
        if data == "" and self.allow_blank:
            return ""
        self.fail("invalid_choice", choices=", ".join(self.choice_strings_to_values))


class Flag(serializers.BooleanField):
    """true or false."""

    default_error_messages = {"invalid": _("Give true or false."), "null": _("Give true or false.")}


class Whole(serializers.IntegerField):
    """A whole number of at most 64 bits."""

    default_error_messages = {
        "invalid": _("Give a whole number."),
        "null": _("Give a whole number."),
        "min_value": _("Give at least {min_value}."),
        "max_value": _("Give at most {max_value}."),
    }

    def to_internal_value(self, data):
        number = whole_number(data)
        if number is None:
            self.fail("invalid")
        return number


class Moment(serializers.DateTimeField):
    """A point in time, with its offset from UTC."""

    default_error_messages = dict.fromkeys(
        ("invalid", "overflow", "date", "null"), _("Give a time such as 2026-01-15T09:30:00Z.")
    )

    def to_internal_value(self, value):
        try:
            return super().to_internal_value(value)
        except (OverflowError, TypeError):
            self.fail("invalid", format="")


@extend_schema_field(OpenApiTypes.INT64)
class VisibleField(serializers.Field):
    """The id of a record the acting member may see; comes out as that id, ready for `company_id=…` of a verb.

    `only` narrows further, e.g. `only={"is_active": True}`. An id of another organization is refused exactly like one
    that does not exist. Takes an int or a text of digits.
    """

    default_error_messages = {
        "not_found": _("Not found."),
        "invalid": _("Give an id."),
        "null": _("Give an id."),
        "required": _("Please fill this in."),
    }

    def __init__(self, model, *, only=None, **kwargs):
        self.model, self.only = model, only or {}
        super().__init__(**kwargs)

    def visible(self):
        return self.model.objects.visible_to(self.context["request"].member).filter(**self.only)

    def validate_empty_values(self, data):
        return super().validate_empty_values(None if data == "" and self.allow_null else data)

    def to_internal_value(self, data):
        pk = whole_number(data)
        if pk is None:
            self.fail("invalid")
        if not self.visible().filter(pk=pk).exists():
            self.fail("not_found")
        return pk

    def to_representation(self, value):
        return value


@extend_schema_field({"type": "array", "items": {"type": "integer", "format": "int64"}})
class VisibleIdsField(VisibleField):
    """Ids of several records the acting member may see, looked up in one query; comes out as a list of ids."""

    default_error_messages = {
        "invalid": _("Give a list of ids."),
        "null": _("Give a list of ids."),
        "not_found": _("Not found: {missing}."),
        "too_many": _("Give at most {limit} ids."),
    }

    def __init__(self, model, *, limit=1000, **kwargs):
        self.limit = limit
        super().__init__(model, **kwargs)

    def to_internal_value(self, data):
        if not isinstance(data, list):
            self.fail("invalid")
        if len(data) > self.limit:
            self.fail("too_many", limit=self.limit)
        ids = list(dict.fromkeys(whole_number(value) for value in data))
        if None in ids:
            self.fail("invalid")
        found = set(self.visible().filter(pk__in=ids).values_list("pk", flat=True))
        missing = [pk for pk in ids if pk not in found]
        if missing:
            self.fail("not_found", missing=", ".join(map(str, missing[:10])))
        return ids


def encodes(text):
    """Whether `text` is whole characters only; half of a pair (a lone surrogate) cannot be stored."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
