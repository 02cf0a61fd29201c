"""What becomes of a delivery once it was tried, and of its endpoint."""

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from egress import Answer, asked_for

from .endpoints import disable, has_failed_for_long
from .models import Attempt, Delivery, Endpoint

MINUTE, HOUR = 60, 3_600
#: Seconds from one try to the next; together a day.
WAITS = (5, 30, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 8 * HOUR)
JITTER = 0.2  # more or less, so that those who failed together do not come back together
GONE = 410
TOO_MUCH, AWAY = 429, 503  # with these it may say for how long, see `Outcome.rest`
LONGEST_REST = HOUR

_chance = random.Random()  # noqa: S311 - moments, no secrets


@dataclass(frozen=True)
class Outcome:
    """A delivery that was tried `at` a time: the answer, or None and the problem."""

    delivery: Delivery
    at: datetime
    answer: Answer | None
    problem: str

    @property
    def has_arrived(self):
        return self.answer is not None and 200 <= self.answer.status < 300

    @property
    def rest(self):
        """Seconds for which the endpoint asks to be left alone, within reason; 0 where it does not."""
        if self.answer is None or self.answer.status not in (TOO_MUCH, AWAY):
            return 0
        return min(LONGEST_REST, asked_for(self.answer.headers.get("retry-after", ""), self.at))

    @property
    def is_gone(self):
        return self.answer is not None and self.answer.status == GONE


def settle(outcomes, now):
    """Write down what became of tries: each is kept, what did not arrive waits for its next try or is given up, and an
    endpoint that is gone or has failed for long is turned off. Returns how many arrived."""
    with transaction.atomic():
        outcomes = _still_there(outcomes)
        Attempt.objects.bulk_create([_attempt(outcome) for outcome in outcomes])
        arrived = [outcome for outcome in outcomes if outcome.has_arrived]
        _say_delivered(arrived, now)
        for outcome in outcomes:
            if not outcome.has_arrived:
                _put_off(outcome, now)
        failing = _remember_health(outcomes)
        _let_rest(outcomes, now)
    for pk in failing:
        disable(pk, at=now, is_gone=any(o.is_gone for o in outcomes if o.delivery.endpoint_id == pk))
    return len(arrived)


def _still_there(outcomes):
    """Those whose delivery nobody has cleared away meanwhile; locked, so that nobody does."""
    ids = sorted(outcome.delivery.pk for outcome in outcomes)
    there = Delivery.objects.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))
    there = set(there.values_list("pk", flat=True))
    return [outcome for outcome in outcomes if outcome.delivery.pk in there]


def _attempt(outcome):
    answer = outcome.answer
    return Attempt(
        organization_id=outcome.delivery.organization_id,
        delivery=outcome.delivery,
        at=outcome.at,
        milliseconds=answer.milliseconds if answer else 0,
        status=answer and answer.status,
        problem=outcome.problem[:200],
        answer=answer.content.decode(errors="replace").replace("\x00", "\ufffd") if answer else "",
    )


def _say_delivered(outcomes, now):
    """Arrived is arrived, also where another worker has taken it up since."""
    ids = [outcome.delivery.pk for outcome in outcomes]
    if ids:
        Delivery.objects.filter(pk__in=ids).update(
            state=Delivery.DELIVERED, delivered_at=Coalesce("delivered_at", now), lease_until=None,
            attempts_count=F("attempts_count") + 1,
        )  # fmt: skip


def _put_off(outcome, now):
    """Let it be tried again later, unless somebody else has it by now; after a day it is given up."""
    delivery = outcome.delivery
    tries = delivery.attempts_count + 1
    ours = Delivery.objects.waiting().filter(pk=delivery.pk, lease_until=delivery.lease_until)
    if outcome.is_gone or tries > len(WAITS) or now >= delivery.give_up_at:
        ours.update(state=Delivery.FAILED, lease_until=None, attempts_count=tries)
    else:
        due_at = now + max(wait_after(tries), timedelta(seconds=outcome.rest))
        ours.update(due_at=due_at, lease_until=None, attempts_count=tries)


def wait_after(tries):
    """How long to wait after so many tries that failed."""
    return timedelta(seconds=WAITS[tries - 1] * _chance.uniform(1 - JITTER, 1 + JITTER))


def _let_rest(outcomes, now):
    """Leave endpoints alone that asked for it, with everything that waits for them."""
    rests = defaultdict(int)
    for outcome in outcomes:
        rests[outcome.delivery.endpoint_id] = max(rests[outcome.delivery.endpoint_id], outcome.rest)
    for pk, seconds in sorted(rests.items()):
        if seconds:
            Endpoint.objects.filter(pk=pk).update(resting_until=now + timedelta(seconds=seconds))


def _remember_health(outcomes):
    """Keep since when an endpoint has been failing, and forget it with a success. Returns the keys of those that have
    failed for long, or are gone."""
    by_endpoint = defaultdict(list)
    for outcome in outcomes:
        by_endpoint[outcome.delivery.endpoint_id].append(outcome)
    well = [pk for pk, tried in by_endpoint.items() if any(outcome.has_arrived for outcome in tried)]
    Endpoint.objects.filter(pk__in=well, failing_since__isnull=False).update(failing_since=None, failures_count=0)
    ailing = {pk: tried for pk, tried in by_endpoint.items() if pk not in well}
    for pk, tried in sorted(ailing.items()):
        since = min(outcome.at for outcome in tried)
        Endpoint.objects.filter(pk=pk).update(
            failing_since=Coalesce("failing_since", since), failures_count=F("failures_count") + len(tried)
        )
    last = max((outcome.at for outcome in outcomes), default=None)
    looked_at = Endpoint.objects.active().filter(pk__in=ailing) if ailing else []
    gone = {pk for pk, tried in by_endpoint.items() if any(outcome.is_gone for outcome in tried)}
    return sorted(gone | {endpoint.pk for endpoint in looked_at if has_failed_for_long(endpoint, last)})
