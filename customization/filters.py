"""Lists narrowed and sorted by custom fields: on the page, in the API, for an export."""

from functools import cached_property

import django_filters as df
from django import forms
from django.db.models.expressions import OrderBy

from api.filters import ManyTexts

from .models.customized import PREFIX
from .shape import shape_of
from .smart import expressions as sql
from .smart.filters import SmartListFilter

FROM, TO = ".from", ".to"
RANGED = ("number", "date")  # types of which a first and a last value can be asked for

#: What a field is sorted by, by its type; texts without case, lists by their first text.
SORT_KEYS = {
    "number": sql.custom_number,
    "date": sql.custom_date,
    "boolean": sql.custom_boolean,
    "multiselect": lambda key: sql.folded(sql.custom_items(key)),
}


def sort_key(field):
    """The expression that a list is sorted by for a `CustomFieldShape`; null where a record has no value."""
    make = SORT_KEYS.get(field.type)
    return make(field.key) if make else sql.folded(sql.custom_text(field.key))


class Typed(ManyTexts):
    """Values of one custom field from a parameter that may be repeated; comes out as they are stored."""

    def __init__(self, *, shape, **kwargs):
        self.shape = shape
        super().__init__(**kwargs)

    def clean(self, value):
        texts = super().clean(value)
        if self.shape.type in ("text", "url", "email"):
            return texts
        return [one for text in texts for one in self._read(text)]

    def _read(self, text):
        """The stored values one text means; of a list each by itself."""
        value = self.shape.read(text)
        return value if isinstance(value, list) else [value]


class CustomFilter(df.Filter):
    """Records whose custom field is any of several values: `?custom.plan=Gold&custom.plan=Silver`.

    Texts are equal whatever their case; of a field with several values one is enough.
    """

    field_class = Typed

    def __init__(self, shape):
        self.shape = shape
        super().__init__(label=shape.label, shape=shape)

    def filter(self, queryset, values):
        return queryset.filter(self._truth(values)) if values else queryset

    def _truth(self, values):
        key, type = self.shape.key, self.shape.type
        if type == "multiselect":
            return sql.any_of([sql.custom_has(key, value) for value in values])
        if type in ("text", "url", "email"):
            return sql.among(sql.folded(sql.custom_text(key)), [sql.fold_text(value) for value in values])
        return sql.any_of([sql.custom_is(key, value) for value in values])


class Bound(forms.CharField):
    """The first or the last value of a range, as it is stored."""

    def __init__(self, *, shape, **kwargs):
        self.shape = shape
        super().__init__(max_length=40, **kwargs)

    def clean(self, value):
        text = super().clean(value)
        return self.shape.read(text) if text else None


class BoundFilter(df.Filter):
    """Records whose custom field is at least (`custom.size.from`) or at most (`custom.size.to`) a value."""

    field_class = Bound

    def __init__(self, shape, sign):
        self.shape, self.sign = shape, sign
        super().__init__(label=shape.label, shape=shape)

    def filter(self, queryset, value):
        if value is None:
            return queryset
        return queryset.filter(sql.compared(sort_key(self.shape), self.sign, sql.Given(value)))


def filters_of(shape):
    """`{parameter: filter}` of what a list can be asked about one custom field."""
    found = {shape.name: CustomFilter(shape)}
    if shape.type in RANGED:
        found |= {shape.name + FROM: BoundFilter(shape, ">="), shape.name + TO: BoundFilter(shape, "<=")}
    return found


class CustomListFilter(SmartListFilter):
    """A list of records with custom fields. Each is a filter and a sort by its name, `custom.plan`; who has no value comes
    last in either direction. Costs nothing where no custom field is asked for."""

    @property
    def kind(self):
        return self.queryset.model.KIND

    def custom_field(self, name):
        """The live custom field of this name, or None."""
        if not str(name).startswith(PREFIX):
            return None
        return shape_of(self.member).field(self.kind, name.removeprefix(PREFIX))

    @cached_property
    def custom_filters(self):
        """`{parameter: filter}` of the custom fields that are asked for."""
        asked = [name for name in self.data if name.startswith(PREFIX)]
        found = {}
        for field_name in dict.fromkeys(".".join(name.split(".")[:2]) for name in asked):
            shape = self.custom_field(field_name)
            found |= filters_of(shape) if shape else {}
        return {name: found[name] for name in asked if name in found}

    @property
    def known(self):
        return [*super().known, *self.custom_filters]

    @cached_property
    def filters(self):
        filters = super().filters
        for name, made in self.custom_filters.items():
            made.parent, made.model = self, self.queryset.model
            filters[name] = made
        return filters

    @property
    def is_searched(self):
        return super().is_searched or bool(self.custom_filters)

    # -- sorting ---------------------------------------------------------------------------------

    def is_sort(self, name):
        return super().is_sort(name) or self.custom_field(name) is not None

    @property
    def is_plain(self):
        return super().is_plain and self.sort_by in self.SORTS

    def sort_keys(self, sign):
        if self.sort_by in self.SORTS:
            return super().sort_keys(sign)
        return [OrderBy(sort_key(self.custom_field(self.sort_by)), descending=bool(sign), nulls_last=True)]
