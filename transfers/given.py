"""What the rows of a file say: their cells as values, cleaned column by column."""

from dataclasses import dataclass, field

from .formulas import cell_value

CUSTOM = "custom"  # the attribute that holds the values of all custom fields, by key
REMEMBERED = 20_000  # different texts of a column


@dataclass(slots=True)
class Given:
    """What one row says, by attribute of its record: the `values` of cells that are filled, and which are `empty`.

    `errors` is `{column: reason}` for cells that cannot be taken.
    """

    values: dict = field(default_factory=dict)
    empty: list = field(default_factory=list)
    errors: dict = field(default_factory=dict)


@dataclass(slots=True, frozen=True)
class _Wrong:
    reason: str


class Added(str):
    """Lines that join a text instead of taking its place."""

    def is_in(self, text):
        own = text.splitlines()
        return all(line in own for line in self.splitlines())

    def added_to(self, text):
        own = text.splitlines()
        return "\n".join([text, *(line for line in self.splitlines() if line not in own)] if text else [self])


_BLANK, _SILENT = object(), object()
REMEMBERED_IN_ALL = 400_000  # of all columns
ADDED = {"more_notes": "notes"}  # what joins a column, see `gathering`


class Columns:
    """Cleans the columns of a file for a resource, each different text of a column once. Asks no database."""

    def __init__(self, fields):
        self.fields = {each.column_name: each for each in fields}
        self.known = {name: {} for name in self.fields}
        self.parts = {each.column_name: each.key for each in fields if hasattr(each, "key")}
        self.most = min(REMEMBERED, REMEMBERED_IN_ALL // max(len(self.fields), 1))

    def given(self, columns, count):
        """A `Given` for each of `count` rows; `columns` maps names to lists of texts."""
        found = [Given() for _ in range(count)]
        for name, texts in columns.items():
            if name in self.parts:
                self._clean_part(name, texts, found)
            elif name in self.fields:
                self._clean(name, texts, found)
            elif ADDED.get(name) in self.fields:
                self._add(ADDED[name], texts, found)
        return found

    def _add(self, name, texts, found):
        attribute = self.fields[name].attribute
        for given, text in zip(found, texts, strict=True):
            value = self._cleaned(name, text)
            if value.__class__ is _Wrong:
                given.errors[name] = value.reason
            elif value is not _SILENT:
                given.values[attribute] = Added(value)
                given.empty = [each for each in given.empty if each != attribute]

    def _clean(self, name, texts, found):
        attribute, known, clean = self.fields[name].attribute, self._known(name), self._cleaned
        for given, text in zip(found, texts, strict=True):
            try:
                value = known[text]
            except KeyError:
                value = known[text] = clean(name, text)
            if value is _BLANK:
                given.empty.append(attribute)
            elif value.__class__ is _Wrong:
                given.errors[name] = value.reason
            elif value is not _SILENT:
                given.values[attribute] = value

    def _clean_part(self, name, texts, found):
        """A custom field: its value joins those of the others under one attribute."""
        key, known = self.parts[name], self._known(name)
        for given, text in zip(found, texts, strict=True):
            try:
                value = known[text]
            except KeyError:
                value = known[text] = self._cleaned(name, text)
            if value is _BLANK:
                given.empty.append(name)
            elif value.__class__ is _Wrong:
                given.errors[name] = value.reason
            elif value is not _SILENT:
                given.values.setdefault(CUSTOM, {})[key] = value

    def _known(self, name):
        known = self.known[name]
        if len(known) > self.most:
            known.clear()
        return known

    def _cleaned(self, name, text):
        if text is None:
            return _SILENT
        if not cell_value(text):
            return _BLANK
        try:
            value = self.fields[name].widget.clean(text)
        except ValueError as error:
            return _Wrong(str(error))
        return _BLANK if value is None else value
