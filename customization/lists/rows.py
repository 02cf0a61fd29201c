"""The rows of the builder: what stands in them, and how they are drawn."""

from dataclasses import dataclass
from dataclasses import field as a_field
from functools import cached_property

from django.utils.html import format_html
from django.utils.translation import gettext as _

from ..smart.operators import OPERATOR_LABELS
from .controls import texts_of

MOST_ROWS = 100  # of the form; a query has fewer, which the check says


@dataclass
class Row:
    """One condition as it stands in the form."""

    field: str = ""
    op: str = ""
    texts: list = a_field(default_factory=list)
    error: str = ""
    was: str = ""  # the field the row was drawn with
    is_new: bool = False
    place: str = ""  # "0-2": the third of the first group


@dataclass
class Group:
    """Conditions of which all must hold. One without rows, which only an address can ask for, holds for every record."""

    rows: list = a_field(default_factory=list)
    error: str = ""
    place: str = ""


def group_of(raw):
    """A group of a query as JSON, whatever somebody put there."""
    conditions = raw.get("conditions") if isinstance(raw, dict) else None
    rows = [row_of(condition) for condition in conditions[:MOST_ROWS]] if isinstance(conditions, list) else []
    return Group(rows)


def row_of(raw):
    """A condition of a query as JSON, whatever somebody put there."""
    raw = raw if isinstance(raw, dict) else {}
    name, op = (str(raw.get(part) or "")[:200].replace("\x00", "") for part in ("field", "op"))
    return Row(name or "?", op, texts_of(raw.get("value")))


def typed_row(typed, place):
    """A condition as it was sent in the fields of `place`."""
    texts = [text.replace("\x00", "") for text in typed.getlist(f"value-{place}")]
    name, op = (typed.get(f"{part}-{place}", "")[:200].replace("\x00", "") for part in ("field", "op"))
    return Row(name, op, texts, was=typed.get(f"was-{place}", name))


class Drawn:
    """What the templates show of one row."""

    def __init__(self, builder, row):
        self.builder, self.row, self.place = builder, row, row.place

    @cached_property
    def field(self):
        return self.builder.field(self.row.field)

    @property
    def label(self):
        return self.field.label if self.field else self.row.field

    @property
    def field_options(self):
        """The options of the field picker; a field that is gone stays what is chosen."""
        name, options = self.row.field, self.builder.field_options(self.row.field)
        if name and self.field is None:
            gone = _("%(name)s (gone)") % {"name": name[:80]}
            return format_html('<option value="{}" selected>{}</option>{}', name, gone, options)
        return options

    @property
    def op_options(self):
        """(name, label, whether it is chosen) of the operators that fit, and of one that does not but was asked for."""
        offered = {}
        for name, label in self.field.operator_choices if self.field else ():
            offered.setdefault(str(label), name)  # of days, "before" and "lt" are one
            if name == self.row.op:
                offered[str(label)] = name
        if self.row.op not in offered.values() and self.row.op:
            offered[str(OPERATOR_LABELS.get(self.row.op, self.row.op))] = self.row.op
        return [(name, label, name == self.row.op) for label, name in offered.items()]

    @cached_property
    def control(self):
        control = self.builder.control(self.row)
        return control and control.showing(self.row.texts)

    @cached_property
    def texts(self):
        return self.control.shown(self.row.texts) if self.control else self.row.texts

    @property
    def first(self):
        return self.texts[0] if self.texts else ""

    @property
    def second(self):
        return self.texts[1] if len(self.texts) > 1 else ""

    @property
    def options(self):
        """(value, label, whether it is chosen) of what the field offers, and of what was asked for but is gone."""
        offered = self.builder.choices(self.row.field)
        chosen = set(self.texts)
        options = [(value, label, value in chosen) for value, label in offered]
        known = {value for value, _label in offered}
        return options + [(text, text, True) for text in self.texts if text not in known]
