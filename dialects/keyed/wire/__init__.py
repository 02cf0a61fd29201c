"""How the Key API speaks: who asks and how often, answers, refusals, its part of the schema."""

from .answering import REMOVED, in_keyed_words, nothing_here, removed
from .describing import KeyedSchema
from .views import KeyedView

__all__ = ["REMOVED", "KeyedSchema", "KeyedView", "in_keyed_words", "nothing_here", "removed"]
