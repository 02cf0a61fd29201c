"""What happened on a record, newest first, from as many sources as apps care to add.

A source registers for kinds of records and yields `Entry`s; the timeline merges them. So an upper floor's tasks or
mails stand between notes and changes, and nothing here knows of them.
"""

import heapq
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.dateparse import parse_datetime

AT_ONCE = 30
_sources = {}


@dataclass(frozen=True)
class Source:
    """`entries(record, member, before, most)` gives the newest `most` entries before a `Mark`, or of all."""

    name: str
    label: str
    entries: object


@dataclass
class Entry:
    """One line: when, from which source, drawn by `part` with `subject`."""

    at: datetime
    source: str
    key: int
    part: str
    subject: object

    @property
    def mark(self):
        return Mark(self.at, self.source, self.key)


@dataclass(frozen=True, order=True)
class Mark:
    """A place in a timeline; entries of the same moment are told apart by source and key."""

    at: datetime
    source: str
    key: int

    def __str__(self):
        return f"{self.at.isoformat()}~{self.source}~{self.key}"

    @classmethod
    def read(cls, text):
        """The mark that `str` wrote, or None for anything else."""
        at, _tilde, rest = (text or "").partition("~")
        source, _tilde, key = rest.partition("~")
        try:
            moment = parse_datetime(at)
        except ValueError:
            return None
        if moment is None or moment.tzinfo is None or not (key.isascii() and key.isdigit() and len(key) < 19):
            return None
        return cls(moment, source, int(key))

    def older(self, source, at, key):
        """A Q for a source's rows before this mark; `at` and `key` name its columns."""
        earlier = Q(**{f"{at}__lt": self.at})
        if source == self.source:
            return earlier | Q(**{at: self.at, f"{key}__lt": self.key})
        return Q(**{f"{at}__lte": self.at}) if source < self.source else earlier


def register(source, *kinds):
    """Let `source` show its entries on records of these kinds."""
    for kind in kinds:
        _sources.setdefault(kind, {})[source.name] = source


def sources_of(kind):
    """The sources of a kind by name, in the order they registered."""
    return _sources.get(kind, {})


@dataclass
class Timeline:
    """`entries` to show, the sources one may pick among, and the mark to continue `before` (None at the end)."""

    entries: list
    sources: list
    picked: str
    before: Mark | None


def timeline_of(record, member, *, before=None, picked="", most=AT_ONCE):
    """The `Timeline` of `record` for `member`: from the `picked` source only, or from all."""
    sources = sources_of(record.KIND)
    asked = [sources[picked]] if picked in sources else list(sources.values())
    streams = [source.entries(record, member, before, most + 1) for source in asked]
    merged = list(heapq.merge(*streams, key=lambda entry: entry.mark, reverse=True))[: most + 1]
    entries = merged[:most]
    return Timeline(
        entries=entries,
        sources=list(sources.values()),
        picked=picked if picked in sources else "",
        before=entries[-1].mark if len(merged) > most else None,
    )
