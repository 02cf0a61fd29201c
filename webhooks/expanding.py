"""Making deliveries of what happened: one for each endpoint that wants it and each record."""

import time

import structlog
from django.db import connection, transaction

from .endpoints import TRIED_FOR
from .models import Delivery, Endpoint, Event
from .showing import bodies

ROWS = 500  # written at once

log = structlog.get_logger(__name__)


def expand_waiting(clock, *, seconds):
    """Make the deliveries of events that wait, for at most about `seconds`. Returns how many were made. Any number of
    workers may do this at once: each takes events that no other holds.

    One that cannot be told for a fault of ours is logged and holds up no others; it is tried again the next time.
    """
    until, made, skipped = time.monotonic() + seconds, 0, []
    while time.monotonic() < until and Event.objects.waiting().exclude(pk__in=skipped).exists():
        found = {}
        try:
            count = _expand_next(clock(), skipped, found)
        except Exception:
            log.exception("event not told", event_id=found.get("pk"))
            if "pk" not in found:
                raise  # not the event's fault: the database is away
            skipped.append(found["pk"])
        else:
            if count is None:
                break  # others are at all of them
            made += count
    return made


@transaction.atomic
def _expand_next(now, skipped, found):
    """Make the deliveries of the oldest event that no other worker is at; how many, None where there is none. `found` gets
    its key."""
    skips = connection.features.has_select_for_update_skip_locked
    waiting = Event.objects.waiting().exclude(pk__in=skipped).order_by("pk")
    waiting = waiting.select_related("organization", "act__member__user")
    event = waiting.select_for_update(of=("self",), skip_locked=skips).first()
    if event is None:
        return None
    found["pk"] = event.pk
    endpoints = [
        endpoint
        for endpoint in Endpoint.objects.active().filter(organization=event.organization_id)
        if event.name in endpoint.events
    ]
    deliveries = _deliveries(event, endpoints, now) if endpoints else []
    Delivery.objects.bulk_create(deliveries, batch_size=ROWS, ignore_conflicts=True)
    Event.objects.filter(pk=event.pk).update(expanded_at=now)
    return len(deliveries)


def _deliveries(event, endpoints, now):
    return [
        Delivery(
            organization_id=event.organization_id,
            endpoint=endpoint,
            event=event,
            name=event.name,
            record_id=pk,
            body=body,
            is_bare=is_bare,
            due_at=now,
            give_up_at=now + TRIED_FOR,
        )
        for pk, body, is_bare in bodies(event)
        for endpoint in endpoints
    ]
