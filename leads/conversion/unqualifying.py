"""Taking a qualification back: what it made goes unless somebody works with it, what it moved returns."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.ownership import is_named_to
from activity import recording
from activity.models import Act, Change, recorded_models
from activity.told import label_of
from activity.undo import CannotUndo, UndoReport, is_work, may_undo, take_back
from contacts.models import ContactNote

from ..models import Conversion, Lead, LeadNote
from ..signals import lead_unqualified
from .qualifying import VERB
from .wishes import NotQualified

UNDO_VERB = "lead_unqualified"


@dataclass
class Unqualified:
    """What taking back did: `restored` counts the records that went or got their values back, `kept` says in sentences
    what stayed and why, `kept_records` which (kind, id) they are."""

    lead: Lead
    act: Act
    restored: int = 0
    kept: list = field(default_factory=list)
    kept_records: list = field(default_factory=list)


@transaction.atomic
def unqualify(lead, *, by):
    """Make `lead` what it was before it was qualified. What the qualification made is removed unless somebody changed it
    or attached something since; fields it overwrote return unless they were changed since; notes and tasks that came
    along and are still there go back. Returns `Unqualified`. Raises NotQualified, PermissionDenied."""
    held = _held(lead)
    by.must_edit(held)
    conversion = held.conversions.select_for_update(of=("self",)).filter(undone_at=None).first()
    if held.status != Lead.QUALIFIED or conversion is None:
        raise NotQualified
    done = Unqualified(lead, _begin(conversion, by))
    contact = held.became_contact
    done.kept += _return_parts(held, contact, conversion, done.act, by)
    held.become_open(conversion.status_before, by=by, act=done.act)
    if conversion.act_id:
        _take_back(conversion.act, done, by)
    conversion.undone_at = done.act.at
    conversion.save(update_fields=["undone_at"])
    lead.__dict__.update(held.__dict__)
    return done


def _held(lead):
    """The lead, locked, behind what it became: in the order of those who merge or delete that, and then tell its leads."""
    became = ("became_contact", "became_company", "became_deal")
    ids = Lead.objects.filter(pk=lead.pk).values(*became).first() or {}
    for name, pk in ids.items():
        Lead._meta.get_field(name).related_model.objects.all().lock([pk] if pk else [])
    return Lead.objects.select_for_update(of=("self",)).get(pk=lead.pk)


def undo(act, by):
    """The way an undo of a qualification goes, see `activity.undo.goes_its_own_way`."""
    conversion = Conversion.objects.visible_to(by).filter(act=act, undone_at=None).select_related("lead").first()
    if conversion is None or not may_undo(act, by):
        raise CannotUndo
    try:
        done = unqualify(conversion.lead, by=by)
    except NotQualified as error:
        raise CannotUndo from error
    return UndoReport(done.act, restored=done.restored, kept=done.kept_records)


def never(act, by):
    """Taking back is not taken back: the lead is qualified anew instead."""
    raise CannotUndo


def _begin(conversion, by):
    """The act of taking back. The one taken back is marked, so that nobody undoes it again."""
    act = conversion.act
    if act is None or act.undone_at:
        return recording.open_act(UNDO_VERB, by=by)
    Act.objects.filter(pk=act.pk).update(undone_at=now())
    return recording.open_act(UNDO_VERB, by=by, undo_of=act)


# -- what came along ----------------------------------------------------------------------------------------


def _return_parts(lead, contact, conversion, act, by):
    """Let notes, tasks and the rest go back to the lead; sentences of what does not. Nothing goes across the line between
    private and shared: what was written in private would come into the open."""
    carried = conversion.carried
    if contact is not None and contact.is_private != lead.is_private and any(carried.values()):
        return [_("What came along stays with the contact: it was shared or made private since, as the lead was not.")]
    kept = _return_notes(lead, carried.get("notes", ()), carried.get("lead_notes", ()))
    if contact is not None and carried.get("about"):
        contact.note_records.filter(pk__in=carried["about"], content=lead.notes).delete()
    told = lead_unqualified.send(sender=Lead, lead=lead, contact=contact, carried=carried, act=act, by=by)
    return kept + [str(sentence) for _receiver, sentences in told for sentence in sentences or ()]


def _return_notes(lead, ids, former_ids):
    """Notes that still stand on what the lead became go back, with author and time, under the ids they had."""
    notes = list(ContactNote.objects.filter(pk__in=ids, contact=lead.became_contact_id).order_by("created_at", "pk"))
    former = dict(zip(ids, former_ids, strict=False))  # older qualifications did not keep them
    taken = set(LeadNote.objects.filter(pk__in=former_ids).values_list("pk", flat=True))
    LeadNote.objects.bulk_create(
        LeadNote(
            pk=None if former.get(note.pk) in taken else former.get(note.pk), organization_id=note.organization_id,
            lead=lead, content=note.content, created_by_id=note.created_by_id, created_at=note.created_at,
        )
        for note in notes
    )  # fmt: skip
    ContactNote.objects.filter(pk__in=[note.pk for note in notes]).delete()
    gone = len(ids) - len(notes)
    if not gone:
        return []
    return [
        ngettext("%d note that came along is gone by now.", "%d notes that came along are gone by now.", gone) % gone
    ]


# -- what was made and changed --------------------------------------------------------------------------------


def _take_back(act, done, by):
    """Take the act's changes back, newest first, except what people worked with since."""
    kinds = ("contact", "company", "deal")
    for change in act.changes.filter(kind__in=kinds).order_by("-pk"):
        if change.action == Change.CREATED:
            restored, said = _uncreate(change, done.act, by)
        else:
            restored, said = _unchange(change, done.act, by)
        done.restored += restored
        if said:
            done.kept.append(said)
            done.kept_records.append((change.kind, change.record_id))


def _uncreate(change, act, by):
    """(whether the record went, why it stays)."""
    model = recorded_models()[change.kind]
    record = model.objects.filter(pk=change.record_id).first()
    if record is None:
        return False, ""  # somebody removed it already
    if not model.objects.visible_to(by).filter(pk=record.pk).exists():
        return False, _("%(what)s stays: it is not yours to remove.") % {"what": _called(record, by)}
    why = attached_to(record, by=by)
    if why:
        return False, _("%(what)s stays: it has %(why)s by now.") % {"what": _called(record, by), "why": why}
    [(_change, is_gone)] = take_back([change], act, by=by)
    if is_gone:
        return True, ""
    return False, _("%(what)s stays: it was changed since.") % {"what": _called(record, by)}


def attached_to(record, *, by):
    """What stands on `record` or belongs to it, in words: "2 tasks, 1 note"; "" for nothing. What `by` does not see is
    not counted in the open."""
    counts, is_all = {}, True
    for relation in record._meta.related_objects:
        model = relation.field.model
        if is_work(model):
            there = model.objects.filter(**{relation.field.name: record.pk})
            seen = there.visible_to(by).count()
            is_all = is_all and (seen > 0 or not there.exists())
            if seen:
                name = model._meta.verbose_name if seen == 1 else model._meta.verbose_name_plural
                counts[str(name)] = counts.get(str(name), 0) + seen
    if not counts and not is_all:
        return _("something you do not see")
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def _unchange(change, act, by):
    """(whether the record got any value back, which fields stay)."""
    model = recorded_models()[change.kind]
    record = model.objects.visible_to(by).filter(pk=change.record_id).first()
    if record is None:
        return False, ""
    [(_change, is_whole)] = take_back([change], act, by=by)
    if is_whole:
        return True, ""
    record = model.objects.get(pk=record.pk)
    now_has = record.state(change.fields)
    staying = [name for name, (old, _new) in change.fields.items() if now_has[name] != old]
    labels = ", ".join(label_of(record, name) for name in staying)
    said = _("%(what)s keeps what was changed since: %(fields)s.") % {"what": _called(record, by), "fields": labels}
    return len(staying) < len(change.fields), said


def _called(record, by):
    """“Jane Smith” (contact), or just what it is where `by` must not know of it."""
    if not is_named_to(by, record):
        return _("A %(kind)s") % {"kind": record._meta.verbose_name}
    return _("“%(name)s” (%(kind)s)") % {"name": record, "kind": record._meta.verbose_name}


__all__ = ["UNDO_VERB", "VERB", "Unqualified", "attached_to", "never", "undo", "unqualify"]
