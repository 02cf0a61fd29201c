"""Sending what is due. Each delivery is held by a lease while it is sent: what a worker that died held is sent by another
once the lease has run out, so that everything is sent at least once.

The database is asked by one thread, and never while it waits for others: threads only send. Each endpoint has few of them,
and of one worker at a time; those that fail or are slow share a part, so that they do not hold up the rest.
"""

import time
from collections import deque
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import UTC, timedelta

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

import egress
from accounts.sealing import Unreadable

from .expanding import expand_waiting
from .models import Delivery, Endpoint
from .settling import Outcome, settle
from .signing import headers_of, secrets_of
from .telling import untellable
from .vocabulary import TEST

SLOTS = 24  # sent at once by one worker …
EACH = 4  # … to one endpoint …
AILING = 8  # … and to all together that fail, one to each, or that are slow, two to each
SLOW = 2.0  # seconds after which an answer came slowly
TAKEN = 32  # deliveries of one endpoint that a worker holds
LOOK = 0.2  # seconds between two looks for what is due, while there is something to do
ANSWER = 2_048  # bytes of an answer that are kept
DROPPED = 1_000  # deliveries nobody wants any more that are put aside at once

log = structlog.get_logger(__name__)


def send_waiting(*, seconds=20, clock=timezone.now):
    """Make deliveries of what happened and send what is due, for about `seconds` and as long as the last of them takes.
    Returns how many arrived. Any number of workers may do this at once."""
    drop_unwanted()
    return Round(clock, seconds).run()


def drop_unwanted():
    """Put aside what waits for endpoints that are off."""
    for endpoint in Endpoint.objects.off_with_waiting():
        waiting = endpoint.deliveries.waiting()
        while pks := list(waiting.values_list("pk", flat=True)[:DROPPED]):
            waiting.filter(pk__in=pks).update(state=Delivery.DROPPED, lease_until=None)


@dataclass(frozen=True, eq=False)
class Taken:
    """A delivery that is ours until its lease ends, with what is needed to send it."""

    delivery: Delivery
    endpoint: Endpoint
    keys: tuple  # secrets it is signed with; none where they cannot be read
    until: float  # when it is too late to begin, by the monotonic clock


class Round:
    """One worker's round: what it holds, and what is on its way. `pace` is kept from round to round: how many seconds each
    endpoint took last."""

    pace = {}

    def __init__(self, clock, seconds):
        self.clock, self.until, self.looked_at = clock, time.monotonic() + seconds, 0.0
        self.held = {}  # {endpoint's key: deque of Taken}
        self.on_their_way = {}  # {future: Taken}
        self.arrived = 0

    def run(self):
        with ThreadPoolExecutor(SLOTS, thread_name_prefix="webhook") as pool:
            while True:
                self.look()
                self.start(pool)
                if not self.on_their_way:
                    break
                done, _others = wait(self.on_their_way, timeout=LOOK, return_when=FIRST_COMPLETED)
                self.settle(done)
        self.give_back([taken for queue in self.held.values() for taken in queue])
        return self.arrived

    # -- taking --------------------------------------------------------------------------------------

    def look(self):
        """Take what has become due, now and then, as long as there is time."""
        now = time.monotonic()
        is_idle = not self.on_their_way and not any(self.held.values())
        if now > self.until or (now < self.looked_at + LOOK and not is_idle):
            return
        expand_waiting(self.clock, seconds=LOOK if self.on_their_way else 2)
        for endpoint in Endpoint.objects.with_due(self.clock()).select_related("organization"):
            queue = self.held.setdefault(endpoint.pk, deque())
            room = (1 if endpoint.failing_since else TAKEN) - len(queue)
            if room > 0:
                queue.extend(take(endpoint, room, self.clock(), mine=self._held_of(endpoint.pk)))
        self.looked_at = time.monotonic()

    def _held_of(self, pk):
        """The keys of an endpoint's deliveries that are ours."""
        held = [*self.held.get(pk, ()), *(one for one in self.on_their_way.values() if one.endpoint.pk == pk)]
        return {taken.delivery.pk for taken in held}

    # -- sending -------------------------------------------------------------------------------------

    def start(self, pool):
        """Let threads send what is held, one of each endpoint after the other."""
        busy = {}
        for taken in self.on_their_way.values():
            busy[taken.endpoint.pk] = busy.get(taken.endpoint.pk, 0) + 1
        ailing = sum(1 for taken in self.on_their_way.values() if self._is_ailing(taken.endpoint))
        is_moving = True
        while is_moving and len(self.on_their_way) < SLOTS:
            is_moving = False
            for pk, queue in self.held.items():
                taken = self._next(queue)
                if taken is None or len(self.on_their_way) >= SLOTS:
                    continue
                is_ailing = self._is_ailing(taken.endpoint)
                if busy.get(pk, 0) >= self._at_once(taken.endpoint) or (is_ailing and ailing >= AILING):
                    continue
                queue.popleft()
                self.on_their_way[pool.submit(attempt, taken, self.clock)] = taken
                busy[pk], ailing, is_moving = busy.get(pk, 0) + 1, ailing + is_ailing, True

    def _is_ailing(self, endpoint):
        return endpoint.failing_since is not None or self.pace.get(endpoint.pk, 0) >= SLOW

    def _at_once(self, endpoint):
        """How many may be on their way to an endpoint: one until it is known how long it takes."""
        if endpoint.failing_since is not None or endpoint.pk not in self.pace:
            return 1
        return 2 if self.pace[endpoint.pk] >= SLOW else EACH

    def _next(self, queue):
        """The first that there is still time for; others may have those whose lease ends soon."""
        now = time.monotonic()
        while queue and (queue[0].until < now or self.until < now):
            self.give_back([queue.popleft()])
        return queue[0] if queue else None

    def give_back(self, taken):
        """Let others send these at once."""
        leases = {one.delivery.lease_until for one in taken}  # what others took up since has another
        ours = Delivery.objects.waiting().filter(pk__in=[one.delivery.pk for one in taken], lease_until__in=leases)
        ours.update(lease_until=None)

    # -- settling ------------------------------------------------------------------------------------

    def settle(self, done):
        """Write down what became of those that are over, and hold no more for who asked to be left alone."""
        if not done:
            return
        outcomes = [Outcome(self.on_their_way.pop(one).delivery, *one.result()) for one in done]
        self.arrived += settle(outcomes, self.clock())
        for outcome in outcomes:
            pk = outcome.delivery.endpoint_id
            self.pace[pk] = outcome.answer.milliseconds / 1_000 if outcome.answer else settings.WEBHOOK_SECONDS
            if outcome.rest:
                self.give_back(list(self.held.pop(pk, ())))


@transaction.atomic
def take(endpoint, count, now, mine=()):
    """Some deliveries that are due, the oldest first, as `Taken`: from now on they are ours. None where another worker holds
    some: an endpoint is called by one at a time. What nobody may be told of any more, or the endpoint does not want any
    more, is put aside."""
    free = _free(endpoint, count, now, mine)
    due = Delivery.objects.due(now).filter(pk__in=free).order_by("due_at", "pk")
    found = list(due.select_for_update(of=("self",), skip_locked=_skips())) if free else []
    if not found:
        return []
    kept_in = untellable(found, endpoint.organization)
    kept_in |= {one.pk for one in found if not _is_wanted(one, endpoint)}
    ours = [one for one in found if one.pk not in kept_in]
    lease_until = now + timedelta(seconds=settings.WEBHOOK_LEASE_SECONDS)
    Delivery.objects.filter(pk__in=kept_in).update(state=Delivery.DROPPED, lease_until=None)
    Delivery.objects.filter(pk__in=[one.pk for one in ours]).update(lease_until=lease_until)
    for one in ours:
        one.lease_until = lease_until
    last = time.monotonic() + settings.WEBHOOK_LEASE_SECONDS - settings.WEBHOOK_SECONDS - 1
    return [Taken(one, endpoint, _keys(endpoint, now), last) for one in ours]


def _skips():
    return connection.features.has_select_for_update_skip_locked


def _free(endpoint, count, now, mine):
    """Keys of deliveries to take, if no other worker holds any but `mine`. What is held is among the oldest."""
    row = Endpoint.objects.select_for_update(no_key=True, of=("self",), skip_locked=_skips()).filter(pk=endpoint.pk)
    if not row.values_list("pk", flat=True):
        return []  # another is taking some at this moment
    oldest = Delivery.objects.waiting().filter(endpoint=endpoint, due_at__lte=now).order_by("due_at", "pk")
    oldest = list(oldest.values_list("pk", "lease_until")[: TAKEN + count])
    held = {pk for pk, lease_until in oldest if lease_until and lease_until > now}
    return [] if held - set(mine) else [pk for pk, _until in oldest if pk not in held][:count]


def _is_wanted(delivery, endpoint):
    return delivery.name == TEST or delivery.replay_of_id is not None or delivery.name in endpoint.events


def _keys(endpoint, now):
    try:
        return tuple(secrets_of(endpoint, now))
    except Unreadable:
        return ()


def attempt(taken, clock):
    """Send it once. Returns (when, Answer or None, what went wrong or ""). Runs in a thread: asks nothing of the
    database."""
    at = clock().astimezone(UTC)
    if not taken.keys:
        return at, None, "The secret cannot be read any more: make a new one."
    body = taken.delivery.body
    headers = headers_of(taken.delivery.uuid, body, taken.keys, at)
    try:
        answer = egress.send(
            "POST", taken.endpoint.url, headers=headers, content=body.encode(), seconds=settings.WEBHOOK_SECONDS,
            most=ANSWER,
        )  # fmt: skip
    except (egress.Unreachable, egress.Forbidden) as why:
        return at, None, str(why) or "unreachable"
    except Exception:  # a fault of ours holds up no others: it is logged, and tried again like any other
        log.exception("delivery not sent", delivery=taken.delivery.pk)
        return at, None, "Something went wrong on our side."
    return at, answer, ""
