"""What is forgotten of links."""

from datetime import timedelta

from .models import LinkEvent

DAYS = 400  # a year and a season: so that this spring can be compared with the last
CHUNK = 5_000


def forget_link_events(now):
    """Delete events older than `DAYS`, some at a time; the counts on their links stay. Returns how many."""
    old = LinkEvent.objects.filter(at__lt=now - timedelta(days=DAYS)).order_by("pk")
    forgotten = 0
    while ids := list(old.values_list("pk", flat=True)[:CHUNK]):
        forgotten += LinkEvent.objects.filter(pk__in=ids).delete()[0]
    return forgotten
