"""Taking back the change of a custom field: what the field was, and what the values on records were."""

from activity.undo import CannotUndo, UndoReport, begin

from ..models.fields import CustomField, CustomFieldFolder
from . import rewriting
from .fields import KIND
from .holding import hold, let_go

VALUES = {"type", "options"}  # what the values on records follow


def undo_change(act, *, by):
    """Take an act of `change_field` back. Values and settings that somebody changed since are kept. Raises CannotUndo."""
    if not by.is_admin:
        raise CannotUndo
    hold(by)
    report = UndoReport(begin(act, by=by))
    told = act.changes.get(kind=KIND)
    field = CustomField.objects.visible_to(by).filter(pk=told.record_id).live().first()
    if field is None or any(_now(field, name) != told.fields[name][1] for name in VALUES & told.fields.keys()):
        raise CannotUndo
    for name, (old, new) in told.fields.items():
        if _now(field, name) == new:
            _put(field, name, old, by)
    field.save()
    for changes in rewriting.changes_of(act, field):
        for change, record, is_restored in rewriting.take_back(field, changes, act=report.act):
            _count(report, change, record, is_restored, by)
    let_go(by)
    return report


def _now(field, name):
    return field.folder_id if name == "folder" else getattr(field, name)


def _put(field, name, value, by):
    if name == "folder":
        own = CustomFieldFolder.objects.visible_to(by).filter(pk=value)
        field.folder = own.first() if value else None
    else:
        setattr(field, name, value)


def _count(report, change, record, is_restored, by):
    if record is not None and not rewriting.is_named_to(by, record):
        return
    if is_restored:
        report.restored += 1
    else:
        report.kept.append((change.kind, change.record_id))
