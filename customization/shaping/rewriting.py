"""Going through all records that hold a field's value, a chunk at a time, and writing the values anew."""

import dataclasses

from accounts.ownership import is_named_to
from activity import pouring, recording
from activity.models import Act, recorded_models

from ..models.fields import CustomField
from .converting import converted

CHUNK = 2_000  # records that are locked, written and told together
EXAMPLES = 5  # values that do not convert, and that are shown


@dataclasses.dataclass
class FieldReport:
    """What a change of a field does, or would do, to the values on records.

    `converted` counts values that go on, `dropped` those that are taken off, wholly or in part; both count what the
    member sees, while private records of others are written too. `examples` are `(record, value)` of some that are
    dropped. `act` takes the change back, None where nothing differs.
    """

    field: CustomField
    converted: int = 0
    dropped: int = 0
    examples: list = dataclasses.field(default_factory=list)
    act: Act | None = None

    @property
    def total(self):
        return self.converted + self.dropped


def model_of(custom_field):
    """The model whose records a `CustomField` is on."""
    return recorded_models()[custom_field.entity]


def holders(custom_field):
    """All records of the organization that hold a value of the field, whoever sees them."""
    model = model_of(custom_field)
    own = model.objects.filter(organization=custom_field.organization_id)
    return own.filter(custom__has_key=custom_field.key).order_by("pk")


def held_count(custom_field, *, by):
    """How many records that `by` sees hold a value of the field."""
    seen = model_of(custom_field).objects.visible_to(by)
    return seen.filter(custom__has_key=custom_field.key).order_by().count()


def convert(report, new, *, by, act=None, renamed=None):
    """Go through the values of `report.field`, which becomes `new` (a `CustomFieldShape`), and count into `report`.

    With an `act` the records are locked and written, and their histories told by it; without one nothing is.
    """
    key, name = report.field.key, f"custom.{report.field.key}"
    for records in _chunks(report.field, is_locked=act is not None):
        changed = []
        for record in records:
            old = record.custom[key]
            value, is_whole = converted(old, new, renamed)
            if is_named_to(by, record):
                _count(report, record, old, is_whole)
            if value != old or type(value) is not type(old):
                _set(record, key, value)
                changed.append((record, {name: [old, value]}))
        if act and changed:
            _write(changed, act)
    _with_names(report, by)


def _count(report, record, old, is_whole):
    if is_whole:
        report.converted += 1
        return
    report.dropped += 1
    if len(report.examples) < EXAMPLES:
        report.examples.append((record.pk, old))


def _with_names(report, by):
    """Put the records in the place of their ids: what stands for them in words needs more columns."""
    found = model_of(report.field).objects.visible_to(by).in_bulk([pk for pk, _value in report.examples])
    report.examples = [(found[pk], value) for pk, value in report.examples if pk in found]


def _chunks(custom_field, *, is_locked):
    last = 0
    while True:
        rows = holders(custom_field).filter(pk__gt=last).only("pk", "custom", "assigned_to", "is_private")
        rows = rows.select_for_update(of=("self",)) if is_locked else rows
        records = list(rows[:CHUNK])
        if not records:
            return
        yield records
        last = records[-1].pk


def _set(record, key, value):
    record.custom = {**record.custom, key: value}
    if value is None:
        del record.custom[key]


def _write(changed, act):
    """Write the values of locked records, `[(record, {field: [old, new]})]`, and tell it in their histories."""
    model = type(changed[0][0])
    for record, _fields in changed:
        record.updated_at = act.at
    pouring.update(model, [record for record, _fields in changed], ["custom", "updated_at"])
    recording.told(act, model.KIND, [(record.pk, fields) for record, fields in changed])


def take_back(custom_field, changes, *, act):
    """Give records their old values of the field back, where nobody has changed them since.

    `changes` are a few thousand `Change`s of one act. Returns `[(record or None, whether it is restored)]`.
    """
    name, key = f"custom.{custom_field.key}", custom_field.key
    rows = model_of(custom_field).objects.filter(organization=custom_field.organization_id)
    rows = rows.filter(pk__among=[change.record_id for change in changes]).order_by("pk")
    rows = rows.only("pk", "custom", "assigned_to", "is_private").select_for_update(of=("self",))
    found, outcome, going = {record.pk: record for record in rows}, [], []
    for change in changes:
        record, (old, new) = found.get(change.record_id), change.fields[name]
        is_restored = record is not None and record.custom.get(key) == new
        outcome.append((change, record, is_restored))
        if is_restored:
            _set(record, key, old)
            going.append((record, {name: [new, old]}))
    if going:
        _write(going, act)
    return outcome


def changes_of(act, custom_field):
    """The changes of records by `act`, a few thousand at a time, oldest first."""
    last = 0
    while True:
        changes = act.changes.filter(kind=custom_field.entity, pk__gt=last).order_by("pk")
        changes = list(changes[:CHUNK])
        if not changes:
            return
        yield changes
        last = changes[-1].pk
