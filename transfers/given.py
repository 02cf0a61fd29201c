"""What the rows of a file say: their cells as values, cleaned column by column."""

from dataclasses import dataclass, field

from .formulas import cell_value

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
ADDED = {"more_notes": "notes"}  # what joins a column, see `gathering`


class Columns:
    """Cleans the columns of a file for a resource, each different text of a column once. Asks no database."""

    def __init__(self, fields):
        self.fields = {each.column_name: each for each in fields}
        self.known = {name: {} for name in self.fields}

    def given(self, columns, count):
        """A `Given` for each of `count` rows; `columns` maps names to lists of texts."""
        found = [Given() for _ in range(count)]
        for name, texts in columns.items():
            if name in self.fields:
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
        attribute, known, clean = self.fields[name].attribute, self.known[name], self._cleaned
        if len(known) > REMEMBERED:
            known.clear()
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

    def _cleaned(self, name, text):
        if text is None:
            return _SILENT
        if not cell_value(text):
            return _BLANK
        try:
            return self.fields[name].widget.clean(text)
        except ValueError as error:
            return _Wrong(str(error))
