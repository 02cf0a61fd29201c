"""What a lead's custom fields become: values of the fields with the same key that its contact, company and deal have."""

from django.core.exceptions import ValidationError

from customization.models.customized import PREFIX
from customization.shape import shape_of


def carried(lead, kind, *, by):
    """`[(CustomFieldShape, value)]` of what a record of `kind` gets of the lead's values: into the fields with the same key,
    as far as they fit there. A text "12" fits a number, a number no list of options."""
    shape, found = shape_of(by), []
    for field in shape.fields(lead.KIND):
        target, value = shape.field(kind, field.key), lead.custom.get(field.key)
        if target is not None and value is not None:
            fitting = _fitting(field, target, value)
            if fitting is not None:
                found.append((target, fitting))
    return found


def _fitting(field, target, value):
    """The value as `target` stores it; None where it cannot."""
    try:
        return target.clean(value)
    except ValidationError:
        pass
    try:
        return target.read(field.write(value))
    except ValidationError:
        return None


def blanks(lead, record, *, by):
    """As `carried`, where `record` has nothing yet."""
    return [(field, value) for field, value in carried(lead, record.KIND, by=by) if field.key not in record.custom]


def by_key(pairs):
    """`[(CustomFieldShape, value)]` as the verbs take it."""
    return {field.key: value for field, value in pairs}


def labels_left(lead, kinds, *, by):
    """Labels of the lead's values that records of none of the `kinds` take."""
    taken = {field.key for kind in kinds for field, _value in carried(lead, kind, by=by)}
    fields = shape_of(by).fields(lead.KIND)
    return [field.label for field in fields if field.key in lead.custom and field.key not in taken]


def names_of(lead, *, by):
    """Names of the custom fields, `custom.plan`, in which a contact may get the lead's value."""
    return [PREFIX + field.key for field, _value in carried(lead, "contact", by=by)]
