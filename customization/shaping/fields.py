"""Adding custom fields and changing them."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from activity import recording

from ..models.fields import CustomField
from . import checks
from .converting import converted, stays_as_it_is
from .holding import folder_named, held, hold, let_go
from .purging import purge
from .rewriting import FieldReport, convert, held_count

#: The verb of acts that change a field, and the kind of the change that tells what the field was.
CHANGED, KIND = "custom_field_changed", "custom_field"
CHANGEABLE = {"label", "type", "options", "folder", "required", "position", "default"}
FIXED = {"key", "entity"}


@transaction.atomic
def add_field(
    *, by, entity="contact", key=None, label, type="text", options=(), folder="", required=False, position=None,
    default=None,
):  # fmt: skip
    """Give records of the kind `entity` a custom field. Returns the `CustomField`.

    A missing `key` is made from the label; `folder` is a name, made if missing; without a `position` the field stands
    last. New records get the `default`. A key that a removed field had is free again; what is left of that field's
    values is thrown away. Raises ValidationError by name.
    """
    hold(by)
    refusals = checks.Refusals()
    values = {
        "entity": refusals.check("entity", checks.checked_entity, entity),
        "label": refusals.check("label", checks.line, label),
        "type": refusals.check("type", checks.checked_type, type),
        "required": refusals.check("required", checks.checked_flag, required),
    }
    if values["type"]:
        values["options"] = refusals.check("options", checks.checked_options, options or [], type)
    if position is not None:
        values["position"] = refusals.check("position", checks.checked_position, position)
    if key is not None:
        refusals.check("key", CustomField.check_key, key)
    refusals.tell()
    own = list(CustomField.objects.visible_to(by).filter(entity=entity))
    refusals.check("key", _may_be_added, own, key)
    shape = checks.shape_as(type=type, options=values["options"])
    values["default"] = refusals.check("default", shape.clean, default)
    refusals.tell()
    values["folder"] = refusals.check("folder", _folder, folder, by)
    refusals.tell()
    values["key"] = key or checks.key_of(values["label"], {field.key for field in own})
    if position is None:
        values["position"] = max((field.position for field in own if field.removed_at is None), default=-1) + 1
    for gone in [field for field in own if field.key == values["key"]]:
        purge(gone)
    field = _made(by, values)
    let_go(by)
    return field


def _may_be_added(own, key):
    live = [field for field in own if field.removed_at is None]
    if key is not None and any(field.key == key for field in live):
        raise ValidationError(_("There is a field with this key already."))
    if len(live) >= CustomField.MOST:
        raise ValidationError(_("There are at most %(most)s fields.") % {"most": CustomField.MOST})


def _made(by, values):
    try:
        with transaction.atomic():
            return CustomField.objects.create(organization_id=by.organization_id, **values)
    except IntegrityError:
        raise ValidationError({"key": [_("There is a field with this key already.")]}) from None


@transaction.atomic
def change_field(field, *, by, renamed=None, **values):
    """Change a custom field: `label`, `type`, `options`, `folder` (a name), `required`, `position`, `default`.

    Another type, or fewer options, converts the values on all records; what does not convert is taken off them and
    stays in their histories. `renamed` maps old options to new ones, whose values follow. Returns a `FieldReport`; its
    `act` can be undone. Raises ValidationError by name, also for another `key` or `entity`.
    """
    hold(by)
    field = held(field)
    new, shape = _wanted(field, values, renamed, by)
    report = FieldReport(field)
    before = {name: _plain(getattr(field, name)) for name in new}
    fields = recording.difference(before, {name: _plain(value) for name, value in new.items()})
    if not fields:
        return report
    report.act = recording.open_act(CHANGED, by=by)
    recording.told(report.act, KIND, [(field.pk, fields)])
    _go_through(report, shape, by=by, act=report.act, renamed=renamed)
    for name, value in new.items():
        setattr(field, name, value)
    field.save()
    let_go(by)
    return report


def would_change(field, *, by, renamed=None, **values):
    """What `change_field` would do, as its `FieldReport` says it; nothing is written. Raises ValidationError."""
    with transaction.atomic():
        field = held(field)
        _new, shape = _wanted(field, values, renamed, by, is_rehearsal=True)
        report = FieldReport(field)
        _go_through(report, shape, by=by, renamed=renamed)
        return report


def _go_through(report, shape, *, by, act=None, renamed=None):
    old = checks.shape_of_field(report.field)
    if old.type == shape.type and set(old.options) == set(shape.options) and not renamed:
        return
    if stays_as_it_is(old, shape) and not renamed:
        report.converted = held_count(report.field, by=by)
    else:
        convert(report, shape, by=by, act=act, renamed=renamed)


def _wanted(field, values, renamed, by, is_rehearsal=False):
    """`({column: value}, the shape)` that a live field gets. Raises ValidationError by name."""
    refusals = checks.Refusals()
    for name in FIXED & values.keys():
        if values[name] != getattr(field, name):
            refusals.errors[name] = [_("This cannot be changed; add another field instead.")]
    for name in values.keys() - FIXED - CHANGEABLE:
        refusals.errors[str(name)[:100]] = [_("There is no such setting.")]
    new = {
        name: refusals.check(name, check, values[name])
        for name, check in _CHECKS.items()
        if name in values and name not in refusals.errors
    }
    type = new.get("type") or field.type
    new["options"] = refusals.check("options", checks.checked_options, _options(field, values, type), type)
    refusals.tell()
    shape = checks.shape_as(type=type, options=new["options"], entity=field.entity, key=field.key)
    new["default"] = refusals.check("default", _default, field, values, shape, renamed)
    if "folder" in values:
        folder = refusals.check("folder", _folder, values["folder"], by, is_rehearsal)
        new["folder"] = folder
    refusals.tell()
    return new, shape


_CHECKS = {
    "label": checks.line,
    "type": checks.checked_type,
    "required": checks.checked_flag,
    "position": checks.checked_position,
}


def _options(field, values, type):
    if "options" in values:
        return values["options"]
    return field.options if type in CustomField.WITH_OPTIONS else []


def _default(field, values, shape, renamed):
    """The default as it was given, else as it converts."""
    if "default" in values:
        return shape.clean(values["default"])
    return None if field.default is None else converted(field.default, shape, renamed)[0]


def _folder(name, by, is_rehearsal=False):
    if is_rehearsal:
        return checks.line(name) if name else None
    return folder_named(name, by=by)


def _plain(value):
    return value.pk if hasattr(value, "pk") else value
