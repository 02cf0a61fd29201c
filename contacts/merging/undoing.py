"""Taking a merge apart: both are there again, and what somebody changed since stays."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activity import recording
from activity.models import Act
from activity.snapshots import restore_rows
from activity.told import label_of
from activity.undo import CannotUndo, UndoReport, may_undo

from ..duplicates.kinds import kinds
from ..models import Merge
from .parts import field_at, move, restore_doubled, since

UNDO_VERBS = "{}_unmerged"


class CannotTakeApart(Exception):
    """The merge is not taken apart; the text says why."""


@dataclass
class TakenApart:
    """What taking apart did: the record that was kept, the one that is back, and in sentences what stayed and why."""

    merge: Merge
    record: object
    back: object
    act: Act
    kept: list = field(default_factory=list)


@transaction.atomic
def undo_merge(merge, *, by):
    """Make two of the record again that `merge` made. What moved goes back, fields get back what they had unless they were
    changed since, notes and tasks written since stay with the kept one. Returns `TakenApart`.

    Raises CannotTakeApart, PermissionDenied.
    """
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    model = kinds()[merge.kind].model
    record = _held(merge, model, by)
    done = TakenApart(merge, record, None, _begin(merge, by))
    later = since(record, merge.at, by=by)
    done.back = _restore(merge, model, done)
    _return_parts(merge, done)
    _return_fields(merge, done, by)
    if later:
        told = ", ".join(f"{n} {label}" for label, n in later)
        done.kept.append(_("Added since, and kept by %(name)s: %(parts)s.") % {"name": record, "parts": told})
    merge.addresses.all().delete()
    used = {"snapshot": {}, "changed": {}, "moved": {}, "doubled": {}}
    Merge.objects.filter(pk=merge.pk).update(undone_at=done.act.at, **used)
    return done


def undo_of_act(act, by):
    """The way an undo of a merge goes, see `activity.undo.goes_its_own_way`."""
    merge = Merge.objects.visible_to(by).filter(act=act).standing().first()
    if merge is None or not may_undo(act, by):
        raise CannotUndo
    try:
        done = undo_merge(merge, by=by)
    except CannotTakeApart as error:
        raise CannotUndo from error
    return UndoReport(done.act, restored=2, kept=[(merge.kind, done.record.pk)] if done.kept else [])


def never(act, by):
    """Taking apart is not taken back: one merges anew."""
    raise CannotUndo


def _held(merge, model, by):
    """The record that was kept, locked. Raises CannotTakeApart, PermissionDenied."""
    if merge.undone_at is not None:
        raise CannotTakeApart(_("This merge is taken apart already."))
    model.hold_relations(merge.organization_id, [merge.snapshot["relations"]])
    model.objects.all().lock([merge.kept_id])
    record = model.objects.visible_to(by).whole().prefetch_related(None).filter(pk=merge.kept_id).first()
    if record is None:
        raise CannotTakeApart(_("The record is gone by now. If it was merged again, take that apart first."))
    by.must_edit(record)
    if record.is_private != merge.snapshot["columns"]["is_private"]:
        raise CannotTakeApart(_("The record was shared or made private since. Turn that back first."))
    if model.objects.filter(pk=merge.gone_id).exists():
        raise CannotTakeApart(_("The other record is there already."))
    return record


def _begin(merge, by):
    """The act of taking apart. The one that merged is marked, so that nobody undoes it again."""
    act, verb = merge.act, UNDO_VERBS.format(merge.kind)
    if act is None or act.undone_at:
        return recording.open_act(verb, by=by)
    Act.objects.filter(pk=act.pk).update(undone_at=now())
    return recording.open_act(verb, by=by, undo_of=act)


def _restore(merge, model, done):
    """Bring the record back that went, under its own number."""
    row = dict(merge.snapshot["columns"])
    model.before_restoring([row])
    [back] = restore_rows(model, [row])
    for attname, value in merge.snapshot["columns"].items():
        if value is not None and getattr(back, attname) is None:
            words = {"name": back, "field": label_of(back, attname)}
            done.kept.append(_("%(name)s is back without %(field)s: that is gone.") % words)
    model.restore_relations(merge.organization_id, {back.pk: merge.snapshot["relations"]})
    back = model.objects.all().whole().get(pk=back.pk)
    back.derive()  # what it refers to may be called differently by now
    back.save(update_fields=list(model.DERIVED))
    recording.created(done.act, [back])
    return back


def _return_parts(merge, done):
    """Put what moved back onto the one it came from; what is elsewhere by now stays there."""
    missing = 0
    for path, ids in merge.moved.items():
        key = field_at(path)
        if key is None:
            continue
        rows = key.model._base_manager.filter(**{key.name: done.record.pk}, pk__among=ids)
        there = sorted(rows.values_list("pk", flat=True))
        missing += len(ids) - len(there)
        move(key, there, done.back, act=done.act)
    restore_doubled(merge.doubled)
    if missing:
        text = ngettext(
            "%d thing that came along was moved or deleted since.",
            "%d things that came along were moved or deleted since.",
            missing,
        )
        done.kept.append(text % missing)


def _return_fields(merge, done, by):
    """Give the kept record what it had before, where nobody changed that since."""
    record, back, staying = done.record, {}, []
    state = record.state(merge.changed)
    for name, (old, new) in merge.changed.items():
        if name == "tags":
            added = {tag.casefold() for tag in new} - {tag.casefold() for tag in old}
            back[name] = [tag for tag in state[name] if tag.casefold() not in added]
        elif state[name] == new and _can_have(record, name, old):
            back[name] = old
        else:
            staying.append(label_of(record, name))
    if staying:
        words = {"name": record, "fields": ", ".join(staying)}
        done.kept.append(_("%(name)s keeps what was changed since: %(fields)s.") % words)
    if back:
        record.change(by=by, act=done.act, **record.from_state(back))


def _can_have(record, name, value):
    """Whether what a field referred to is still there."""
    field = next((field for field in record._meta.concrete_fields if field.attname == name), None)
    if value is None or field is None or not field.is_relation:
        return True
    return field.related_model._base_manager.filter(pk=value).exists()
