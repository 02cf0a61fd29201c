"""Taking an act back: what it made goes, what it changed returns, what it removed comes again.

What somebody changed since is kept and reported, never overwritten.
"""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from . import recording
from .models import Act, Change, recorded_models
from .snapshots import restore_parts, restore_row


class CannotUndo(Exception):
    """The act is already undone, is too old, or is not this member's to take back."""


@dataclass
class UndoReport:
    """How many records were brought back, and which (kind, id) were kept because somebody changed them since."""

    act: Act
    restored: int = 0
    kept: list = field(default_factory=list)


def may_undo(act, member):
    """One takes back one's own acts; admins also other people's, as far as they see the records."""
    own = act.member_id == member.pk or member.is_admin
    return own and act.organization_id == member.organization_id and act.undone_at is None


@transaction.atomic
def undo(act, *, by):
    """Take `act` back for `by`. Returns an `UndoReport`. Raises CannotUndo."""
    act = Act.objects.select_for_update().get(pk=act.pk)
    if not may_undo(act, by):
        raise CannotUndo
    act.undone_at = timezone.now()
    act.save(update_fields=["undone_at"])
    report = UndoReport(recording.open_act("undone", by=by, undo_of=act))
    for change in act.changes.order_by("-pk").iterator(chunk_size=500):
        done = _TAKE_BACK[change.action](recorded_models()[change.kind], change, report.act, by)
        if done:
            report.restored += 1
        else:
            report.kept.append((change.kind, change.record_id))
    return report


def _uncreate(model, change, act, by):
    record = model.objects.visible_to(by).filter(pk=change.record_id).first()
    touched = Change.objects.filter(
        organization=change.organization_id, kind=change.kind, record_id=change.record_id, pk__gt=change.pk
    ).exclude(act=change.act_id)
    if record is None or touched.exists():
        return False
    record.remove(by=by, act=act)
    return True


def _unchange(model, change, act, by):
    record = model.objects.visible_to(by).filter(pk=change.record_id).first()
    if record is None:
        return False
    now = record.state(change.fields)
    back = {name: old for name, (old, new) in change.fields.items() if now[name] == new}
    if back:
        record.change(by=by, act=act, **record.from_state(back))
    return len(back) == len(change.fields)


def _unremove(model, change, act, by):
    values = change.snapshot["columns"]
    if values["is_private"] and values["assigned_to_id"] != by.pk:
        return False
    if model.objects.filter(pk=change.record_id).exists():
        return False
    record = restore_row(model, values)
    record.take_relations(change.snapshot["relations"])
    restore_parts(change.snapshot, record.pk)
    recording.created(act, [record])
    return True


def _unremove_child(model, change, act, by):
    if not model.objects.visible_to(by).filter(pk=change.record_id).exists():
        return False
    restore_parts(change.snapshot)
    return True


_TAKE_BACK = {
    Change.CREATED: _uncreate,
    Change.CHANGED: _unchange,
    Change.REMOVED: _unremove,
    Change.CHILD_REMOVED: _unremove_child,
}
