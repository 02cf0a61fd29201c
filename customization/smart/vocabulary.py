"""What smart lists can ask about, by kind of record.

Every app registers the fields of its records and its facts about the records of lower apps in its `apps.py`:

    vocabulary.register("contact", SmartField("has_open_task", _("Has an open task"), "boolean", value=has_open_task))

An app may bring a type of its own with `register_type`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from ..models.customized import PREFIX
from ..shape import shape_of
from . import expressions as sql
from .operators import DAY_LABELS, OPERATOR_LABELS
from .times import DayType, MomentType
from .values import BooleanType, MemberType, MultiselectType, NumberType, SelectType, TagsType, TextType

TYPES = {
    "text": TextType(),
    "number": NumberType(),
    "boolean": BooleanType(),
    "date": DayType(),
    "datetime": MomentType(),
    "select": SelectType(),
    "multiselect": MultiselectType(),
    "tags": TagsType(),
    "member": MemberType(),
}


@dataclass(frozen=True)
class SmartField:
    """One thing conditions can ask about.

    `value(member)` makes the expression of what a record has, null (or "" for texts) where it has nothing. It must show
    `member` nothing they may not see. `options(member)` gives [(value, label)] where only those are taken. The others
    are for speed, and must find what `value` would:

    - `hint(text)`: what must be true of a row whose text holds `text`, found by an index, or None
    - `is_exactly(value)`: whether a row has this value, or what must be true of those that have
    - `has(…)`: whether a set has something
    - `related(member, ask)`: whether `ask(expression)` is true of the text on another record
    - `found(member)`: whether a fact is true
    - `counted(member, ask)`: whether a row has any, and `ask`, an expression over their number `n`, is true
    - `since(moment, member)`: whether a moment is not before `moment`
    """

    name: str
    label: str
    type: str
    value: Callable = None
    section: str = ""  # the heading the builder puts it under, "" for the record itself
    options: Callable = None
    hint: Callable = None
    is_exactly: Callable = None
    has: Callable = None
    related: Callable = None
    found: Callable = None
    counted: Callable = None
    since: Callable = None
    is_utc: bool = False  # a moment that is a day in UTC wherever the reader is
    custom_key: str = ""

    @property
    def kind_of_value(self):
        return TYPES[self.type]

    @property
    def operators(self):
        """The names of the operators that fit, in order."""
        return self.kind_of_value.operators

    @property
    def operator_choices(self):
        """[(name, label)] of the operators that fit, for a picker."""
        return [(name, self.operator_label(name)) for name in self.operators]

    def operator_label(self, name):
        """What an operator is called of this field."""
        said_of_days = self.type in ("date", "datetime") and DAY_LABELS.get(name)
        return said_of_days or OPERATOR_LABELS[name]

    def choices(self, member):
        """[(value, label)] of what can be chosen; empty where anything can be said."""
        return list(self.options(member)) if self.options else []


_fields: dict = {}


def register_type(name, kind_of_value):
    """Let fields have the type `name`, which reads, asks and says values as those of `customization.smart.values` do."""
    TYPES[name] = kind_of_value


def register(kind, *fields):
    """Let smart lists of a kind of record ("contact") ask about `fields`, `SmartField`s. A name twice replaces."""
    own = _fields.setdefault(kind, {})
    for field in fields:
        own[field.name] = field


def kinds():
    """The kinds of records that have smart lists."""
    return tuple(_fields)


def fields_of(kind, member):
    """`{name: SmartField}` that smart lists of a kind can ask about, custom fields of the organization among them."""
    custom = {shape.name: _custom(shape) for shape in shape_of(member).fields(kind)}
    return _fields.get(kind, {}) | custom


def column(name, label, type="text", **more):
    """A `SmartField` of a column of the record itself; `path` where it is called otherwise."""
    path = more.pop("path", name)
    return SmartField(name, label, type, value=lambda member: F(path), **more)


def _custom(shape):
    key = shape.key
    made = {
        "number": {
            "value": lambda member: sql.custom_number(key),
            "is_exactly": lambda value: sql.custom_hint(key, value),
        },
        "boolean": {"value": lambda member: sql.custom_boolean(key)},
        "date": {"value": lambda member: sql.custom_date(key)},
        "select": {"value": lambda member: sql.custom_text(key), "is_exactly": lambda value: sql.custom_is(key, value)},
        "multiselect": {"value": lambda member: sql.custom_items(key), "has": lambda item: sql.custom_has(key, item)},
    }.get(shape.type, {"value": lambda member: sql.custom_text(key)})
    options = (lambda member: [(option, option) for option in shape.options]) if shape.options else None
    type = shape.type if shape.type in TYPES else "text"  # web and e-mail addresses are texts
    return SmartField(
        shape.name, shape.label, type, section=_("Custom fields"), options=options, custom_key=key, **made
    )


__all__ = ["OPERATOR_LABELS", "PREFIX", "SmartField", "column", "fields_of", "kinds", "register", "replace"]
