"""What a condition may say of each type of field: which operators fit, what value they take, what they ask.

A type reads one value of a query (`read`), makes the truth of an operator as an expression (`truth`; the opposites are
not its concern, see `operators.OPPOSITES`), and says a value in words (`say`) and what a record has (`seen`).
"""

import json
import math
import operator
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.formats import localize
from django.utils.translation import gettext as _

from . import expressions as sql
from .formula import Given

LONGEST = 1_000
MOST_ITEMS = 200
MOST_DAYS = 36_500
DIGITS = 15
EQUALITY = ("eq", "neq", "in", "not_in")
EMPTINESS = ("is_empty", "is_not_empty")
PARTS = ("contains", "not_contains", "starts_with", "ends_with")
ORDER = ("gt", "gte", "lt", "lte", "between")


def plain_text(value):
    """`value` if it is a text that can be stored and is not blank. Raises ValidationError."""
    if not isinstance(value, str):
        raise ValidationError(_("Give a text."))
    if len(value) > LONGEST:
        raise ValidationError(_("Give at most %(most)s characters.") % {"most": LONGEST})
    if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise ValidationError(_("Contains characters that cannot be stored, such as a NUL byte."))
    if not value.strip():
        raise ValidationError(_("Give a text. For what has none, ask whether it is empty."))
    return value


class TextType:
    """Texts, compared without case."""

    operators = ("eq", "neq", *PARTS, "in", "not_in", *EMPTINESS)

    def read(self, value, field, reader):
        return plain_text(value)

    def truth(self, op, value, field, member):
        if field.related:
            return self._related(op, value, field, member)
        if field.custom_key and op != "is_empty":
            asked = self.asked(op, value, sql.custom_raw(field.custom_key))
            return sql.all_of([asked, sql.is_custom_text(field.custom_key)])
        truth = self.asked(op, value, field.value(member))
        hint = field.hint(value) if field.hint and isinstance(value, str) else None
        return truth if hint is None else sql.all_of([hint, truth])

    def _related(self, op, value, field, member):
        if op == "is_empty":
            return sql.holds_not(field.related(member, lambda text: sql.holds_not(sql.is_blank(text))))
        return field.related(member, lambda text: self.asked(op, value, text))

    def asked(self, op, value, text):
        """The truth of an operator over a text expression."""
        if op == "is_empty":
            return sql.is_blank(text)
        folded = sql.folded(text)
        if op == "in":
            return sql.among(folded, sorted({sql.fold_text(each) for each in value}))
        part = Given(sql.fold_text(value))
        ask = {"contains": sql.contains, "starts_with": sql.starts_with, "ends_with": sql.ends_with}.get(op)
        return ask(folded, part) if ask else sql.compared(folded, "=", part)

    def say(self, value, field, member):
        return f"“{value}”"

    def seen(self, value, field, member):
        return value or ""


class NumberType:
    """Numbers of at most 15 digits."""

    operators = (*EQUALITY, *ORDER, *EMPTINESS)

    def read(self, value, field, reader):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValidationError(_("Give a number."))
        if isinstance(value, float) and not math.isfinite(value):
            raise ValidationError(_("Give a number."))
        if abs(value) >= 10**DIGITS:
            raise ValidationError(_("Give a number of at most %(most)s digits.") % {"most": DIGITS})
        return value

    def truth(self, op, value, field, member):
        if field.counted:
            return self._counted(op, value, field, member)
        number = field.value(member)
        if op == "is_empty":
            return sql.is_null(number)
        truth = self.asked(op, value, number)
        if op == "eq" and field.is_exactly:
            return sql.all_of([field.is_exactly(value), truth])
        return truth

    def asked(self, op, value, number):
        """The truth of an operator over a number expression."""
        if op == "in":
            return sql.among(number, sorted(set(value)))
        if op == "between":
            return sql.all_of([self.asked("gte", value[0], number), self.asked("lte", value[1], number)])
        return sql.compared(number, SIGNS[op], Given(value))

    def _counted(self, op, value, field, member):
        """Of those that have any, instead of counting for every row; whether none is asked for too is known before."""
        if op == "is_empty":
            return sql.NEVER
        asked = self.asked(op, value, F("n"))
        if is_true_of(0, op, value):
            return sql.holds_not(field.counted(member, sql.holds_not(asked)))
        return field.counted(member, asked)

    def comes_before(self, one, other, field):
        return one < other

    def say(self, value, field, member):
        return localize(Decimal(repr(value)), use_l10n=True)

    def seen(self, value, field, member):
        return "" if value is None else self.say(tidy(value), field, member)


def is_true_of(number, op, value):
    """Whether an operator holds for a number."""
    if op == "in":
        return number in value
    if op == "between":
        return value[0] <= number <= value[1]
    return PYTHON[op](number, value)


PYTHON = {"eq": operator.eq, "gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le}
SIGNS = {"eq": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def tidy(number):
    """A number of the database as int where it is whole, else as float."""
    number = float(number)
    return int(number) if number.is_integer() else number


class BooleanType:
    """Yes or no."""

    operators = ("eq", "neq", *EMPTINESS)

    def read(self, value, field, reader):
        if not isinstance(value, bool):
            raise ValidationError(_("Give true or false."))
        return value

    def truth(self, op, value, field, member):
        if field.found:
            found = field.found(member)
            return sql.NEVER if op == "is_empty" else found if value else sql.holds_not(found)
        flag = field.value(member)
        if op == "is_empty":
            return sql.is_null(flag)
        return sql.holds(flag) if value else sql.is_false(flag)

    def say(self, value, field, member):
        return _("yes") if value else _("no")

    def seen(self, value, field, member):
        return "" if value is None else self.say(bool(value), field, member)


class SelectType:
    """One of a few values that are known, whatever case they are asked for in."""

    operators = (*EQUALITY, *EMPTINESS)

    def read(self, value, field, reader):
        wanted = sql.fold_text(" ".join(plain_text(value).split()))
        choices = field.choices(reader.member)
        for known, _label in choices:
            if sql.fold_text(known) == wanted:
                return known
        shown = ", ".join(known for known, _label in choices[:20])
        raise ValidationError(
            _("Choose one of: %(options)s.") % {"options": f"{shown}, …" if len(choices) > 20 else shown}
        )

    def truth(self, op, value, field, member):
        if op == "is_empty":
            return sql.is_blank(field.value(member))
        if field.is_exactly:
            return sql.any_of([field.is_exactly(each) for each in (value if op == "in" else [value])])
        if op == "in":
            return sql.among(field.value(member), value)
        return sql.compared(field.value(member), "=", Given(value))

    def say(self, value, field, member):
        return str(dict(field.choices(member)).get(value, value))

    def seen(self, value, field, member):
        return self.say(value, field, member) if value else ""


class MultiselectType(SelectType):
    """Several of a few values that are known: `eq`, `contains` and `in` ask whether one is among them."""

    operators = ("contains", "not_contains", *EQUALITY, *EMPTINESS)

    def truth(self, op, value, field, member):
        if op == "is_empty":
            return sql.is_null(field.value(member))
        return sql.any_of([field.has(each) for each in (value if op == "in" else [value])])

    def seen(self, value, field, member):
        return ", ".join(str(each) for each in json.loads(value)) if value else ""


class TagsType(TextType):
    """Tags by name: `eq` and `contains` ask for one, `in` for any of several."""

    operators = ("contains", "not_contains", *EQUALITY, *EMPTINESS)

    def truth(self, op, value, field, member):
        if op == "is_empty":
            return sql.holds_not(field.has(None, member))
        names = value if op == "in" else [value]
        return field.has([" ".join(name.split()).casefold() for name in names], member)

    def seen(self, value, field, member):
        return ", ".join(sorted(value.split(","), key=str.lower)) if value else ""


class MemberType:
    """Members by id, `me`, `none`."""

    operators = (*EQUALITY, *EMPTINESS)
    WORDS = ("me", "none")

    def read(self, value, field, reader):
        if value in self.WORDS:
            return value
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValidationError(_("Give a user id, me or none."))
        if value not in reader.member_ids:
            raise ValidationError(_("There is nobody with this id."))
        return value

    def truth(self, op, value, field, member):
        owner = field.value(member)
        if op == "is_empty":
            return sql.is_null(owner)
        wanted = value if op == "in" else [value]
        ids = sorted({member.pk if each == "me" else each for each in wanted if each != "none"})
        asked = [sql.among(owner, ids)] if ids else []
        return sql.any_of([*asked, sql.is_null(owner)] if "none" in wanted else asked)

    def say(self, value, field, member):
        return {"me": _("me"), "none": _("nobody")}.get(value) or dict(field.choices(member)).get(value, f"#{value}")

    def seen(self, value, field, member):
        return self.say("none" if value is None else value, field, member)
