"""What a kind of record needs so that its duplicates are found and merged, and merges taken apart."""

from activity import panels
from activity.timeline import register as register_source
from activity.undo import goes_its_own_way

from ..duplicates.kinds import register
from ..duplicates.panel import PANEL
from .merge import rules_for, verb_of
from .told import MERGES
from .undoing import UNDO_VERBS, never, undo_of_act


def let_merge(alike, rules=None):
    """Let records of the kind that `alike` (an `Alike`) describes be found as duplicates and merged, by its own `rules`
    (`merge.Rules`) if it has some."""
    register(alike)
    rules_for(alike.kind, rules)
    panels.register(PANEL, alike.kind)
    register_source(MERGES, alike.kind)
    goes_its_own_way(verb_of(alike.kind), undo_of_act)
    goes_its_own_way(UNDO_VERBS.format(alike.kind), never)
