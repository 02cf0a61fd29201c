"""What the value of a condition is typed into: which control fits a field and an operator, and what was typed into it."""

import re
from contextlib import suppress
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError

from ..field_types import FIELD_TYPES

WITHOUT_VALUE = ("is_empty", "is_not_empty")
BY_DAYS = ("in_last_days", "older_than_days")
SEVERAL = ("in", "not_in")
PART_OF_TEXT = ("contains", "not_contains", "starts_with", "ends_with")
DATES = ("date", "datetime")
YES_OR_NO = ("true", "false")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MOST_TO_PICK = 500  # choices of one control


@dataclass(frozen=True)
class Control:
    """How the value of one condition is typed: `part` is its template; `input` the type of its text inputs; `numbers`
    says that what is typed is read as numbers where it can be."""

    name: str
    input: str = "text"
    numbers: bool = False

    @property
    def part(self):
        return f"customization/lists/_smart_{self.name}.html"

    @property
    def takes_several(self):
        return self.name in ("lines", "many")

    @property
    def mode(self):
        """The keyboard a phone shows."""
        return "decimal" if self.numbers else ""

    def holds(self, texts):
        """Whether something was typed where something is asked for."""
        if self.name == "range":
            return len(texts) == 2 and all(text.strip() for text in texts)
        return self.name == "none" or any(text.strip() for text in texts)

    def read(self, texts):
        """The typed texts as a condition's value. What is no value stays a text, which the query then refuses."""
        if self.name == "none":
            return None
        if self.name == "lines":
            texts = [line for text in texts for line in text.splitlines()]
        read = [self._one(text.strip()) for text in texts if text.strip()]
        if self.takes_several or self.name == "range":
            return read
        return read[0] if read else None

    def _one(self, text):
        if self.name == "yes":
            return text == "true" if text in YES_OR_NO else text
        if self.numbers:
            with suppress(ValidationError):
                return FIELD_TYPES["number"].read(text, None)
        return text

    def showing(self, texts):
        """This control, or one of plain text where it could not show `texts`: a moment in an input for days."""
        is_plain = self.input == "date" and any(text and not DAY.fullmatch(text) for text in texts)
        return replace(self, input="text") if is_plain else self

    def shown(self, texts):
        """The `texts` as this control shows them."""
        if self.name == "lines":
            return ["\n".join(texts)] if texts else []
        lines = [line for text in texts for line in (text.splitlines() or [text])]
        return lines if self.takes_several else lines[: 2 if self.name == "range" else 1]


NONE, TEXT, LINES, DAYS = Control("none"), Control("text"), Control("lines"), Control("days", numbers=True)
YES, ONE, MANY, TAG = Control("yes"), Control("one"), Control("many"), Control("tag")


def control_of(field, op, has_choices):
    """The `Control` for a `SmartField` and the name of an operator; `has_choices` says that the field offers some."""
    if op in WITHOUT_VALUE:
        return NONE
    if op in BY_DAYS:
        return DAYS
    kind = "date" if field.type in DATES else "number" if field.type == "number" else "text"
    if op == "between":
        return Control("range", kind if kind == "date" else "text", numbers=kind == "number")
    if field.type == "boolean":
        return YES
    if op in SEVERAL:
        return MANY if has_choices else Control("lines", numbers=kind == "number")
    if field.type == "tags":
        return TAG
    if has_choices and (op not in PART_OF_TEXT or field.type == "multiselect"):
        return ONE
    return Control("text", "date" if kind == "date" else "text", numbers=kind == "number")


def texts_of(value):
    """A condition's value, whatever somebody put there, as texts for its control."""
    if value is None:
        return []
    if isinstance(value, list):
        return [text for one in value[:MOST_TO_PICK] for text in texts_of(one)]
    if isinstance(value, bool):
        return ["true" if value else "false"]
    if isinstance(value, float):
        return [FIELD_TYPES["number"].write(value)] if abs(value) < 1e300 and value == value else [str(value)]
    return [re.sub(r"\x00", "", str(value))[:1000]]
