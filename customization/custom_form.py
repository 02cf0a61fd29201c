"""Custom fields in the form of a record: typed, checked and told like its own."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .field_types import LONGEST_EMAIL, LONGEST_TEXT, LONGEST_URL
from .models.customized import PREFIX
from .shape import shape_of

LONG = 80  # a text beyond it gets more than one line


class TypedField(forms.Field):
    """One custom field as people type it; comes out as it is stored.

    `present` is the value it has; left as it was written it stays, whatever the field would take by now.
    """

    default_error_messages = {"required": gettext_lazy("This field is required.")}

    def __init__(self, shape, present=None):
        self.shape, self.present = shape, present
        super().__init__(label=shape.label, required=shape.required, widget=_widget(shape, self._fitting(present)))

    def _fitting(self, value):
        """A value of a type that the field had before as the widget can show it: as text, or as none of the boxes."""
        if value is None or self.shape.is_like(value):
            return value
        return [] if self.shape.type == "multiselect" else self.shape.write(value)

    def prepare_value(self, value):
        """A stored value as its widget shows it; what was typed stays as it is."""
        if isinstance(value, list):
            return self._fitting(value)
        return value if isinstance(value, str) or value is None else self.shape.write(value)

    def to_python(self, typed):
        if not self.has_changed(self.present, typed):
            return self.present
        if isinstance(typed, list):
            return self.shape.clean([text for text in typed if text.strip()] or None)
        return self.shape.read((typed or "").replace("\r\n", "\n"))

    def has_changed(self, initial, typed):
        if isinstance(typed, list):
            return list(self._fitting(initial) or []) != typed
        return self.shape.write(initial) != (typed or "").replace("\r\n", "\n").strip()


def _widget(shape, present):
    make = _WIDGETS.get(shape.type)
    if make:
        return make(shape, present)
    is_long = isinstance(present, str) and (len(present) > LONG or "\n" in present)
    widget = forms.Textarea(attrs={"rows": 3}) if is_long else forms.TextInput()
    widget.attrs["maxlength"] = LONGEST_TEXT
    return widget


def _select(shape, present):
    texts = [*shape.options, *([present] if present and present not in shape.options else [])]
    return forms.Select(choices=[("", "—"), *((text, text) for text in texts)])


def _boxes(shape, present):
    texts = [*shape.options, *(text for text in present or () if text not in shape.options)]
    return forms.CheckboxSelectMultiple(choices=[(text, text) for text in texts])


def _yes_or_no(shape, _present):
    return forms.Select(choices=[("", "—"), ("true", _("Yes")), ("false", _("No"))])


_WIDGETS = {
    "number": lambda *_: forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 40}),
    "date": lambda *_: forms.DateInput(attrs={"type": "date"}),
    "boolean": _yes_or_no,
    "select": _select,
    "multiselect": _boxes,
    "url": lambda *_: forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "maxlength": LONGEST_URL}),
    "email": lambda *_: forms.EmailInput(attrs={"autocomplete": "off", "maxlength": LONGEST_EMAIL}),
}


class CustomFields:
    """What a record's form does about custom fields: `custom.plan` is a form field, an initial value and a changed name.

    For a form with `member`, `record` and `fields`. Kinds without custom fields are left alone.
    """

    @property
    def custom_shapes(self):
        """The `CustomFieldShape`s of the form's kind."""
        return shape_of(self.member).fields(getattr(self._meta.model, "KIND", ""))

    def add_custom_fields(self, only=None):
        """Give the form its custom fields, or `only` the one of that name."""
        for shape in self.custom_shapes:
            if only in (None, shape.name):
                self.fields[shape.name] = TypedField(shape, self.initial.get(shape.name))

    def initial_custom(self, record):
        """`{custom.plan: value}` the form begins with: the record's, or the defaults."""
        values = (
            shape_of(self.member).defaults(self._meta.model.KIND) if record is None else getattr(record, "custom", {})
        )
        return {PREFIX + key: value for key, value in values.items()}

    @property
    def custom_folders(self):
        """`[(folder's name or "", [bound fields])]` of the custom fields on the form."""
        folders = {}
        for shape in self.custom_shapes:
            if shape.name in self.fields:
                folders.setdefault(shape.folder, []).append(self[shape.name])
        return list(folders.items())

    @staticmethod
    def folded(values):
        """`values` with those of custom fields under `custom`, as the verbs take them."""
        custom = {name.removeprefix(PREFIX): value for name, value in values.items() if name.startswith(PREFIX)}
        if not custom:
            return values
        return {name: value for name, value in values.items() if not name.startswith(PREFIX)} | {"custom": custom}

    def custom_words(self, name):
        """The record's present value of a custom field as people read it; "" for none."""
        field = self.fields.get(name)
        value = self.now(name)
        return field.shape.in_words(value) if field else str(value or "")
