"""Records that may be one and the same: of one record, and in a whole organization."""

from .kinds import Alike, kinds, register
from .likeness import LIKELY, POSSIBLE, in_words
from .of_one import Likely, duplicates_of

__all__ = ["LIKELY", "POSSIBLE", "Alike", "Likely", "duplicates_of", "in_words", "kinds", "register"]
