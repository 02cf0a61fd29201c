"""Contacts in feeds: notes that were written on them, and what was made and changed."""

from django.db.models import Case, F, When
from django.utils.translation import gettext as _

from activity.feed import FeedSource, kind_as
from activity.models import Change
from activity.told import Told, name_references

from .models import Contact, ContactNote

MADE, CHANGED, NOTED = "contact_created", "field_changed", "note_added"


def notes_on(contacts, member):
    notes = ContactNote.objects.filter(organization=member.organization_id, contact__in=contacts.values("pk"))
    return notes.annotate(feed_at=F("created_at"), feed_record=F("contact_id"), feed_kind=kind_as(NOTED))


def told_notes(keys, member):
    notes = ContactNote.objects.filter(organization=member.organization_id, pk__in=keys).select_related(
        "created_by__user"
    )
    return {note.pk: (_("Note by %s") % (note.created_by or _("somebody")), note.content) for note in notes}


def changes_of(contacts, member):
    changes = Change.objects.visible_to(member).filter(
        kind=Contact.KIND, action__in=(Change.CREATED, Change.CHANGED), record_id__in=contacts.values("pk")
    )
    kind = Case(When(action=Change.CREATED, then=kind_as(MADE)), default=kind_as(CHANGED))
    return changes.annotate(feed_at=F("act__at"), feed_record=F("record_id"), feed_kind=kind)


def told_changes(keys, member):
    changes = Change.objects.visible_to(member).filter(pk__in=keys).select_related("act").defer("snapshot")
    record = Contact(organization=member.organization)
    told = [Told(change, record, False) for change in changes]
    name_references(told, member)
    return {one.change.pk: _in_words(one) for one in told}


def _in_words(told):
    if told.change.action == Change.CREATED:
        return _("Contact created"), ""
    labels = ", ".join(str(each.label) for each in told.differences)
    lines = [f"{each.label}: {each.old or '–'} → {each.new or '–'}" for each in told.differences]
    return (_("Changed: %s") % labels if labels else _("Changed")), "\n".join(lines)


NOTES = FeedSource(1, (NOTED,), notes_on, told_notes)
CHANGES = FeedSource(2, (MADE, CHANGED), changes_of, told_changes)
