"""What a custom field or a folder may be called and hold."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..field_types import FIELD_TYPES, SEPARATOR
from ..models.fields import CustomField
from ..shape import CustomFieldShape

LONGEST_NAME = 80
LONGEST_OPTION = 100
LONGEST_KEY = 50
MOST_FOLDERS = 100
FARTHEST = 1_000_000  # position


def line(value, longest=LONGEST_NAME):
    """`value` as one line of 1 to `longest` characters. Raises ValidationError."""
    if not isinstance(value, str):
        raise ValidationError(_("Give a text."))
    if any(unicodedata.category(char) in ("Cc", "Cs") and not char.isspace() for char in value):
        raise ValidationError(_("Contains characters that cannot be stored, such as a NUL byte."))
    text = " ".join(value.split())
    if not text:
        raise ValidationError(_("This field is required."))
    if len(text) > longest:
        raise ValidationError(_("Give at most %(most)s characters.") % {"most": longest})
    return text


def checked_type(value):
    if not isinstance(value, str) or value not in FIELD_TYPES:
        raise ValidationError(_("Choose one of: %(types)s.") % {"types": ", ".join(FIELD_TYPES)})
    return value


def checked_entity(value):
    kinds = [kind for kind, _label in CustomField.ENTITIES]
    if not isinstance(value, str) or value not in kinds:
        raise ValidationError(_("Choose one of: %(types)s.") % {"types": ", ".join(kinds)})
    return value


def checked_options(value, type):
    """The options of a field of this type: a list of different texts; of other types there are none."""
    if type not in CustomField.WITH_OPTIONS:
        if value:
            raise ValidationError(_("Only fields of the types select and multiselect have options."))
        return []
    if not isinstance(value, list | tuple):
        raise ValidationError(_("Give a list of texts."))
    if len(value) > CustomField.MOST_OPTIONS:
        raise ValidationError(_("A field has at most %(most)s options.") % {"most": CustomField.MOST_OPTIONS})
    options = [line(option, LONGEST_OPTION) for option in value]
    if any(SEPARATOR in option for option in options):
        raise ValidationError(_("An option has no “;”: it stands between several of them in files."))
    if not options:
        raise ValidationError(_("Give at least one option."))
    seen = set()
    for option in options:
        if option.casefold() in seen:
            raise ValidationError(_("“%(option)s” is in the list twice.") % {"option": option})
        seen.add(option.casefold())
    return options


def checked_flag(value):
    if not isinstance(value, bool):
        raise ValidationError(_("Give true or false."))
    return value


def checked_position(value):
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= FARTHEST:
        raise ValidationError(_("Give a whole number from 0 to %(most)s.") % {"most": FARTHEST})
    return value


def key_of(label, taken):
    """A key made of a label, other than those `taken`: "Größe (m²)" → "grosse_m2"."""
    folded = unicodedata.normalize("NFKD", label.casefold()).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "_", folded).strip("_") or "field"
    stem = (stem if stem[0].isalpha() else f"field_{stem}")[:LONGEST_KEY].rstrip("_")
    key, number = stem, 2
    while key in taken:
        key = f"{stem[: LONGEST_KEY - len(str(number)) - 1]}_{number}"
        number += 1
    return key


def shape_as(*, type, options, pk=0, entity="contact", key="", label="", required=False):
    """A `CustomFieldShape` to clean and write values with."""
    return CustomFieldShape(
        id=pk, entity=entity, key=key, label=label, type=type, options=tuple(options), folder="", required=required,
        default=None,
    )  # fmt: skip


def shape_of_field(field):
    """The `CustomFieldShape` of a row."""
    return shape_as(type=field.type, options=field.options, pk=field.pk, entity=field.entity, key=field.key)


class Refusals:
    """Gathers what is wrong with several values, by name, and raises it together."""

    def __init__(self):
        self.errors = {}

    def check(self, name, check, *given):
        """What `check(*given)` returns; None if it refuses, which is kept."""
        try:
            return check(*given)
        except ValidationError as refusal:
            self.errors[name] = list(refusal.messages)
            return None

    def tell(self):
        if self.errors:
            raise ValidationError(self.errors)
