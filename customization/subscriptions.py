"""Telling people when a record enters or leaves a list they subscribed to: looked at again and again in the background."""

from datetime import timedelta

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.models import recorded_models

from .lists.drafts import written
from .lists.listing import Listing
from .lists.registry import list_of
from .lists.tabs import filters_of, is_broken
from .models import SavedView, Subscription
from .signals import list_moved
from .zones import in_zone_of

log = structlog.get_logger(__name__)
MOST_LISTS = 50  # that one member is subscribed to


class Unwatchable(Exception):
    """A list cannot be looked at; the message says why."""


def subscribe(view, *, by):
    """Tell `by` from now on who enters or leaves the saved `view`, which they see. Returns the `Subscription`; asked again
    of one that had a problem, it begins anew. Raises ValidationError where it cannot be."""
    try:
        ids = held_ids(view, by)
    except Unwatchable as why:
        raise ValidationError(str(why)) from why
    own = Subscription.objects.visible_to(by)
    if own.exclude(view=view).count() >= MOST_LISTS:
        raise ValidationError(_("You are subscribed to %(most)s lists already.") % {"most": MOST_LISTS})
    anew = {"ids": ids, "checked_at": timezone.now(), "problem": ""}
    found, is_new = own.get_or_create(view=view, defaults=anew | {"organization_id": by.organization_id, "member": by})
    if found.problem and not is_new:
        own.filter(pk=found.pk).update(**anew)
        found.refresh_from_db()
    return found


def unsubscribe(view_id, *, by):
    """Tell `by` of this view no more; what they were told goes too. Returns whether they were subscribed."""
    return bool(Subscription.objects.visible_to(by).filter(view=view_id).delete()[0])


def held_ids(view, member):
    """The ids of the records `view` holds for `member`, in order: one statement. Raises Unwatchable."""
    declared = list_of(view.kind)
    if declared is None or is_broken(view, member):
        raise Unwatchable(_("It asks for what is gone. Mend it first."))
    params = filters_of(view)
    if view.query:
        params["query"] = written(view.query)
    with in_zone_of(member):
        listing = Listing(declared, params, member)
        if listing.ignored:
            raise Unwatchable(_("It asks for what is gone. Mend it first."))
        matching = listing.filtered.qs.order_by("pk").values_list("pk", flat=True)
        ids = list(matching[: Subscription.MOST + 1])
    if len(ids) > Subscription.MOST:
        raise Unwatchable(_("It holds more than %(most)s records. Narrow it first.") % {"most": Subscription.MOST})
    return ids


# -- in the background ---------------------------------------------------------------------------------


def check_due(now):
    """Look at every list somebody is subscribed to that was not looked at for a while. Returns how many movements were
    told. Any number of workers may do this at once: each takes subscriptions that no other holds."""
    told = 0
    while (movements := _check_next(now)) is not None:
        told += movements
    return told


def _due(now):
    before = timedelta(seconds=settings.SUBSCRIPTION_SECONDS)
    is_due = Q(checked_at=None) | Q(checked_at__lte=now - before)
    return Subscription.objects.filter(is_due, problem="", member__is_active=True, member__user__is_active=True)


@transaction.atomic
def _check_next(now):
    """Look at one list; how much was told, None where nothing is due."""
    skips = connection.features.has_select_for_update_skip_locked
    due = _due(now).select_related("view", "member__user", "member__organization").order_by("checked_at", "pk")
    subscription = due.select_for_update(of=("self",), skip_locked=skips).first()
    if subscription is None:
        return None
    entered, left, problem, changes = [], [], "", {}
    try:
        with transaction.atomic():
            ids = _ids_now(subscription)
    except Unwatchable as why:
        problem = changes["problem"] = str(why)[:200]
    except Exception:  # one list that cannot be asked for must not keep all the others from being looked at
        log.exception("list not looked at", subscription=subscription.pk)
    else:
        entered, left = _moved(subscription, ids)
        changes["ids"] = ids
    if entered or left or problem:
        list_moved.send(
            sender=Subscription, subscription=subscription, entered=entered, left=left, problem=problem, at=now
        )
    Subscription.objects.filter(pk=subscription.pk).update(checked_at=now, **changes)
    return len(entered) + len(left) + bool(problem)


def _ids_now(subscription):
    """What the list holds now. Raises Unwatchable."""
    member, view = subscription.member, subscription.view
    if not SavedView.objects.visible_to(member).filter(pk=view.pk).exists():
        raise Unwatchable(_("It is no longer shared with you."))
    return held_ids(view, member)


def _moved(subscription, ids):
    """(what entered, what left) since, as ids. Of what left, only what the member still sees is told: what they lost is not
    theirs to know of, and what was deleted is told by nobody's card."""
    before, after = set(subscription.ids), set(ids)
    left = sorted(before - after)
    if left:
        seen = recorded_models()[subscription.view.kind].objects.visible_to(subscription.member)
        left = list(seen.filter(pk__among=left).order_by("pk").values_list("pk", flat=True))
    return [pk for pk in ids if pk not in before], left
