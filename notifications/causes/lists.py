"""A list that somebody follows changed: told to them, once for each look and direction."""

from django.dispatch import receiver

from customization.signals import list_moved

from ..models import Notification
from ..telling import NAMED, Telling, tell


@receiver(list_moved)
def tell_of_list(sender, subscription, entered, left, problem, at, **_more):
    """How many entered and how many left; or why it is not looked at any more."""
    tellings = [
        _telling(subscription, at, way, ids, entered=way == "in")
        for way, ids in (("in", entered), ("out", left))
        if ids
    ]
    if problem:
        tellings.append(_telling(subscription, at, "problem", [], problem=problem))
    tell(tellings, organization_id=subscription.organization_id, at=at)


def _telling(subscription, at, way, ids, **facts):
    kind = subscription.view.kind
    return Telling(
        subscription.member_id,
        Notification.LIST_MOVED,
        f"list:{subscription.pk}:{at.isoformat()}:{way}",
        record_kind=kind,
        count=max(1, len(ids)),
        facts={"view": subscription.view_id, "ids": {kind: ids[:NAMED]}, **facts},
    )
