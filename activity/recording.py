"""Writing history: one act, its changes, and the tallies that follow from them."""

import datetime
import decimal
import uuid
from collections import Counter

from django.apps import apps
from django.db import models
from django.utils import timezone

from . import pouring
from .models import Act, Change, Recorded, Tally
from .signals import recorded


def plain(value):
    """`value` as JSON: dates ISO 8601, decimals and UUIDs as text, the rest as it is."""
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, decimal.Decimal | uuid.UUID):
        return str(value)
    return value


def difference(before, after):
    """`{field: [old, new]}` for the fields that differ."""
    return {name: [old, after[name]] for name, old in before.items() if old != after[name]}


def open_act(verb, *, by, undo_of=None, at=None):
    """Begin an act of `by`, through the door they came in by, now or, for history told later, `at` a moment."""
    return Act.objects.create(
        organization_id=by.organization_id, member=by, verb=verb, door=by.door, undo_of=undo_of, at=at or timezone.now()
    )


def _write(act, changes, facts, kind):
    pouring.insert(Change, changes)
    _count(act, len(changes), facts, kind)


def _count(act, changes, facts, kind):
    Act.objects.filter(pk=act.pk).update(changes_count=models.F("changes_count") + changes)
    act.changes_count += changes
    Tally.enter(act.organization_id, kind, facts)


def created(act, records):
    """Say that `records` (saved, of one kind) were made by `act`."""
    kind = records[0].KIND
    rows = [(act.pk, act.organization_id, kind, record.pk, Change.CREATED) for record in records]
    pouring.pour(Change, ("act_id", "organization_id", "kind", "record_id", "action"), rows)
    _count(act, len(records), Counter(record.tally_facts() for record in records), kind)
    _tell(act, kind, Change.CREATED, [(record.pk, {}, record) for record in records])


def changed(act, changes):
    """Say what `act` changed: `changes` holds (record, {field: [old, new]}, tally facts before), of one kind."""
    facts = Counter()
    for record, _fields, before in changes:
        facts[before] -= 1
        facts[record.tally_facts()] += 1
    rows = [_change(act, record, Change.CHANGED, fields) for record, fields, _before in changes]
    _write(act, rows, facts, changes[0][0].KIND)
    _tell(act, changes[0][0].KIND, Change.CHANGED, [(record.pk, fields, record) for record, fields, _before in changes])


def told(act, kind, rows):
    """Say that `act` changed records of `kind` in nothing that tallies count: `rows` are (id, {field: [old, new]})."""
    names = ("act_id", "organization_id", "kind", "record_id", "action", "fields")
    rows = list(rows)
    changes = [(act.pk, act.organization_id, kind, pk, Change.CHANGED, fields) for pk, fields in rows]
    pouring.pour(Change, names, changes)
    _count(act, len(changes), {}, kind)
    _tell(act, kind, Change.CHANGED, [(pk, fields, None) for pk, fields in rows])


def removed(act, records):
    """Say that `act` removes `records`; call it before they are deleted, so that undo can bring them back whole."""
    from .snapshots import take_snapshots

    if not records:
        return
    kind = records[0].KIND
    snapshots = take_snapshots(records)
    changes = [_change(act, record, Change.REMOVED, snapshot=snapshots[record.pk]) for record in records]
    _write(act, changes, Counter({k: -n for k, n in Counter(r.tally_facts() for r in records).items()}), kind)
    _tell(act, kind, Change.REMOVED, [(record.pk, {}, record) for record in records])
    for snapshot in snapshots.values():
        for label, rows in snapshot["children"].items():
            count_children(act.organization_id, apps.get_model(label), rows, -1)


def count_children(organization_id, model, rows, sign):
    """Enter into the tallies that records of `model` went (`sign` -1) or came (1) with their parent; `rows` are columns of
    a snapshot. Other parts than records are not counted."""
    if issubclass(model, Recorded) and rows:
        facts = Counter((row["assigned_to_id"], row["is_private"], row.get("status", "")) for row in rows)
        Tally.enter(organization_id, model.KIND, {key: sign * n for key, n in facts.items()})


def remove_child(parent, child, *, by):
    """Delete one part of a record, a note say, so that it can be undone. Returns the `Act`."""
    from django.db import transaction

    from .snapshots import child_snapshot

    with transaction.atomic():
        act = open_act(f"{child._meta.model_name}_removed", by=by)
        change = _change(act, parent, Change.CHILD_REMOVED, snapshot=child_snapshot(child))
        _write(act, [change], {}, parent.KIND)
        child.delete()
    return act


def _tell(act, kind, action, changes):
    recorded.send(sender=Change, act=act, kind=kind, action=action, changes=changes)


def _change(act, record, action, fields=None, snapshot=None):
    return Change(
        act=act,
        organization_id=act.organization_id,
        kind=record.KIND,
        record_id=record.pk,
        action=action,
        fields=fields or {},
        snapshot=snapshot,
    )
