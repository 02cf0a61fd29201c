"""Columns of a file that become custom fields of their own."""

from itertools import islice

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from customization.field_types import SEPARATOR
from customization.models import CustomField
from customization.models.customized import PREFIX
from customization.shape import CustomFieldShape
from customization.shaping import add_field

from .customs import CustomWidget
from .formulas import cell_value
from .intake import table_of

NEW = "custom:new"  # what a column is mapped to until its field is there
LOOKED_AT = 20_000  # rows; in a longer file nobody can tell all that is chosen from
MOST_OPTIONS = 12
LONGEST_OPTION = 40
LONGEST_DAY = 11  # "31. 12.2026"
SEEN_PER_OPTION = 2  # a text that comes less often on average is no option
_TRIED = (CustomField.BOOLEAN, CustomField.NUMBER, CustomField.DATE, CustomField.EMAIL, CustomField.URL)
_BOOLEAN_WORDS = {"0", "1"}


def may_add(transfer, member):
    """Whether `member` may let columns of this import become custom fields."""
    entities = {entity for entity, _label in CustomField.ENTITIES}
    return member.is_admin and transfer.kind in entities


def guess_type(texts, is_whole=True):
    """(type, options) of a field that takes all of `texts`, the filled cells of a column, as they are.

    Unless they are the whole column it has no options.
    """
    different = list(dict.fromkeys(texts))
    for type_ in _TRIED if different else ():
        if _takes(type_, different):
            return type_, []
    options = _options([part.strip() for text in texts for part in text.split(SEPARATOR) if part.strip()])
    if not (options and is_whole):
        return CustomField.TEXT, []
    several = any(SEPARATOR in text for text in different)
    return CustomField.MULTISELECT if several else CustomField.SELECT, options


def _takes(type_, texts):
    if type_ == CustomField.BOOLEAN and set(texts) <= _BOOLEAN_WORDS and len(texts) == 1:
        return False  # a column of ones counts something, as likely as not
    if type_ == CustomField.NUMBER and any(_is_no_amount(text) for text in texts):
        return False
    if type_ == CustomField.DATE and any(len(text) > LONGEST_DAY for text in texts):
        return False  # there is a time behind it
    if type_ == CustomField.URL and not all("://" in text or text.lower().startswith("www.") for text in texts):
        return False
    widget = CustomWidget(_shape(type_))
    try:
        for text in texts:
            widget.clean(text)
    except ValueError:
        return False
    return True


def _is_no_amount(text):
    """Whether a number would lose something: the zero in front of a postal code, the plus of a telephone number."""
    digits = text.lstrip("'")
    return digits.startswith("+") or (len(digits) > 1 and digits[0] == "0" and digits[1].isdigit())


def _options(texts):
    """What is chosen from, if that is what the texts look like; else nothing."""
    first = {}
    for text in texts:
        first.setdefault(" ".join(text.split()).casefold(), " ".join(text.split()))
    options = list(first.values())
    fits = len(options) <= MOST_OPTIONS and all(len(option) <= LONGEST_OPTION for option in options)
    return sorted(options, key=str.casefold) if fits and len(texts) >= SEEN_PER_OPTION * len(options) else []


def _shape(type_):
    return CustomFieldShape(0, "contact", "", "", type_, (), "", required=False, default=None)


@transaction.atomic
def add_new_fields(transfer, *, by):
    """Make the custom fields that the transfer's mapping has `NEW` for, all or none, and map the columns to them.

    Returns the `CustomField`s. Raises ValidationError `{"column_3": sentences}`; Unreadable if the file cannot be read.
    """
    columns, is_whole = _columns(transfer, [n for n, field in enumerate(transfer.mapping) if field == NEW])
    made, wrong = {}, {}
    for position, texts in columns.items():
        type_, options = guess_type(texts, is_whole)
        label = transfer.header[position][:80].strip() or _("Column %d") % (position + 1)
        try:
            made[position] = add_field(by=by, entity=transfer.kind, label=label, type=type_, options=options)
        except ValidationError as refusal:
            wrong[f"column_{position}"] = list(refusal.messages)
    if wrong:
        raise ValidationError(wrong)
    for position, field in made.items():
        transfer.mapping[position] = PREFIX + field.key
    transfer.organization = transfer.member.organization = by.organization  # which knows them
    return list(made.values())


def _columns(transfer, positions):
    """(`{position: [text of each filled cell]}` of the first rows, whether there are no more)."""
    found, count = {position: [] for position in positions}, 0
    for row in islice(table_of(transfer).rows(), LOOKED_AT + 1):
        count += 1
        for position in positions if not row.fault else ():
            text = cell_value(row.cells[position])
            if text:
                found[position].append(text)
    return found, count <= LOOKED_AT
