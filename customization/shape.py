"""The custom fields of an organization, at hand without a query.

They stand in rows of `CustomField`, and once more as JSON on the organization, which every member is read with.
`keep_at_hand` writes the second from the first whenever the first change.
"""

from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Organization

from .field_types import FIELD_TYPES, plainly
from .models.fields import CustomField


@dataclass(frozen=True)
class CustomFieldShape:
    """One custom field as doors and records need it."""

    id: int
    entity: str
    key: str
    label: str
    type: str
    options: tuple
    folder: str  # "" for none
    required: bool
    default: object

    @property
    def name(self):
        """What history, filters, columns and imports call it."""
        return f"custom.{self.key}"

    @cached_property
    def kind_of_value(self):
        return FIELD_TYPES[self.type]

    def clean(self, value):
        """`value` as an API client sends it, as it is stored. Raises ValidationError."""
        return self.kind_of_value.clean(value, self)

    def read(self, text):
        """`text` as typed or from a file, as it is stored. Raises ValidationError."""
        return self.kind_of_value.read(text, self)

    def is_like(self, value):
        """Whether a stored value looks like one of this field: it may be of a type that the field had before."""
        return self.kind_of_value.is_like(value)

    def in_words(self, value):
        """A stored value as people read it; "" for none."""
        if value is None:
            return ""
        return self.kind_of_value.in_words(value) if self.is_like(value) else plainly(value)

    def write(self, value):
        """A stored value as text; "" for none."""
        if value is None:
            return ""
        return self.kind_of_value.write(value) if self.is_like(value) else plainly(value)

    def as_now(self, value):
        """A value that was stored some time ago, as the field stores it by now; None where it no longer takes it."""
        from .shaping.converting import converted

        try:
            if self.clean(value) == value:
                return value
        except ValidationError:
            pass
        return converted(value, self)[0]


class Shape:
    """The live custom fields of one organization, by kind, those without a folder first, then folder by folder."""

    def __init__(self, rows):
        self._fields = {}
        for row in rows:
            field = CustomFieldShape(**{**row, "options": tuple(row["options"])})
            self._fields.setdefault(field.entity, {})[field.key] = field

    def fields(self, kind):
        """The `CustomFieldShape`s of records of this kind, in their order."""
        return tuple(self._fields.get(kind, {}).values())

    def field(self, kind, key):
        """The field `key` of this kind, or None."""
        return self._fields.get(kind, {}).get(key)

    def folders(self, kind):
        """`[(folder's name or "", [fields])]` in order."""
        grouped = {}
        for field in self.fields(kind):
            grouped.setdefault(field.folder, []).append(field)
        return list(grouped.items())

    def defaults(self, kind):
        """`{key: value}` that new records get."""
        return {field.key: field.default for field in self.fields(kind) if field.default is not None}

    def shown(self, kind, custom):
        """The values in `custom` of fields that are there, in their order; a removed field's are left out."""
        return {field.key: custom[field.key] for field in self.fields(kind) if field.key in custom} if custom else {}

    def as_now(self, kind, custom):
        """The values in `custom`, stored some time ago, as their fields take them by now. Those of fields that are not
        there stay: they may be brought back."""
        fields = {key: self.field(kind, key) for key in custom}
        values = {key: fields[key].as_now(value) if fields[key] else value for key, value in custom.items()}
        return {key: value for key, value in values.items() if value is not None}

    def cleaned(self, kind, values):
        """`{key: value}` as an API client sends it, ready for the verbs' `custom`; None clears.

        Raises ValidationError with `{key: [sentence]}`, also for a required field that would be cleared.
        """
        if not isinstance(values, dict):
            raise ValidationError({"custom": [_("Give an object of fields and values.")]})
        cleaned, errors = {}, {}
        for key, value in values.items():
            field = self.field(kind, key)
            if field is None:
                errors[str(key)[:100]] = [_("There is no such custom field.")]
                continue
            try:
                cleaned[key] = field.clean(value)
                if cleaned[key] is None and field.required:
                    errors[key] = [_("This field is required.")]
            except ValidationError as refusal:
                errors[key] = list(refusal.messages)
        if errors:
            raise ValidationError(errors)
        return cleaned


def shape_of(member):
    """The `Shape` of a member's organization. No query where the member was read with it."""
    return shape_of_organization(member.organization)


def shape_of_organization(organization):
    """The `Shape` of an `Organization` as it was read."""
    kept = organization.__dict__.get("_shape")
    if kept is None or kept[0] is not organization.shape:
        kept = organization.__dict__["_shape"] = (organization.shape, Shape(organization.shape))
    return kept[1]


def shape_now(organization_id):
    """The `Shape` of an organization as it stands in the database. One query."""
    return shape_of_organization(Organization.objects.only("shape").get(pk=organization_id))


def keep_at_hand(organization_id):
    """Write the organization's live custom fields onto its row. In the transaction that changed them."""
    fields = CustomField.objects.filter(organization=organization_id).live().select_related("folder")
    ordered = sorted(fields, key=_place)
    Organization.objects.filter(pk=organization_id).update(shape=[_row(field) for field in ordered])


def _place(field):
    folder = field.folder
    return (field.entity, folder is not None, (folder and (folder.position, folder.pk)) or (), field.position, field.pk)


def _row(field):
    return {
        "id": field.pk,
        "entity": field.entity,
        "key": field.key,
        "label": field.label,
        "type": field.type,
        "options": field.options,
        "folder": field.folder.name if field.folder else "",
        "required": field.required,
        "default": field.default,
    }


def was_changed(sender, instance, **_signal):
    """Receiver for rows of custom fields and folders that were saved or deleted one by one."""
    keep_at_hand(instance.organization_id)
