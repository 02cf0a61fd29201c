"""What happened on many contacts, the newest first: a feed of activities, of which each member has read some.

Apps register sources, which say by one query each what they have. A page is one statement: every source is sorted and cut
to the rows the page could need before they are laid together, and what they say is read for the page's rows alone.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import CharField, DateTimeField, Exists, F, IntegerField, OuterRef, Subquery, Value

from .models import ReadMark, ReadUpTo

NUMBERS = 16  # an activity's id is its row's key times this, plus the number of its source
COLUMNS = ("feed_at", "feed_number", "feed_key", "feed_record", "feed_kind", "feed_read")
ORDER = ("-feed_at", "-feed_number", "-feed_key")
EVER = datetime(1, 1, 1, tzinfo=UTC)
_sources = {}


@dataclass(frozen=True)
class FeedSource:
    """`rows(contacts, member)` is a queryset with `feed_at` (when), `feed_record` (the contact's id) and `feed_kind` (one of
    `kinds`), of what happened on a queryset of contacts that `member` sees. `told(keys, member)` says what its rows are
    in words: `{key: (title, description)}`, in constantly many queries."""

    number: int  # 1 to 15, for good: it is part of the ids
    kinds: tuple
    rows: object
    told: object


@dataclass
class Activity:
    """One line of a feed; `read_at` is None until the member has read it."""

    at: datetime
    number: int
    key: int
    contact_id: int
    kind: str
    read_at: datetime | None
    title: str = ""
    description: str = ""

    @property
    def pk(self):
        return self.key * NUMBERS + self.number


def register(source):
    """Let `source` add to every feed."""
    _sources[source.number] = source


def kinds():
    """Every kind of activity there is, in order."""
    return sorted(kind for source in _sources.values() for kind in source.kinds)


class Feed:
    """The activities on `contacts`, a queryset of what `member` sees: of one `kind`, only those `is_unread`, or all."""

    def __init__(self, contacts, member, *, kind="", is_unread=False):
        self.contacts, self.member, self.kind, self.is_unread = contacts.order_by(), member, kind, is_unread
        self.until = ReadUpTo.objects.visible_to(member).values_list("until", flat=True).first() or EVER

    def count(self):
        """How many there are. One query."""
        first, *others = [self._rows(source).values("feed_number") for source in self._asked()]
        return first.union(*others, all=True).count()

    def page(self, start, stop):
        """The activities from the place `start` to before `stop`, with their words."""
        first, *others = [self._newest(self._rows(source), stop) for source in self._asked()]
        found = first.union(*others, all=True).order_by(*ORDER)[start:stop]
        return self._in_words([self._activity(*row) for row in found])

    def one(self, pk):
        """The activity with this id, None where there is none."""
        key, number = divmod(pk, NUMBERS)
        if number not in _sources:
            return None
        row = self._rows(_sources[number]).filter(pk=key).values_list(*COLUMNS).first()
        return self._in_words([self._activity(*row)])[0] if row else None

    @transaction.atomic
    def read(self, activities, now):
        """The member has read these; those that were read stay as they are."""
        self._mark([(each.number, each.key) for each in activities if each.read_at is None], now)

    @transaction.atomic
    def read_all(self, now):
        """The member has read all of this feed that there is at `now`."""
        parts = [self._rows(source).filter(feed_at__lte=now) for source in self._asked()]
        first, *others = [part.values_list("feed_number", "feed_key") for part in parts]
        self._mark(first.union(*others, all=True), now)

    # -- how it does it -------------------------------------------------------------------------------

    def _asked(self):
        return [source for source in _sources.values() if not self.kind or self.kind in source.kinds]

    def _rows(self, source):
        marks = ReadMark.objects.visible_to(self.member).filter(number=source.number, key=OuterRef("pk"))
        rows = source.rows(self.contacts, self.member).order_by()
        rows = rows.filter(feed_kind=self.kind) if self.kind else rows
        rows = rows.filter(~Exists(marks), feed_at__gt=self.until) if self.is_unread else rows
        return rows.annotate(
            feed_number=Value(source.number, IntegerField()),
            feed_key=F("pk"),
            feed_read=Subquery(marks.values("at"), output_field=DateTimeField()),
        )

    def _newest(self, rows, most):
        """The newest `most` of `rows`. By their keys, for in a union SQLite lets no part of it be cut."""
        newest = rows.order_by("-feed_at", "-pk").values("pk")[:most]
        return rows.filter(pk__in=newest).values_list(*COLUMNS)

    def _activity(self, at, number, key, contact_id, kind, read_at):
        return Activity(at, number, key, contact_id, kind, read_at or (self.until if at <= self.until else None))

    def _in_words(self, activities):
        for number in {activity.number for activity in activities}:
            mine = [activity for activity in activities if activity.number == number]
            words = _sources[number].told([activity.key for activity in mine], self.member)
            for activity in mine:
                activity.title, activity.description = words.get(activity.key, ("", ""))
        return activities

    def _mark(self, rows, now):
        own = {"organization_id": self.member.organization_id, "member": self.member, "at": now}
        marks = [ReadMark(**own, number=number, key=key) for number, key in rows]
        ReadMark.objects.bulk_create(marks, batch_size=2_000, ignore_conflicts=True)


def read_everything(member, now):
    """The member has read every activity up to `now`, on whatever contacts."""
    own = {"organization_id": member.organization_id, "until": now}
    ReadUpTo.objects.update_or_create(member=member, defaults=own)


def kind_as(value):
    """A kind of activity as an expression."""
    return Value(value, CharField())
