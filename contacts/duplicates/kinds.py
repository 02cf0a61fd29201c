"""Which kinds of records are looked through for duplicates. Floors above register theirs."""

from dataclasses import dataclass

_kinds = {}


@dataclass(frozen=True)
class Alike:
    """How duplicates among records of `model` are found.

    `columns` are read of each; `traits(row)` makes of such a row what is compared, a `made_of` (`Person` or `Firm`).
    `near(record, records)` gives querysets of those that may be the same, each narrowed by an index.
    """

    model: object
    columns: tuple
    traits: object
    near: object
    made_of: type

    @property
    def kind(self):
        return self.model.KIND

    def traits_of(self, record):
        """What is compared of a record at hand."""
        return self.traits([_value(record, column) for column in ("id", *self.columns)])


def _value(record, path):
    """The value at `path` ("company__match_key"), "" where there is none."""
    for name in path.split("__"):
        record = getattr(record, name) if record is not None else ""
    return record


def register(alike):
    """Let duplicates among the records of `alike` be found and merged."""
    _kinds[alike.kind] = alike


def kinds():
    """`{kind: Alike}` in the order they registered."""
    return _kinds
