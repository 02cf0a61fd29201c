"""Custom fields in the bodies of the house API."""

from django.core.exceptions import ValidationError as Refusal
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers import Body

from .models.customized import PREFIX
from .shape import shape_of

CUSTOM_OUT = _("The organization's own fields that have a value, by key.")


@extend_schema_field({"type": "object", "additionalProperties": {}})
class CustomValues(serializers.Field):
    """Values of custom fields, `{"plan": "Gold", "fax": null}`: what is named changes, null clears, the rest stays.

    Comes out as the verbs take it. What is wrong is told as `custom.plan`. `null` for the whole changes nothing.
    """

    default_error_messages = {"null": _("Give an object of fields and values.")}

    def __init__(self, kind, **kwargs):
        self.kind = kind
        super().__init__(required=False, help_text=_("Only what changes; null clears a value."), **kwargs)

    def __deepcopy__(self, memo):
        return type(self)(self.kind)

    def validate_empty_values(self, value):
        return (True, {}) if value is None else super().validate_empty_values(value)

    def to_internal_value(self, value):
        try:
            return shape_of(self.context["request"].member).cleaned(self.kind, value)
        except Refusal as refusal:
            raise serializers.ValidationError(_named(refusal)) from refusal


def _named(refusal):
    """`{key: [sentence]}` of a Shape's refusal as the body names its fields."""
    return {key if key == "custom" else PREFIX + key: texts for key, texts in refusal.message_dict.items()}


class CustomBody(Body):
    """A body with `custom`, whose refusals stand beside those of the other fields: `{"custom.plan": …, "email": …}`."""

    def to_internal_value(self, data):
        try:
            return super().to_internal_value(data)
        except serializers.ValidationError as refusal:
            errors = refusal.detail
            if isinstance(errors.get("custom"), dict):
                errors |= errors.pop("custom")
            raise serializers.ValidationError(errors) from refusal
