"""What of webhooks is thrown away: deliveries after a while, and all of those that were removed."""

from datetime import timedelta

from django.db.models import Exists, OuterRef

from .models import Attempt, Delivery, Endpoint, Event

KEPT = timedelta(days=30)
TOGETHER = 1_000


def forget(now):
    """Delete deliveries that are old or whose webhook was removed, then such webhooks and events nobody needs any more.
    Returns how many deliveries. They may be millions: a few are deleted at a time, each time in a transaction of its own."""
    removed = Endpoint.objects.filter(removed_at__isnull=False)
    old = Delivery.objects.exclude(state=Delivery.WAITING).filter(created_at__lt=now - KEPT)
    count = _delete(old) + sum(_delete(endpoint.deliveries.all()) for endpoint in removed)
    removed.delete()
    left = Delivery.objects.filter(event=OuterRef("pk"))
    events = Event.objects.filter(expanded_at__lt=now - KEPT).exclude(Exists(left))
    while ids := list(events.values_list("pk", flat=True)[:TOGETHER]):
        Event.objects.filter(pk__in=ids).delete()
    return count


def _delete(deliveries):
    count = 0
    while ids := list(deliveries.values_list("pk", flat=True)[:TOGETHER]):
        Attempt.objects.filter(delivery__in=ids).delete()
        Delivery.objects.filter(pk__in=ids).delete()
        count += len(ids)
    return count
