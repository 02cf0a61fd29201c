"""The search through a whole organization.

Nobody is compared with everybody: records meet under keys that a record and its double are likely to share (an address,
a number, a name at a company), and their neighbours when they are sorted by name. A key that thousands share costs no more
than thirty comparisons a record. Rows wait on disk, so memory does not grow with them; what is found replaces what was found
before in one transaction.
"""

import time
from functools import partial

import structlog
from django.db import transaction
from django.utils import timezone

from activity import pouring

from ..models import DuplicatePair, DuplicateSearch
from ..models.duplicates import hold_pairs
from . import spelling
from .kinds import kinds
from .likeness import POSSIBLE, Firm, Person
from .workbench import workbench

BLOCK, WINDOW = 30, 7  # how many one is compared with at most: under one key, and in the order of names
TOLD_EVERY = 0.5  # seconds
MOST = 200_000  # pairs of a kind that are kept, the best

log = structlog.get_logger(__name__)


class Stopped(Exception):
    """Another worker has taken the search over."""


def search(organization_id):
    """Find the pairs of an organization anew, if that was asked for and nobody else does. Returns whether it was done.

    What breaks leaves the pairs as they were, and says so.
    """
    asked = DuplicateSearch.claim(organization_id, timezone.now())
    if asked is None:
        return False
    told = Told(asked, len(kinds()))
    try:
        found = sum(search_kind(organization_id, alike, told) for alike in kinds().values())
        asked.end(DuplicateSearch.DONE, timezone.now(), percent=100, found=found)
    except Stopped:
        return False
    except Exception:
        log.exception("search for duplicates failed", organization=organization_id)
        asked.end(DuplicateSearch.FAILED, timezone.now())
        raise
    return True


class Told:
    """How far a search is; `step` moves on within the share of one kind."""

    def __init__(self, search, kinds_count):
        self.search, self.kinds_count, self.done, self.last = search, kinds_count, 0, time.monotonic()

    def step(self, share):
        """`share` (0…1) of this kind is done. Raises Stopped where the search is somebody else's by now."""
        if time.monotonic() - self.last < TOLD_EVERY:
            return
        self.last = time.monotonic()
        percent = min(99, int(100 * (self.done + share) / self.kinds_count))
        if not self.search.tell(percent, timezone.now()):
            raise Stopped

    def next(self):
        """One kind is done."""
        self.done += 1


def search_kind(organization_id, alike, told):
    """Find the pairs of one kind and put them in place of the last ones. Returns how many."""
    with workbench() as bench:
        count = lay_out(bench, organization_id, alike, told)
        for n, (way, is_block) in enumerate(WAYS):
            tell = partial(_step, told, n, count)
            for pairs in compared(bench, way, alike.made_of, is_block, tell):
                bench.keep(pairs)
        found = replace(organization_id, alike.kind, bench)
    told.next()
    return found


def _step(told, n, count, part):
    told.step(0.2 + 0.8 * (n + min(1, part / (count or 1))) / len(WAYS))


def lay_out(bench, organization_id, alike, told):
    """Put every record of the kind onto the bench; returns how many."""
    records = alike.model.objects.filter(organization=organization_id).order_by()
    columns = ("pk", *alike.columns, "is_private", "assigned_to_id")
    rows, count = records.values_list(*columns).iterator(chunk_size=2_000), 0

    def laid():
        for *row, is_private, owner in rows:
            scope = str(owner) if is_private else ""
            traits = alike.traits(row)
            yield row[0], traits.as_row(), [(way, f"{scope}|{key}") for way, key in ways_of(traits)]

    for some in bench.lay_out(laid()):
        count += some
        told.step(0.1)
    bench.sort()
    return count


# -- where records meet -----------------------------------------------------------------------------------------

ADDRESS, NUMBER, NAME_THERE, LAST_THERE, FIRST_THERE, LOCAL, BY_NAME, TURNED = range(8)

#: (way, whether only those with the same key meet). The last two are orders: neighbours meet.
WAYS = [
    (ADDRESS, True),
    (NUMBER, True),
    (NAME_THERE, True),
    (LAST_THERE, True),
    (FIRST_THERE, True),
    (LOCAL, True),
    (BY_NAME, False),
    (TURNED, False),
]


def ways_of(traits):
    """`(way, key)` of what a record may meet its double by. Behind a tab stands what a large block is sorted by."""
    return list((_ways_of_firm if isinstance(traits, Firm) else _ways_of_person)(traits))


def _ways_of_person(person: Person):
    name = f"{person.first} {person.last}"
    turned = f"{person.last} {person.first}"
    if person.local:
        yield ADDRESS, f"{person.local}@{person.host}\t{name}"
        if person.local not in spelling.SHARED and len(person.local) >= 5:
            yield LOCAL, f"{person.local}\t{name}"
    if person.second:
        yield ADDRESS, f"{'@'.join(spelling.email(person.second))}\t{name}"
    for number in set(person.numbers):
        yield NUMBER, f"{number}\t{name}"
    if person.company:
        yield NAME_THERE, f"{' '.join(sorted(name.split()))}@{person.company[:8]}\t"
        for word in {person.last, person.first} - {""}:
            yield LAST_THERE, f"{word[:3]}@{person.company[:5]}\t{turned}"
            yield FIRST_THERE, f"{word[-3:]}@{person.company[:5]}\t{turned}"
    yield BY_NAME, f"{name} {person.company}"
    if person.first and person.last:
        yield TURNED, f"{turned} {person.company}"


def _ways_of_firm(firm: Firm):
    if firm.local:
        yield ADDRESS, f"{firm.local}@{firm.mail_host}\t{firm.match}"
    if firm.host:
        yield LOCAL, f"{firm.host}\t{firm.match}"
    for number in firm.numbers:
        yield NUMBER, f"{number}\t{firm.match}"
    yield NAME_THERE, f"{firm.match}\t"
    yield LAST_THERE, f"{''.join(sorted(firm.match.split()))}\t"
    yield FIRST_THERE, f"{firm.match.replace(' ', '')}\t"
    yield BY_NAME, firm.match
    yield TURNED, " ".join(reversed(firm.match.split()))


def compared(bench, way, made_of, is_block, tell):
    """Pairs of one way, in lists; `made_of` makes traits of a row."""
    pairs, window = [], BLOCK if is_block else WINDOW
    for n, (traits, before) in enumerate(bench.meetings(way, made_of, is_block=is_block, window=window)):
        for other in before:
            score, reasons = other.likeness(traits)
            if score >= POSSIBLE and traits.id != other.id:
                pairs.append((*sorted((traits.id, other.id)), score, reasons))
        if n % 500 == 0:
            tell(n)
        if len(pairs) > 5_000:
            yield pairs
            pairs = []
    yield pairs


# -- what was found ---------------------------------------------------------------------------------------------


@transaction.atomic
def replace(organization_id, kind, bench):
    """Put the pairs on the bench in place of those of the last search. What people said stays said. Returns how many."""
    pairs, now, count = DuplicatePair.objects.filter(organization=organization_id, kind=kind), timezone.now(), 0
    hold_pairs(organization_id, kind)
    pairs.open().delete()
    said = set(pairs.values_list("first_id", "second_id"))
    for chunk in bench.found():
        new = [pair for pair in chunk if pair[:2] not in said][: MOST - count]
        rows = [(organization_id, kind, *pair, now) for pair in new]
        pouring.pour(
            DuplicatePair, ("organization_id", "kind", "first_id", "second_id", "score", "reasons", "found_at"), rows
        )
        count += len(rows)
    return count
