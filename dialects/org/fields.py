"""Fields of bodies that only this tongue has."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field

from api.bodies import StrictBody, as_given, refuse_unknown
from contacts.serializers import Tags

__all__ = ["StrictBody", "TagName", "TagNames", "as_given", "refuse_unknown"]


@extend_schema_field({"type": "array", "items": {"type": "string", "maxLength": 50}, "maxItems": 100})
class TagNames(Tags):
    """Tag names as an array; the house's text with commas is taken too."""


@extend_schema_field({"type": "string", "minLength": 1, "maxLength": 50})
class TagName(Tags):
    """One tag name; comes out as a list of it."""

    default_error_messages = {"blank": _("Please fill this in.")}

    def validate_empty_values(self, data):
        return (False, "") if data is None else super().validate_empty_values(data)

    def to_internal_value(self, data):
        return super().to_internal_value([data]) or self.fail("blank")
