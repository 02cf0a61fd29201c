"""What apps above bring to a list of a lower floor: columns, filters and bulk acts of what they know of its records."""

from dataclasses import dataclass

_added = {}


@dataclass(frozen=True)
class Addition:
    """Stands behind what the list declares itself, and before the custom fields."""

    columns: tuple = ()
    pickers: tuple = ()
    acts: tuple = ()


def add_to_list(kind, addition):
    """Let the list of records of `kind` ("contact") have the `Addition` too. Its filters are the filterset's to take, see
    `api.filters.ListFilter.take`."""
    _added.setdefault(kind, []).append(addition)


def added(kind, part):
    """The `part` ("columns", "pickers", "acts") of all that was added to a kind."""
    return tuple(each for addition in _added.get(kind, ()) for each in getattr(addition, part))
