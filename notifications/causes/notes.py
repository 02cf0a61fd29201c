"""Somebody is mentioned in a note: told to who sees its record."""

from django.dispatch import receiver

from accounts.models import Member
from activity.mentions import mentioned
from activity.signals import note_written

from ..models import Notification
from ..telling import Telling, tell

MOST = 50  # people whom one note tells: who names everybody tells nobody in particular


@receiver(note_written)
def tell_of_mentions(sender, note, record, by, at, **_more):
    """Everybody whose name is in the note, but who wrote it; once, however often it is changed."""
    ids = mentioned(note.content, note.organization_id) - {by.pk if by else None}
    tellings = [
        Telling(
            member.pk,
            Notification.MENTIONED,
            f"mention:{note._meta.label_lower}:{note.pk}",
            record_kind=record.KIND,
            record_id=record.pk,
            facts={"model": note._meta.label_lower, "note": note.pk, "by": by.pk if by else None},
        )
        for member in Member.objects.filter(pk__in=sorted(ids)[:MOST])
        if type(record).objects.visible_to(member).filter(pk=record.pk).exists()
    ]
    tell(tellings, organization_id=note.organization_id, at=at)
