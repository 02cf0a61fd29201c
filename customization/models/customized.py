"""Records with fields that their organization gave them."""

from django.db import models, transaction
from django.utils.translation import gettext as _

from .tags import Taggable, TaggableQuerySet

PREFIX = "custom."


class CustomizedQuerySet(TaggableQuerySet):
    @transaction.atomic
    def create_all(self, records, *, by, act=None):
        """As for every record; custom fields nothing was said of get their defaults."""
        from ..shape import shape_of

        defaults = shape_of(by).defaults(self.model.KIND)
        if defaults:
            for record in records:
                record.custom = {**defaults, **record.custom}
        return super().create_all(records, by=by, act=act)


class Customized(Taggable):
    """A recorded model with custom fields.

    `custom` holds `{key: value}`, values as `customization.field_types` makes them, never null. In a verb's values it
    says only what changes: `contact.change(by=member, custom={"plan": "Gold", "fax": None})` sets one value, takes one
    away and leaves the others. What it is given was cleaned before, by `Shape.cleaned`. History tells each as `custom.plan`.
    """

    custom = models.JSONField(default=dict, blank=True, editable=False)

    objects = CustomizedQuerySet.as_manager()

    class Meta(Taggable.Meta):
        abstract = True

    @classmethod
    def create(cls, *, by, act=None, **values):
        """As for every record; custom fields nothing is said of get their defaults."""
        from ..shape import shape_of

        defaults = shape_of(by).defaults(cls.KIND)
        if defaults:
            values["custom"] = {**defaults, **(values.get("custom") or {})}
        return super().create(by=by, act=act, **values)

    def take(self, values):
        if "custom" in values:
            merged = {**self.custom, **values["custom"]}
            values = {**values, "custom": {key: value for key, value in merged.items() if value is not None}}
        super().take(values)

    @classmethod
    def before_restoring(cls, snapshots):
        """As for every record; custom values become what their fields take by now."""
        super().before_restoring(snapshots)
        held = [columns for columns in snapshots if columns.get("custom")]
        if held:
            from ..shape import shape_now

            shape = shape_now(held[0]["organization_id"])
            for columns in held:
                columns["custom"] = shape.as_now(cls.KIND, columns["custom"])

    def label_of(self, name):
        if not name.startswith(PREFIX):
            return super().label_of(name)
        field = self._custom_field(name)
        if field:
            return field.label
        key = name.removeprefix(PREFIX)
        return _("%(name)s (removed field)") % {"name": key.replace("_", " ").capitalize()}

    def in_words(self, name, value):
        if not name.startswith(PREFIX):
            return super().in_words(name, value)
        field = self._custom_field(name)
        return str(value) if field is None else field.in_words(value)

    def _custom_field(self, name):
        """The live field a tracked name means, or None. No query where the record has its organization at hand."""
        from ..shape import shape_of_organization

        return shape_of_organization(self.organization).field(self.KIND, name.removeprefix(PREFIX))

    def state(self, names=None):
        state = super().state(names)
        if names is None:
            keys = self.custom
        else:
            keys = dict.fromkeys(name.removeprefix(PREFIX) for name in names if name.startswith(PREFIX))
            if "custom" in names and isinstance(names, dict):
                keys |= names["custom"]
        return state | {PREFIX + key: self.custom.get(key) for key in keys}

    def from_state(self, state):
        custom = {name.removeprefix(PREFIX): value for name, value in state.items() if name.startswith(PREFIX)}
        values = super().from_state({name: value for name, value in state.items() if not name.startswith(PREFIX)})
        return values | ({"custom": custom} if custom else {})
