"""Putting a lead aside, and taking it up again."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.ownership import is_named_to
from activity import recording

from ..models import Lead
from .wishes import AlreadyQualified, NotQualifiable

LONGEST = Lead._meta.get_field("disqualified_for").max_length


@transaction.atomic
def disqualify(lead, reason="", *, by):
    """Put `lead` aside for `reason` (at most 200 characters). Said again, the new reason counts. Returns the `Act`, None
    where it was so already. Raises AlreadyQualified, PermissionDenied."""
    held = Lead.objects.select_for_update(of=("self",)).get(pk=lead.pk)
    by.must_edit(held)
    if held.status == Lead.QUALIFIED:
        contact = held.became_contact
        raise AlreadyQualified(contact if contact and is_named_to(by, contact) else None)
    values = {"status": Lead.DISQUALIFIED, "disqualified_for": reason.strip()[:LONGEST]}
    if all(getattr(held, name) == value for name, value in values.items()):
        return None
    return lead.change(by=by, act=recording.open_act("lead_disqualified", by=by), **values)


def disqualify_all(records, reason="", *, by, act=None):
    """As `disqualify` for the open leads of the queryset `records`, which must begin with `visible_to(by)`. Returns the
    `Act`, whose `changes_count` says how many there were."""
    with transaction.atomic():
        act = act or recording.open_act("lead_disqualified", by=by)
        values = {"status": Lead.DISQUALIFIED, "disqualified_for": reason.strip()[:LONGEST]}
        return records.open().change_all(by=by, act=act, **values)


@transaction.atomic
def reopen(lead, *, by):
    """Make a disqualified lead new again; the reason is forgotten. Returns the `Act`. Raises NotQualifiable where it is
    not disqualified, PermissionDenied."""
    held = Lead.objects.select_for_update(of=("self",)).get(pk=lead.pk)
    by.must_edit(held)
    if held.status != Lead.DISQUALIFIED:
        raise NotQualifiable(_("Only a disqualified lead can be reopened."))
    return lead.change(by=by, act=recording.open_act("lead_reopened", by=by), status=Lead.NEW, disqualified_for="")
