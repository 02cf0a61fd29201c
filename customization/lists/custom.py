"""Custom fields on lists and cards: how values are drawn, columns, and filters one can add."""

from dataclasses import dataclass
from functools import partial

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from ..filters import FROM, RANGED, TO
from ..models.customized import PREFIX
from ..shape import shape_of
from .columns import Column
from .pickers import Picker, any_of

WEB = '<a class="link" hx-boost="false" href="{}" rel="noopener noreferrer nofollow" target="_blank">{}</a>'
MAIL = '<a class="link" hx-boost="false" href="mailto:{}">{}</a>'
LOOKS = {"number": "num second", "date": "nowrap second", "url": "long second", "email": "long second"}
OTHERWISE = "medium second"


def draw_value(field, value):
    """A stored value of a `CustomFieldShape` as cells and cards show it; "" for none."""
    if value is None or not field.is_like(value):
        return field.in_words(value)
    if field.type == "multiselect":
        return format_html_join("", '<span class="tag">{}</span> ', ((text,) for text in value))
    if field.type == "url":
        return format_html(WEB, value, value.partition("://")[2].rstrip("/"))
    if field.type == "email":
        return format_html(MAIL, value, value)
    return field.in_words(value)


def draw_cell(record, _reader, *, field):
    return draw_value(field, record.custom.get(field.key))


def column_of(field):
    """The column of a custom field."""
    return Column(
        field.name,
        field.label,
        draws=partial(draw_cell, field=field),
        sort=field.name,
        edits=field.name,
        look=LOOKS.get(field.type, OTHERWISE),
        is_default=False,
        has_links=field.type in ("url", "email"),
        folder=field.folder or _("Other fields"),
    )


def columns_of(kind, member):
    """The columns of the custom fields of a kind, in their order."""
    return tuple(column_of(field) for field in shape_of(member).fields(kind))


def column_named(kind, name, member):
    """The column of one custom field, or None."""
    field = _field(kind, name, member)
    return field and column_of(field)


def _field(kind, name, member):
    return shape_of(member).field(kind, name.removeprefix(PREFIX)) if name.startswith(PREFIX) else None


# -- filters ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CustomPicker(Picker):
    """A filter by one custom field."""

    field_shape: object = None

    @property
    def part(self):
        parts = {"boolean": "one", "select": "many", "multiselect": "many"} | dict.fromkeys(RANGED, "range")
        return f"customization/lists/_pick_{parts.get(self.field_shape.type, 'text')}.html"

    @property
    def folder(self):
        """The heading it stands under among the filters."""
        return self.field_shape.folder or _("Other fields")

    @property
    def names(self):
        return (self.name, self.name + FROM, self.name + TO) if self.field_shape.type in RANGED else (self.name,)

    @property
    def input(self):
        return "date" if self.field_shape.type == "date" else "text"

    def options(self, member):
        if self.field_shape.type == "boolean":
            return [("true", _("Yes")), ("false", _("No"))]
        return [(option, option) for option in self.field_shape.options]

    def words(self, active, member):
        shape = self.field_shape
        values = active.get(self.name)
        if values:
            return any_of(
                value if isinstance(value, str) and shape.options else shape.in_words(value) for value in values
            )
        first, last = (shape.in_words(active.get(self.name + end)) for end in (FROM, TO))
        if first and last:
            return _("%(first)s to %(last)s") % {"first": first, "last": last}
        if first:
            return _("from %(first)s") % {"first": first}
        return _("up to %(last)s") % {"last": last} if last else ""

    def field(self, params, member):
        first, last = (params.get(self.name + end, "") for end in (FROM, TO))
        shown = super().field(params, member)
        if self.field_shape.type in RANGED and shown["picked"]:
            first = last = shown["picked"][0]
        return shown | {"first": first, "last": last}


def pickers_of(kind, member):
    """Filters by the custom fields of a kind, in their order."""
    fields = shape_of(member).fields(kind)
    return tuple(CustomPicker(field.name, field.label, field_shape=field) for field in fields)


# -- cards ------------------------------------------------------------------------------------------------------


def facts_of(record, member):
    """`[(folder's name or "", [(label, value as HTML)])]` of what `record` has; folders with nothing are left out."""
    folders = []
    for folder, fields in shape_of(member).folders(record.KIND):
        custom = record.custom
        facts = [(field, draw_value(field, custom[field.key])) for field in fields if field.key in custom]
        if facts:
            folders.append((folder, facts))
    return folders
