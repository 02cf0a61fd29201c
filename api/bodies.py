"""Bodies in which a misspelt key is an error, and fields that hand on what they are given."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


class StrictBody(serializers.Serializer):
    """A JSON object in which a misspelt key is an error. Keys of `READ` are in what we give out; they may come back."""

    READ: tuple = ()
    default_error_messages = {"invalid": _("Send a JSON object.")}

    def to_internal_value(self, data):
        refuse_unknown(data, {*self.fields, *self.READ})
        return super().to_internal_value(data)


def refuse_unknown(data, known):
    """Raise ValidationError for keys of the object `data` that are not `known`."""
    unknown = [name[:100] for name in data if name not in known] if isinstance(data, dict) else []
    if unknown:
        raise serializers.ValidationError({name: [_("Unknown field.")] for name in unknown})


def as_given(schema, **options):
    """A field that hands on what it is given; the verb behind it checks. `schema` describes it."""
    return extend_schema_field(schema)(type("AsGiven", (AsGiven,), {}))(**{"required": False, **options})


def settle_twin(values, name, twin, *, there=None):
    """Let `values[name]` be what was said of it by one of two names. Who sends back both, as read, changes the one that
    differs from what is `there`. Raises ValidationError where they say two things."""
    if twin not in values:
        return
    told = values.pop(twin)
    if values.get(name) in (None, "", there):
        values[name] = told if told not in (None, "") else values.get(name, told)
    elif told not in (None, "", there, values[name]):
        raise serializers.ValidationError(
            {twin: _("This is another word for %(name)s: say the same.") % {"name": name}}
        )


class AsGiven(serializers.Field):
    """A value as it came."""

    def validate_empty_values(self, data):
        return (True, None) if data is None else super().validate_empty_values(data)

    def to_internal_value(self, data):
        return data
