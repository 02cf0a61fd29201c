"""Taking an act back: what it made goes, what it changed returns, what it removed comes again.

What somebody changed since is kept and reported, never overwritten.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from . import recording
from .models import Act, Change, Note, Recorded, recorded_models
from .snapshots import restore_parts, restore_rows

RUN = 500  # changes taken back together
_own_ways, _own_kinds = {}, {}


class CannotUndo(Exception):
    """The act is already undone, is too old, or is not this member's to take back."""


class NothingSeen(CannotUndo):
    """Somebody else's act, on records of which the member sees none: to them it was none."""


@dataclass
class UndoReport:
    """How many records were brought back, and which (kind, id) were kept because somebody changed them since."""

    act: Act
    restored: int = 0
    kept: list = field(default_factory=list)
    is_over: bool = True  # False while it goes on in the background

    def add(self, outcome):
        """Count what `take_back` returned."""
        for change, is_restored in outcome:
            if is_restored:
                self.restored += 1
            else:
                self.kept.append((change.kind, change.record_id))


def may_undo(act, member):
    """One takes back one's own acts; admins also other people's, as far as they see the records."""
    own = act.member_id == member.pk or member.is_admin
    fresh = act.undone_at is None and act.at > timezone.now() - timedelta(days=settings.UNDO_DAYS)
    return own and act.organization_id == member.organization_id and fresh


@transaction.atomic
def undo(act, *, by):
    """Take `act` back for `by`. Returns an `UndoReport`. Raises CannotUndo, and NothingSeen for somebody else's act on
    records of which `by` sees none."""
    if act.verb in _own_ways:
        report = _own_ways[act.verb](act, by=by)
        if report is not None:
            return report
    report = UndoReport(begin(act, by=by))
    newest = act.changes.order_by("-pk").iterator(chunk_size=RUN)
    while changes := list(islice(newest, RUN)):
        report.add(take_back(changes, report.act, by=by))
    if act.member_id != by.pk and not report.restored and not _sees_any(report.kept, by):
        raise NothingSeen  # and the act stays its owner's to take back
    return report


def _sees_any(kept, member):
    """Whether `member` sees one of the records (kind, id) that were kept."""
    for kind, model in recorded_models().items():
        ids = [pk for its, pk in kept if its == kind]
        if ids and model.objects.visible_to(member).filter(pk__among=ids).exists():
            return True
    return False


def goes_its_own_way(verb, way):
    """Let acts called `verb` be undone by `way(act, by=member)`, which returns an `UndoReport`, or None to leave one
    to us. For acts that are too large for one transaction, or that are not over yet."""
    _own_ways[verb] = way


def kind_goes_its_own_way(kind, way):
    """Let changes of a `kind` that is no recorded model's be taken back by `way(changes, act, by)`, as `take_back` does."""
    _own_kinds[kind] = way


def begin(act, *, by):
    """Say that `act` is undone from now on, so that nobody else begins. Returns the act that takes it back.

    Raises CannotUndo. Must run in a transaction.
    """
    act = Act.objects.select_for_update().get(pk=act.pk)
    if not may_undo(act, by):
        raise CannotUndo
    act.undone_at = timezone.now()
    act.save(update_fields=["undone_at"])
    return recording.open_act("undone", by=by, undo_of=act)


def take_back(changes, act, *, by):
    """Take back some changes of one act, given newest first, under `act`, which `begin` returned.

    Returns `[(change, whether it is restored)]`. Must run in a transaction; a few dozen queries for hundreds of changes.
    """
    outcome = []
    for run in _runs(changes):
        way = _own_kinds.get(run[0].kind)
        outcome += way(run, act, by) if way else _TAKE_BACK[run[0].action](recorded_models()[run[0].kind], run, act, by)
    return outcome


def _runs(changes):
    """Changes in their order, in runs of one kind and action, each record once in a run."""
    run, seen, like = [], set(), None
    for change in changes:
        alike = (change.kind, change.action)
        if run and (alike != like or change.record_id in seen or len(run) == RUN):
            yield run
            run, seen = [], set()
        run.append(change)
        seen.add(change.record_id)
        like = alike
    if run:
        yield run


def _uncreate_run(model, changes, act, by):
    """Remove a run of made records; those that somebody has worked with since are kept."""
    made = {change.record_id: change.pk for change in changes}
    kept = _worked_with(changes, made) | _in_use(model, made, act)
    going = model.objects.visible_to(by).filter(pk__in=made.keys() - kept)
    going.remove_all(by=by, act=act)
    there = set(model.objects.filter(pk__in=made).values_list("pk", flat=True))
    return [(change, change.record_id not in there) for change in changes]


def _worked_with(changes, made):
    """Which of the made records have been changed since. What was taken back, and its taking back, is nobody's work."""
    history = Change.objects.filter(organization=changes[0].organization_id, kind=changes[0].kind, record_id__in=made)
    history = history.exclude(act=changes[0].act_id).exclude(act__undo_of__isnull=False, act__undone_at=None)
    history = history.exclude(act__undone_at__isnull=False, act__undone_by__undone_at=None)
    latest = history.order_by().values_list("record_id").annotate(models.Max("pk"))
    return {record for record, pk in latest if pk > made[record]}


def is_work(model):
    """Whether a row of `model` that names a record is somebody's work with that record, which is not undone under it."""
    return issubclass(model, Note | Recorded) or getattr(model, "is_work", False)


def _in_use(model, ids, act):
    """Which of the records carry notes of others, or have records that stay: a company with people, a task to do, a
    link that somebody was sent."""
    used = set()
    for relation in model._meta.related_objects:
        field = relation.field
        rows = field.model._default_manager.filter(**{f"{field.name}__in": ids})
        if issubclass(field.model, Note):
            used |= set(rows.exclude(created_by=act.member_id).values_list(field.attname, flat=True))
        elif is_work(field.model):
            used |= set(rows.values_list(field.attname, flat=True))
    return used


def _unchange_run(model, changes, act, by):
    """Give a run of changed records their old values; what was changed since, or cannot be any more, is kept."""
    ids = [change.record_id for change in changes]
    olds = [{name: old for name, (old, _new) in change.fields.items()} for change in changes]
    model.hold_relations(by.organization_id, olds)
    model.objects.visible_to(by).lock(ids)
    found = model.objects.visible_to(by).whole().filter(pk__among=ids).prefetch_related(None)
    locked = {record.pk: record for record in found}
    tagged = {change.record_id for change in changes if "tags" in change.fields}
    models.prefetch_related_objects([locked[pk] for pk in tagged & locked.keys()], "tags")
    reachable = _reachable(model, changes, by)
    outcome, going = [], {}
    for change in changes:
        record = locked.get(change.record_id)
        back = _possible(record, change, reachable) if record else {}
        outcome.append((change, record is not None and len(back) == len(change.fields)))
        if back:
            going[record.pk] = record.from_state(back)
    if going:
        model.objects.change_locked([locked[pk] for pk in going], going, act=act)
    return outcome


def _reachable(model, changes, by):
    """For each foreign key among the changes, the ids it may still be given: records that exist and that `by` sees."""
    columns = {field.attname: field for field in model._meta.concrete_fields if field.is_relation}
    reachable = {}
    for name in columns.keys() & {name for change in changes for name in change.fields}:
        ids = {change.fields[name][0] for change in changes if name in change.fields} - {None}
        found = columns[name].related_model.objects.visible_to(by).filter(pk__in=ids)
        reachable[name] = {None, *found.values_list("pk", flat=True)}
    return reachable


def _possible(record, change, reachable):
    """The old values of a change that nobody has changed since and that can still be had."""
    now = record.state(change.fields)
    back = {name: old for name, (old, new) in change.fields.items() if now[name] == new}
    back = {name: old for name, old in back.items() if name not in reachable or old in reachable[name]}
    is_private = back.get("is_private", record.is_private)
    if is_private and back.get("assigned_to_id", record.assigned_to_id) is None:
        back = {name: old for name, old in back.items() if name not in ("is_private", "assigned_to_id")}
    return back


def _unremove_run(model, changes, act, by):
    """Bring a run of removed records back whole; somebody else's private ones stay gone."""
    there = set(model.objects.filter(pk__in=[c.record_id for c in changes]).values_list("pk", flat=True))
    going = {c.record_id: c.snapshot for c in changes if c.record_id not in there and _may_return(c.snapshot, by)}
    if going:
        model.before_restoring([snapshot["columns"] for snapshot in going.values()])
        records = restore_rows(model, [snapshot["columns"] for snapshot in going.values()])
        model.restore_relations(by.organization_id, {pk: snapshot["relations"] for pk, snapshot in going.items()})
        restore_parts(going)
        recording.created(act, records)
    return [(change, change.record_id in going) for change in changes]


def _may_return(snapshot, by):
    return not snapshot["columns"]["is_private"] or snapshot["columns"]["assigned_to_id"] == by.pk


def _unremove_children(model, changes, _act, by):
    """Bring a run of removed parts back, where their record is still there."""
    seen = model.objects.visible_to(by).filter(pk__in=[change.record_id for change in changes])
    seen = set(seen.values_list("pk", flat=True))
    restore_parts({change.record_id: change.snapshot for change in changes if change.record_id in seen})
    return [(change, change.record_id in seen) for change in changes]


_TAKE_BACK = {
    Change.CREATED: _uncreate_run,
    Change.CHANGED: _unchange_run,
    Change.REMOVED: _unremove_run,
    Change.CHILD_REMOVED: _unremove_children,
}
