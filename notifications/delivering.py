"""Sending what waits: by mail, one to a person for all that is due, and to devices. Any number of workers may do this at
once. Each holds what it sends by a lease; what a worker that died held is sent by another once the lease has run out."""

import time
import uuid
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from . import mailing, pushing
from .models import Delivery, Preference
from .words import words_of

LEASE = timedelta(seconds=settings.NOTIFICATION_LEASE_SECONDS)  # longer than the mail server or a push service may take
TOGETHER = 500  # notifications of one mail
ROUND = 50  # pushes that one worker takes at a time
PATIENCE = 12  # tries of a mail, over a day
LONGEST = timedelta(hours=4)  # between two of them

log = structlog.get_logger(__name__)


def deliver_due(now):
    """Send everything that is due at `now` and that no other worker holds. Returns how many deliveries arrived. No
    transaction is open while a mail server or a push service is talked to."""
    clock = _running_from(now)
    return _mail_due(clock) + _push_due(clock)


def _running_from(now):
    """A clock that shows `now` and goes on from there: leases are as long at the end of a long round as at its start."""
    begun = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - begun)


# -- taking ------------------------------------------------------------------------------------------------


def due(now, channel):
    """What waits to go out by `channel` at `now`, and is held by nobody."""
    free = Delivery.objects.filter(state=Delivery.WAITING, due_at__lte=now, channel=channel)
    return free.exclude(lease_until__gt=now)


@transaction.atomic
def take_mail(member_id, now):
    """What the next mail to one person is made of, held by us from now on: what was in a mail before, of which nobody
    knows whether it arrived, makes the same mail again; all the rest one new mail. Empty where nothing waits."""
    found = due(now, Preference.MAIL).filter(member=member_id).order_by("-mail_id", "due_at", "pk")
    waiting = list(_locked(found)[:TOGETHER])
    together = [one for one in waiting if one.mail_id == waiting[0].mail_id]
    return _held(together, now, waiting[0].mail_id or uuid.uuid4().hex) if together else []


@transaction.atomic
def take_pushes(now):
    """Some pushes, held by us from now on."""
    return _held(list(_locked(due(now, Preference.PUSH).order_by("due_at", "pk"))[:ROUND]), now, "")


def _locked(deliveries):
    skips = connection.features.has_select_for_update_skip_locked
    return deliveries.select_for_update(of=("self",), skip_locked=skips).select_related(
        "notification", "device", "member__user", "member__organization"
    )


def _held(deliveries, now, mail_id):
    changes = {"lease_until": now + LEASE, "mail_id": mail_id}
    _among(deliveries).update(attempts=F("attempts") + 1, **changes)
    for delivery in deliveries:
        delivery.lease_until, delivery.mail_id = now + LEASE, mail_id
    return deliveries


def _among(deliveries):
    return Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries])


# -- mails -------------------------------------------------------------------------------------------------


def _mail_due(clock):
    """Mail everybody for whom something is due. A mail server that is away is left alone until the next round."""
    people = due(clock(), Preference.MAIL).order_by("member_id").values_list("member_id", flat=True).distinct()
    sent = 0
    with mailing.Post() as post:
        for member_id in list(people):
            while taken := take_mail(member_id, clock()):
                sent += _mail(taken, post, clock())
                if post.is_away:
                    return sent
    return sent


def _mail(taken, post, now):
    """Send one mail; how many notifications arrived by it."""
    wanted, settled = _sorted_out(taken)
    drop(settled)
    if not wanted:
        return 0
    deliveries = [delivery for delivery, _words in wanted]
    try:
        post.send(wanted)
    except mailing.Refused as why:
        fail(deliveries, why)
        return 0
    except mailing.Unsent as why:
        log.warning("mail not sent", member=deliveries[0].member_id, problem=str(why))
        put_off(deliveries, why, now)
        return 0
    _among(deliveries).update(state=Delivery.SENT, sent_at=now, lease_until=None, problem="")
    return len(deliveries)


def _sorted_out(taken):
    """(what is worth sending, with its words; what is not): not what its reader has seen, or what is settled, and nothing
    to somebody who is not there any more."""
    member = taken[0].member
    if not (member.is_active and member.user_id and member.user.is_active):
        return [], taken
    said = zip(taken, words_of([one.notification for one in taken], member), strict=True)
    pairs = [(one, words) for one, words in said if not (words.is_settled or one.notification.seen_at)]
    wanted = {one.pk for one, _words in pairs}
    return pairs, [one for one in taken if one.pk not in wanted]


# -- pushes ------------------------------------------------------------------------------------------------


def _push_due(clock):
    sent = 0
    while taken := take_pushes(clock()):
        sent += sum(_push(delivery, clock) for delivery in taken)
    return sent


def _push(delivery, clock):
    """Send one push; whether it arrived."""
    wanted, settled = _sorted_out([delivery])
    drop(settled)
    if not wanted:
        return False
    try:
        pushing.push(delivery, wanted[0][1])
    except pushing.Gone:
        drop([delivery])  # it went with its device
    except pushing.Later as why:
        put_off([delivery], why, clock(), timedelta(seconds=why.after))
    except pushing.Undelivered as why:
        fail([delivery], why)
    else:
        _among([delivery]).update(state=Delivery.SENT, sent_at=clock(), lease_until=None, problem="")
        return True
    return False


# -- what becomes of what is not sent ----------------------------------------------------------------------


def drop(deliveries):
    """They are not wanted any more."""
    if deliveries:
        _among(deliveries).update(state=Delivery.DROPPED, lease_until=None)


def fail(deliveries, why):
    """They will not arrive by trying again."""
    _among(deliveries).update(state=Delivery.FAILED, lease_until=None, problem=str(why)[:200])


def put_off(deliveries, why, now, wait=None):
    """Try again later, each time after a longer wait; in the end no more."""
    attempts = 1 + deliveries[0].attempts
    if attempts >= PATIENCE:
        return fail(deliveries, why)
    due_at = now + (wait or min(LONGEST, timedelta(minutes=2**attempts)))
    _among(deliveries).update(due_at=due_at, lease_until=None, problem=str(why)[:200])
