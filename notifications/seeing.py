"""What waits to be looked at, looking at it, and forgetting it."""

import datetime
import re
from datetime import timedelta

from django.db.models import Count, Max, Q, Subquery

from .models import Notification

KEPT = timedelta(days=90)
TOGETHER = 1_000  # forgotten at once
STATE = re.compile(
    r"(?P<member>\d{1,18})\.\d{1,3}\.(?P<newest>\d{1,18})\.(?P<latest>\d{1,17})(\.[0-9a-f]{40})?", re.ASCII
)
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
COUNTED = 100  # so many are counted; more are "99+"


def unseen_by(member):
    """What the bell counts."""
    return Notification.objects.visible_to(member).shown().unseen()


def count_unseen_within(member):
    """How many `unseen_by` are, `COUNTED` at most, as a subquery expression."""
    some = Notification.objects.filter(pk__in=unseen_by(member).values("pk")[:COUNTED]).order_by()
    return Subquery(some.values("member").annotate(n=Count("pk")).values("n"))


def state_of(member):
    """(how many are unseen, a text that differs once anything is new): one query, however many there are."""
    some = unseen_by(member).values("pk", "at")[:COUNTED]
    found = some.aggregate(n=Count("pk"), newest=Max("pk"), latest=Max("at"))
    return found["n"], state_text(member.pk, **found)


def state_text(member_id, n, newest, latest):
    """The text of a state, of what the database says."""
    return f"{member_id}.{n or 0}.{newest or 0}.{int(latest.timestamp() * 1_000_000) if latest else 0}"


def newer_than(state, member):
    """The latest notification that came since `state_of` said `state`, or that happened again; None where none did, and
    where `state` is not one of this member's."""
    written = STATE.fullmatch(state)
    if written is None or int(written["member"]) != member.pk:
        return None
    at = EPOCH + timedelta(microseconds=int(written["latest"]))
    return unseen_by(member).filter(Q(pk__gt=int(written["newest"])) | Q(at__gt=at)).first()


def see(notifications, now):
    """Say that their member has looked at the `notifications` of a queryset; returns how many were new."""
    return notifications.unseen().update(seen_at=now)


def forget(now):
    """Delete notifications nobody needs any more, with their deliveries, some at a time; returns how many."""
    old, forgotten = Notification.objects.filter(at__lt=now - KEPT).order_by("at"), 0
    while ids := list(old.values_list("pk", flat=True)[:TOGETHER]):
        Notification.objects.filter(pk__in=ids).delete()
        forgotten += len(ids)
    return forgotten
