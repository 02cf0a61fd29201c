"""How a cell becomes a field's value and back: checked as the field is, never a raw foreign key."""

import datetime
import re

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, MaxLengthValidator
from django.utils.translation import gettext as _
from import_export import widgets

from accounts.emails import NOT_AN_EMAIL
from customization.field_types import FIELD_TYPES
from customization.models import Tag
from customization.models.tags import clean_names

from .formulas import cell_value, neutralised

_LONE = re.compile("[\ud800-\udfff]")  # half a character, which no database stores
_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ].*)?")
_DOTTED = re.compile(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})")
_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


def day_of(text):
    """The day `text` says clearly, or None: 2026-01-31, 31.1.2026, or with slashes where only one order is possible.

    A time behind it is left out.
    """
    try:
        if found := _DAY.fullmatch(text):
            return datetime.date(*map(int, found.groups()))
        if found := _DOTTED.fullmatch(text):
            return datetime.date(*map(int, reversed(found.groups())))
        if found := _SLASHED.fullmatch(text):
            first, second, year = map(int, found.groups())
            if first == second or max(first, second) > 12:
                return datetime.date(year, *sorted((first, second)))
    except ValueError:
        return None
    return None


def _in_our_words(validator):
    return EmailValidator(NOT_AN_EMAIL) if isinstance(validator, EmailValidator) else validator


class TextWidget(widgets.Widget):
    """A text column, with the length, choices and validators of its model field."""

    def __init__(self, field, **kwargs):
        super().__init__(**kwargs)
        self.field, self.most = field, field.max_length
        self.validators = [_in_our_words(each) for each in field.validators if not isinstance(each, MaxLengthValidator)]
        self.choices = {}
        for value, label in field.choices or ():
            self.choices |= {str(value).casefold(): value, str(label).casefold(): value}

    def clean(self, value, row=None, **kwargs):
        text = cell_value(value)
        if self.choices:
            return self._choice(text)
        if "\x00" in text or (not text.isascii() and _LONE.search(text)):
            raise ValueError(_("This holds characters that cannot be stored. Type it again."))
        if self.most and len(text) > self.most:
            raise ValueError(
                _("This is longer than %(most)d characters (it has %(count)d).")
                % {"most": self.most, "count": len(text)}
            )
        for validator in self.validators if text else ():
            try:
                validator(text)
            except ValidationError as error:
                raise ValueError(error.messages[0]) from error
        return text

    def _choice(self, text):
        if text.casefold() not in self.choices:
            values = ", ".join(str(value) for value, _label in self.field.choices)
            raise ValueError(_("“%(text)s” is unknown. Use one of: %(all)s.") % {"text": text[:50], "all": values})
        return self.choices[text.casefold()]

    def render(self, value, obj=None, **kwargs):
        return neutralised("" if value is None else str(value))


class YesNoWidget(widgets.Widget):
    """Yes or no, in the words that custom fields know."""

    def clean(self, value, row=None, **kwargs):
        try:
            return FIELD_TYPES["boolean"].read(cell_value(value), None)
        except ValidationError as error:
            raise ValueError(error.messages[0]) from error

    def render(self, value, obj=None, **kwargs):
        return yes_no(value)


def yes_no(value):
    """A yes or no as files have it."""
    return FIELD_TYPES["boolean"].write(value)


class OwnerWidget(widgets.ForeignKeyWidget):
    """An owner by e-mail, or by full name where one member alone has it. `owners` is an `Owners`."""

    def __init__(self, model, owners, **kwargs):
        super().__init__(model, **kwargs)
        self.owners = owners

    def clean(self, value, row=None, **kwargs):
        return self.owners.named(cell_value(value))

    def render(self, value, obj=None, **kwargs):
        return neutralised(owner_text(value)) if value else ""


def owner_text(member):
    """What stands in a file for a member: the e-mail, or the name of an integration."""
    return member.user.email if member.user_id else member.name


class Owners:
    """The members of one organization by e-mail and by name, read once."""

    def __init__(self, members):
        self.members, self._known, self._names = members, None, {}

    def load(self):
        """Read them, if that has not been done. Whoever asks from another thread calls this first."""
        if self._known is None:
            self._known = {}
            for member in self.members:
                self._names[member.pk] = str(member.full_name)
                for name in {owner_text(member).casefold(), str(member.full_name).casefold()}:
                    self._known.setdefault(name, []).append(member)

    def full_name(self, pk):
        """What the member with this key is called; "" for None and for nobody."""
        self.load()
        return self._names.get(pk, "")

    def named(self, text):
        """The one member `text` names. Raises ValueError."""
        self.load()
        found = self._known.get(text.casefold(), [])
        if not found:
            raise ValueError(_("Nobody here is called “%s”. Use a member's e-mail address.") % text[:100])
        if len(found) > 1:
            raise ValueError(_("Several members are called “%s”. Use the e-mail address.") % text[:100])
        return found[0]


class TagsWidget(widgets.Widget):
    """Tag names in one cell, separated by commas."""

    def clean(self, value, row=None, **kwargs):
        names = clean_names(cell_value(value))
        for name in names:
            if len(name) > Tag.MAX_LENGTH:
                raise ValueError(_("The tag “%(name)s…” is longer than %(most)d characters.") % {
                    "name": name[:20], "most": Tag.MAX_LENGTH
                })  # fmt: skip
        return names

    def render(self, value, obj=None, **kwargs):
        return neutralised(",".join(value or []))
