"""A limit that holds for all web processes together, exactly, with no more than the database.

In any stretch of the window's length no more calls pass than the limit says. The row of a credential holds the times of
its last calls; a call that fits is added by comparing and swapping: the write names the turn it has read, so of several
at once one wins and the others read again. Nobody waits for a lock, and a refused call writes nothing.
"""

import time

from django.db import IntegrityError, transaction

from .models import RecentCalls
from .throttling import Allowance, parse_rate

MICRO = 1_000_000


def take_turn(credential, rate, *, now=None):
    """Count one call of a `Credential` against "2/s"; returns its `Allowance`, or None without a limit.

    A refused call is not counted, so that waiting always helps. `now` is in seconds. Reads once and writes once, and once
    more for each call that came between.
    """
    parsed = parse_rate(rate)
    if parsed is None:
        return None
    limit, window = parsed
    while True:
        at = int((time.time() if now is None else now) * MICRO)
        row = RecentCalls.objects.filter(pk=credential.pk).first()
        recent = [then for then in (row.times if row else ()) if then > at - window * MICRO]
        if len(recent) >= limit:
            return Allowance(limit, limit + 1, (recent[-limit] - at) / MICRO + window)
        if _add(credential, row, [*recent, at]):
            return Allowance(limit, len(recent) + 1, (min(recent, default=at) - at) / MICRO + window)


def _add(credential, row, times):
    """Write the times, unless somebody else has written since `row` was read. Returns whether it was done."""
    if row is not None:
        mine = RecentCalls.objects.filter(pk=row.pk, turn=row.turn)
        return bool(mine.update(times=times, turn=row.turn + 1))
    try:
        with transaction.atomic():
            RecentCalls.objects.create(credential=credential, times=times)
    except IntegrityError:
        return False
    return True
