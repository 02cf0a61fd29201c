"""What a stored value becomes when its field gets another type or other options."""

from decimal import Decimal

from django.core.exceptions import ValidationError

from ..field_types import SEPARATOR
from ..models.fields import CustomField

AS_TEXT = (CustomField.TEXT, CustomField.URL, CustomField.EMAIL, CustomField.SELECT, CustomField.DATE)
WORDS = {
    CustomField.TEXT: (("true",), ("false",)),
    CustomField.NUMBER: (("1",), ("0",)),
    CustomField.BOOLEAN: (("true",), ("false",)),
    CustomField.SELECT: (("true", "yes", "1"), ("false", "no", "0")),
}


def stays_as_it_is(old, new):
    """Whether every value of a field that was `old` (a `CustomFieldShape`) is stored the same way as `new`."""
    if new.type == CustomField.TEXT and old.type in AS_TEXT:
        return True
    return old.type == new.type and set(old.options) <= set(new.options)


def converted(value, field, renamed=None):
    """`(value as `field` (a `CustomFieldShape`) stores it or None, whether nothing of it was lost)`.

    `renamed` maps options to what they are called now. What was stored may be of any type.
    """
    parts = [_renamed(part, renamed) for part in value] if isinstance(value, list) else None
    if field.type == CustomField.MULTISELECT:
        return _several(parts if parts is not None else _renamed(value, renamed), field)
    if parts is None:
        value = _renamed(value, renamed)
    elif field.type == CustomField.TEXT:
        value = f"{SEPARATOR} ".join(map(str, parts))
    elif len(parts) == 1:
        value = parts[0]
    else:
        return None, False
    found = _first(_texts(value, field), field)
    return found, found is not None


def _renamed(value, renamed):
    return renamed.get(value, value) if renamed and isinstance(value, str) else value


def _several(value, field):
    """Those parts of a value that are options."""
    if not isinstance(value, list):
        whole = _first(_texts(value, field), field)
        if whole is not None:
            return whole, True
        value = [part for part in str(value).split(SEPARATOR) if part.strip()]
    chosen = {option for part in value for option in field.options if option.casefold() == str(part).strip().casefold()}
    kept = [option for option in field.options if option in chosen]
    return kept or None, len(kept) == len({str(part).casefold() for part in value}) > 0


def _first(texts, field):
    for text in texts:
        try:
            found = field.read(text)
        except ValidationError:
            continue
        if found is not None:
            return found
    return None


def _texts(value, field):
    """The texts that may stand for a stored value in a field of another type, the likeliest first."""
    if isinstance(value, bool):
        yes, no = WORDS.get(CustomField.SELECT if field.type == CustomField.MULTISELECT else field.type, ((), ()))
        return yes if value else no
    if isinstance(value, int | float):
        is_address = field.type in (CustomField.URL, CustomField.EMAIL)
        return () if is_address else (str(value) if isinstance(value, int) else format(Decimal(repr(value)), "f"),)
    text = str(value)
    if field.type == CustomField.URL and "://" not in text and ("." not in text or "@" in text):
        return ()
    return (text,)
