"""What a card's timeline tells of merges: that they were, and what happened to the ones that are gone."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activity.models import Change
from activity.timeline import Entry, Source
from activity.told import Told, name_references

from ..models import Merge

TIES = 20  # entries of one moment that a page may break between
NAME = "merges"


def merges_of(record, member, before, most):
    """Entries of the merges into `record`, and of the history of what went into it. One query where nothing did."""
    merges = Merge.objects.filter(organization=member.organization_id, kind=record.KIND, kept_id=record.pk).standing()
    merges = list(merges.select_related("member__user").defer(*Merge.LARGE).order_by("-at", "-pk"))
    entries = [Entry(merge.at, NAME, 2 * merge.pk, "contacts/_told_merge.html", merge) for merge in merges]
    if merges:
        entries += _past(record, merges, member, before, most)
    entries.sort(key=lambda entry: entry.mark, reverse=True)
    return [entry for entry in entries if before is None or entry.mark < before][:most]


def _past(record, merges, member, before, most):
    """What was changed on the ones that are gone; that they went is told by the merge."""
    names = {pk: merge.gone_name for merge in merges for pk in merge.gone_ids}
    changes = Change.objects.visible_to(member).filter(kind=record.KIND, record_id__in=names)
    changes = changes.filter(action__in=[Change.CREATED, Change.CHANGED]).filter(Q(act__undo_of=None))
    changes = changes.filter(act__at__lte=before.at) if before else changes
    changes = changes.select_related("act__member__user").defer("snapshot").order_by("-act__at", "-pk")
    told = [Told(change, record, False) for change in changes[: most + TIES]]
    if told:
        name_references(told, member)
    for one in told:
        one.of = names[one.change.record_id]
    return [Entry(one.act.at, NAME, 2 * one.change.pk + 1, "contacts/_told_past.html", one) for one in told]


MERGES = Source(NAME, _("Merges"), merges_of)
