"""Fields of bodies that only this tongue has."""

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.naming import person_called
from accounts.zones import is_zone
from api.fields import Text, whole_number
from contacts.catalogues import country_called, country_numbered, language_coded, language_numbered
from contacts.metadata import check_metadata

ID = {"type": "integer", "nullable": True}
CODE = {"type": "string", "nullable": True, "minLength": 2, "maxLength": 2}


class Zone(Text):
    """The name of a time zone."""

    default_error_messages = {"zone": _("Give a time zone such as America/Chicago.")}

    def to_internal_value(self, data):
        name = super().to_internal_value(data)
        return name if is_zone(name) else self.fail("zone")


class WebAddress(Text):
    """An address on the web."""

    default_error_messages = {"address": _("Give an address that begins with https:// or http://.")}
    is_address = staticmethod(URLValidator(schemes=["http", "https"]))

    def to_internal_value(self, data):
        address = super().to_internal_value(data)
        return address if fits(self.is_address, address) else self.fail("address")


def fits(check, value):
    """Whether a validator lets `value` pass."""
    try:
        return check(value) is None
    except ValidationError:
        return False


class Named(serializers.Field):
    """One entry of a catalogue by what `find` knows it as; comes out as that entry, null as None."""

    find = None

    def validate_empty_values(self, data):
        return super().validate_empty_values(None if data == "" else data)

    def to_internal_value(self, data):
        return self.find(data) or self.fail("unknown")


@extend_schema_field(ID)
class CountryId(Named):
    default_error_messages = {"unknown": _("Give the number of a country in ISO 3166-1, such as 840.")}
    find = staticmethod(lambda value: country_numbered(whole_number(value)))


@extend_schema_field(CODE)
class CountryCode(Named):
    default_error_messages = {"unknown": _("Give the code of a country in ISO 3166-1, such as US.")}
    find = staticmethod(
        lambda value: country_called(value) if isinstance(value, str) and len(value) in (2, 3) else None
    )


@extend_schema_field(ID)
class LanguageId(Named):
    default_error_messages = {
        "unknown": _("Give the number of a language, such as 1 for English. They are in the docs.")
    }
    find = staticmethod(lambda value: language_numbered(whole_number(value)))


@extend_schema_field(CODE)
class LanguageCode(Named):
    default_error_messages = {"unknown": _("Give the code of a language in ISO 639-1, such as en.")}
    find = staticmethod(lambda value: language_coded(value) if isinstance(value, str) else None)


@extend_schema_field({"type": "object", "nullable": True})
class Metadata(serializers.Field):
    """A JSON object of the client's own; null is an empty one."""

    def validate_empty_values(self, data):
        return (True, {}) if data is None else super().validate_empty_values(data)

    def to_internal_value(self, data):
        return check_metadata(data)


@extend_schema_field(
    {
        "type": "object",
        "nullable": True,
        "properties": {
            "id": {"type": "integer"}, "email": {"type": "string"}, "username": {"type": "string"},
        },
    }
)  # fmt: skip
class Affiliate(serializers.Field):
    """A rep by `{id}`, `{email}` or `{username}`; comes out as their member's id."""

    default_error_messages = {
        "invalid": _('Name the rep: {{"id": 7}}, {{"email": "…"}} or {{"username": "…"}}.'),
        "unknown": _("There is no such rep."),
    }

    def to_internal_value(self, data):
        named = asked_person(data) or self.fail("invalid")
        person = person_called(self.context["request"].member, **named)
        return person.pk if person else self.fail("unknown")


def asked_person(affiliate):
    """`{"id": 7}`, `{"email": …}` or `{"username": …}` of a body; None where it is none of them."""
    if not isinstance(affiliate, dict) or len(affiliate) != 1:
        return None
    (key, value), *_rest = affiliate.items()
    if key == "id":
        number = whole_number(value)
        return None if number is None else {"id": number}
    is_text = isinstance(value, str) and value.strip() and "\x00" not in value and len(value) <= 254
    return {key: value} if key in ("email", "username") and is_text else None
