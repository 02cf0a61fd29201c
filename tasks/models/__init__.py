"""Tasks, and the calendar they are read from."""

from .feeds import CalendarFeed
from .task import PARENTS, KeptByOwner, Task, due_moments, zone_of

__all__ = ["PARENTS", "CalendarFeed", "KeptByOwner", "Task", "due_moments", "zone_of"]
