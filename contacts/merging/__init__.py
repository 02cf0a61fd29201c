"""Making one record of two, and two of it again."""

from .fields import BOTH, GONE, KEPT, FieldOfTwo
from .merge import MergeRefused, Rules, choosable, merge, must_be_mergeable, rules_for
from .parts import counts_of
from .redirect import now_at
from .undoing import CannotTakeApart, TakenApart, undo_merge, undo_of_act

__all__ = [
    "BOTH",
    "GONE",
    "KEPT",
    "CannotTakeApart",
    "FieldOfTwo",
    "MergeRefused",
    "Rules",
    "TakenApart",
    "choosable",
    "counts_of",
    "merge",
    "must_be_mergeable",
    "now_at",
    "rules_for",
    "undo_merge",
    "undo_of_act",
]
