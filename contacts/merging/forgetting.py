"""Merges that nobody can take apart any more."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef

from activity.models import Change

from ..duplicates.kinds import kinds
from ..models import Merge


def forget_merges(now):
    """Delete merges whose record is gone for good: neither there, nor to be brought back, nor merged into another. Returns
    how many."""
    return sum(_forgotten(alike, now) for alike in kinds().values())


def _forgotten(alike, now):
    merges = Merge.objects.filter(kind=alike.kind, at__lt=now - timedelta(days=settings.UNDO_DAYS))
    removals = Change.objects.filter(
        organization=OuterRef("organization"), kind=alike.kind, record_id=OuterRef("kept_id"), snapshot__isnull=False
    )
    later = Merge.objects.standing().filter(kind=alike.kind, gone_id=OuterRef("kept_id"))
    lost = merges.exclude(Exists(alike.model.objects.filter(pk=OuterRef("kept_id"))))
    lost = lost.exclude(Exists(removals)).exclude(Exists(later))
    return Merge.objects.filter(pk__in=list(lost.values_list("pk", flat=True))).delete()[1].get(Merge._meta.label, 0)
