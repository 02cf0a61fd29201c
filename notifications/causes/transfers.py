"""An import or a large export ended: told to who began it."""

from django.dispatch import receiver

from transfers.signals import transfer_ended

from ..models import Notification
from ..telling import Telling, tell


@receiver(transfer_ended)
def tell_of_transfer(sender, transfer, **_more):
    """That it is done, or has failed; not that somebody stopped it."""
    if transfer.member_id is None or transfer.status not in (transfer.DONE, transfer.FAILED):
        return
    key = f"transfer:{transfer.pk}"
    telling = Telling(
        transfer.member_id,
        Notification.IMPORT_FINISHED,
        key,
        record_kind="transfer",
        record_id=transfer.pk,
    )
    tell([telling], organization_id=transfer.organization_id, at=transfer.finished_at)
