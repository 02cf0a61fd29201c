"""Telling people what apps of one floor cannot tell each other."""

from django.dispatch import receiver

from accounts.models import Member
from notifications.models import Notification
from notifications.telling import Telling, tell
from webhooks.signals import endpoint_disabled


@receiver(endpoint_disabled)
def tell_admins(sender, endpoint, at, **_more):
    """A webhook was turned off by us: every admin of its organization is told once."""
    admins = Member.objects.filter(
        organization=endpoint.organization_id, role=Member.ADMIN, kind=Member.PERSON, is_active=True
    )
    key = f"webhook:{endpoint.pk}:{at.isoformat()}"
    tellings = [
        Telling(pk, Notification.WEBHOOK_FAILING, key, record_id=endpoint.pk)
        for pk in admins.order_by("pk").values_list("pk", flat=True)
    ]
    tell(tellings, organization_id=endpoint.organization_id, at=at)
