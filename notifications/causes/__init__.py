"""What people are told of: each module listens to what a floor below tells, and says who is to know."""

from . import due, links, lists, notes, records, settled, transfers

__all__ = ["due", "links", "lists", "notes", "records", "settled", "transfers"]
