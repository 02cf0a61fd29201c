"""What happened to a record, by whom, when, through which door; notes; exact tallies."""

from .history import Act, Change
from .notes import Note
from .reading import ReadMark, ReadUpTo
from .recorded import Recorded, RecordedQuerySet, recorded_models
from .tallies import Tally

__all__ = ["Act", "Change", "Note", "ReadMark", "ReadUpTo", "Recorded", "RecordedQuerySet", "Tally", "recorded_models"]
