"""Custom fields that must be filled."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .shape import shape_of


def must_be_filled(kind, custom, *, by):
    """Raise ValidationError naming the required fields of a new record that neither `custom` nor a default fills."""
    shape = shape_of(by)
    filled = {**shape.defaults(kind), **custom}
    missing = [field for field in shape.fields(kind) if field.required and filled.get(field.key) is None]
    if missing:
        raise ValidationError({field.name: [_("This field is required.")] for field in missing})
