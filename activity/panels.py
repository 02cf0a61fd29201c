"""What stands beside the timeline on a card: deals, tasks, people. Apps above register theirs, so a card of a lower floor
shows them without knowing of them."""

from dataclasses import dataclass

_panels = {}


@dataclass(frozen=True)
class Panel:
    """One paper of a card. `shown(record, member)` gives what its template `part` reads as `panel`, or None where there
    is nothing to show; it asks a constant number of queries."""

    name: str
    part: str
    shown: object
    order: int = 50  # smaller stands further up


def register(panel, *kinds):
    """Let `panel` stand on the cards of these kinds."""
    for kind in kinds:
        _panels.setdefault(kind, {})[panel.name] = panel


def panels_of(record, member):
    """`[(template, context)]` of what to show beside `record`, in order."""
    registered = sorted(_panels.get(record.KIND, {}).values(), key=lambda panel: panel.order)
    shown = [(panel.part, panel.shown(record, member)) for panel in registered]
    return [(part, context) for part, context in shown if context is not None]
