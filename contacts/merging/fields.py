"""Which values the one record has that is made of two."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.ownership import is_named_to
from activity.told import label_of, object_in_words
from customization.shape import shape_of

KEPT, GONE, BOTH = "kept", "gone", "both"
CUSTOM = "custom."
JOINED = "notes"  # two texts about one: both are read


@dataclass(frozen=True)
class FieldOfTwo:
    """A field of two records: its name, what people call it, both values as they are stored and in words, and which one is
    taken unless somebody says otherwise."""

    name: str
    label: str
    kept: object
    gone: object
    kept_words: str
    gone_words: str
    taken: str
    is_told: bool = True

    @property
    def differs(self):
        """Whether there is anything to choose."""
        return self.is_told and self.kept != self.gone and not (_blank(self.kept) or _blank(self.gone))

    @property
    def is_filled(self):
        """Whether the kept one gets what it lacks."""
        return self.is_told and _blank(self.kept) and not _blank(self.gone)

    @property
    def choices(self):
        return (KEPT, GONE, BOTH) if self.name == JOINED and self._fits else (KEPT, GONE)

    @property
    def _fits(self):
        return not _blank(self.kept) and not _blank(self.gone) and len(joined(self.kept, self.gone)) <= 20_000

    def value(self, choice):
        """The value that `choice` stands for."""
        return {KEPT: self.kept, GONE: self.gone}[choice] if choice != BOTH else joined(self.kept, self.gone)


def joined(one, other):
    """Two texts in one, the same text once."""
    return one if other in one else f"{one}\n\n{other}"


def fields_of(kept, gone, *, member, left_out=()):
    """The `FieldOfTwo`s of two records, as `member` may read them, custom fields included; tags are united."""
    model = type(kept)
    names = [name for name in model.TRACKED if name not in ("is_private", *left_out)]
    fields = [_plain(kept, gone, name, member) for name in names]
    shape = shape_of(member).fields(model.KIND)
    return [*fields, *(_custom(kept, gone, field) for field in shape)]


def _plain(kept, gone, name, member):
    one, other = getattr(kept, name), getattr(gone, name)
    words, is_told = ["", ""], True
    for n, record in enumerate((kept, gone)):
        words[n], is_known = _words(record, name, member)
        is_told = is_told and is_known
    field = FieldOfTwo(name, label_of(kept, name), one, other, *words, _taken(one, other), is_told)
    return field if BOTH not in field.choices else _with(field, BOTH)


def _with(field, taken):
    return FieldOfTwo(**{**field.__dict__, "taken": taken})


def _custom(kept, gone, shaped):
    one, other = kept.custom.get(shaped.key), gone.custom.get(shaped.key)
    words = ["" if value is None else str(shaped.write(value)) for value in (one, other)]
    return FieldOfTwo(CUSTOM + shaped.key, shaped.label, one, other, *words, _taken(one, other))


def _taken(one, other):
    return GONE if _blank(one) and not _blank(other) else KEPT


def _blank(value):
    return value in (None, "", [], {})


def _words(record, name, member):
    """(a value as people read it, whether `member` may)."""
    field = next(field for field in record._meta.concrete_fields if name in (field.attname, field.name))
    value = getattr(record, name)
    if _blank(value):
        return "", True
    if field.is_relation:
        other = getattr(record, field.name)
        if hasattr(other, "is_private") and not is_named_to(member, other):
            return "", False
        return str(other), True
    words = record.in_words(name, value)
    if words is None:
        words = object_in_words(value) if isinstance(value, dict) else str(dict(field.flatchoices).get(value, value))
    return (capfirst(words) if field.choices else words), True


def chosen(fields, choices, values):
    """`{name: value}` of what the kept record gets where that is not what it has; custom values under "custom".

    `choices` maps names to "kept", "gone" or, of the text about a record, "both"; `values` gives others, cleaned. Raises
    ValidationError naming what is no field or no choice.
    """
    known = {field.name: field for field in fields}
    _must_be_known(known, choices, values)
    taken, custom = {}, {}
    for field in fields:
        choice = choices.get(field.name, field.taken)
        value = values[field.name] if field.name in values else field.value(choice)
        if value != field.kept:
            into, name = (custom, field.name[len(CUSTOM) :]) if field.name.startswith(CUSTOM) else (taken, field.name)
            into[name] = value
    return taken | ({"custom": custom} if custom else {})


def _must_be_known(known, choices, values):
    errors = {}
    for name, choice in choices.items():
        if name not in known:
            errors[name] = _("There is no such field to choose.")
        elif choice not in known[name].choices:
            errors[name] = _("Choose one of: %(choices)s.") % {"choices": ", ".join(known[name].choices)}
    errors |= {name: _("There is no such field to choose.") for name in values if name not in known}
    if errors:
        raise ValidationError(errors)
