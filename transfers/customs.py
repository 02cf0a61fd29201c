"""Custom fields as columns of files: `custom.<key>`, in and out."""

import json

from django.core.exceptions import ValidationError
from django.db.models import TextField
from django.db.models.functions import Cast
from import_export.widgets import Widget

from customization.models.customized import PREFIX
from customization.shape import shape_of

from .formulas import cell_value
from .given import CUSTOM
from .widgets import day_of

AS_TEXT = "custom_as_text"


def is_custom(name):
    """Whether a column, or an attribute, is a custom field's."""
    return name.startswith(PREFIX)


class CustomColumn:
    """A custom field as a column that a file may fill; to `given.Columns` as good as a field of a resource."""

    def __init__(self, field):
        self.key, self.column_name, self.attribute = field.key, field.name, field.name
        self.widget = CustomWidget(field)


class CustomWidget(Widget):
    """A cell as the value of a custom field, days also as other columns may have them."""

    def __init__(self, field, **kwargs):
        super().__init__(**kwargs)
        self.field = field

    def clean(self, value, row=None, **kwargs):
        text = cell_value(value)
        if self.field.type == "date":
            day = day_of(text)
            text = day.isoformat() if day else text
        try:
            return self.field.read(text)
        except ValidationError as error:
            raise ValueError(error.messages[0]) from error


class CustomCells:
    """Fills the places of an export's columns that are custom fields. Their values are read once for a record."""

    def __init__(self, kind, columns, member):
        shape = shape_of(member)
        self.places = [
            (place, name.removeprefix(PREFIX), shape.field(kind.slug, name.removeprefix(PREFIX)))
            for place, name in enumerate(columns)
            if is_custom(name)
        ]

    def of(self, records):
        """The queryset `records` with what `fill` reads, in a column named `AS_TEXT`."""
        return records.annotate(**{AS_TEXT: Cast(CUSTOM, TextField())})

    def fill(self, rows):
        """Put the texts into `rows`, lists that end with what `AS_TEXT` holds; a field that is gone stays empty."""
        for cells in rows:
            custom = json.loads(cells.pop())
            for place, key, field in self.places:
                value = custom.get(key) if field else None
                cells.insert(place, "" if value is None else field.write(value))
