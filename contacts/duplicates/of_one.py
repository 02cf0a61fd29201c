"""The likely duplicates of one record, as far as a member sees them."""

from dataclasses import dataclass

from django.db.models import Q

from ..models import DuplicatePair
from .kinds import kinds
from .likeness import POSSIBLE, in_words

NEAR = 40  # records that one index may offer
MOST = 8  # that are told


@dataclass
class Likely:
    """A record that may be the same, how likely (0…100), and why."""

    record: object
    score: int
    slugs: list

    @property
    def reasons(self):
        return in_words(self.slugs)


def duplicates_of(record, *, member, least=POSSIBLE, most=MOST):
    """What may be the same as `record`: `Likely`s of records that `member` sees, best first.

    Private ones are compared with the member's other private ones only, shared ones with shared ones: across that line
    nothing is merged. Constantly many queries, each by an index.
    """
    alike = kinds()[record.KIND]
    seen = alike.model.objects.visible_to(member).filter(is_private=record.is_private).exclude(pk=record.pk)
    told = _told(record, member)
    ids = {pk for pk, pair in told.items() if pair.dismissed_at is None}
    for near in alike.near(record, seen):
        ids.update(near.order_by().values_list("pk", flat=True)[:NEAR])
    ids -= {pk for pk, pair in told.items() if pair.dismissed_at}
    scores = _scores(alike, record, seen, ids)
    best = sorted((pk for pk in scores if scores[pk][0] >= least), key=lambda pk: (-scores[pk][0], pk))[:most]
    found = seen.in_bulk(best)
    return [Likely(found[pk], *scores[pk]) for pk in best if pk in found]


def _told(record, member):
    """`{id of the other: pair}` of what the search found and people said of `record`."""
    pairs = DuplicatePair.objects.filter(organization=member.organization_id)
    first = pairs.filter(Q(kind=record.KIND, first_id=record.pk))
    second = pairs.filter(Q(kind=record.KIND, second_id=record.pk))
    return {(pair.second_id if pair.first_id == record.pk else pair.first_id): pair for pair in (*first, *second)}


def _scores(alike, record, seen, ids):
    """`{id: (score, slugs)}` of those among `ids` that the member sees."""
    its = alike.traits_of(record)
    rows = seen.filter(pk__among=sorted(ids)).values_list("pk", *alike.columns) if ids else ()
    return {row[0]: its.likeness(alike.traits(row)) for row in rows}
