"""Folders of custom fields, and the order of both."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ..models.fields import CustomField, CustomFieldFolder
from . import checks
from .holding import folder_named, hold, let_go


@transaction.atomic
def add_folder(*, by, name, position=None):
    """Make a folder for custom fields; without a `position` it stands last. Returns the `CustomFieldFolder`.

    Raises ValidationError by name, also where there is one of this name.
    """
    hold(by)
    refusals = checks.Refusals()
    name = refusals.check("name", _free_name, name, by)
    if position is not None:
        refusals.check("position", checks.checked_position, position)
    refusals.tell()
    folder = refusals.check("name", lambda: folder_named(name, by=by))
    refusals.tell()
    if position is not None and folder.position != position:
        folder.position = position
        folder.save()
    let_go(by)
    return folder


@transaction.atomic
def change_folder(folder, *, by, name=None, position=None):
    """Rename a folder or give it another position. Returns it. Raises ValidationError by name."""
    hold(by)
    folder, refusals = _held(folder, by), checks.Refusals()
    if name is not None:
        folder.name = refusals.check("name", _free_name, name, by, folder.pk)
    if position is not None:
        folder.position = refusals.check("position", checks.checked_position, position)
    refusals.tell()
    folder.save()
    let_go(by)
    return folder


@transaction.atomic
def remove_folder(folder, *, by):
    """Remove a folder; its fields stay, without one. Returns how many live fields these are."""
    hold(by)
    folder = _held(folder, by)
    count = folder.fields.live().count()
    folder.delete()
    let_go(by)
    return count


@transaction.atomic
def order_folders(ids, *, by):
    """Put the folders with these ids in this order, those not named behind them."""
    hold(by)
    _put_in_order(list(CustomFieldFolder.objects.visible_to(by)), ids, CustomFieldFolder)
    let_go(by)


@transaction.atomic
def order_fields(ids, *, by, folder=None):
    """Put fields of one kind in the order of `ids`; with a `folder` (a name, "" for none) they go there as well.

    Fields of that kind that are not named keep their order, behind them. Ids of no live field, or of fields of another
    kind than the first one's, are passed over.
    """
    hold(by)
    own = CustomField.objects.visible_to(by).live()
    named = {field.pk: field for field in own.filter(pk__in=ids)}
    first = next((named[pk] for pk in ids if pk in named), None)
    if first is None:
        return
    ids = [pk for pk in ids if pk in named and named[pk].entity == first.entity]
    fields = list(own.filter(entity=first.entity))
    _put_in_order(fields, ids, CustomField)
    if folder is not None:
        CustomField.objects.filter(pk__in=ids).update(folder=folder_named(folder, by=by))
    let_go(by)


def _put_in_order(rows, ids, model):
    place = {pk: number for number, pk in reversed(list(enumerate(ids)))}
    rows = sorted(rows, key=lambda row: place.get(row.pk, len(ids)))  # sorted keeps the order of equals
    for number, row in enumerate(rows):
        row.position = number
    model.objects.bulk_update(rows, ["position"])


def _held(folder, by):
    found = CustomFieldFolder.objects.visible_to(by).filter(pk=folder.pk).first()
    if found is None:
        raise ValidationError({"name": [_("This folder has been removed meanwhile.")]})
    return found


def _free_name(name, by, own=None):
    name = checks.line(name)
    others = CustomFieldFolder.objects.visible_to(by).exclude(pk=own).values_list("name", flat=True)
    if name.casefold() in {other.casefold() for other in others}:
        raise ValidationError(_("There is a folder of this name already."))
    return name
