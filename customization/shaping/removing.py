"""Removing custom fields, and bringing them back."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models.fields import CustomField
from .holding import held, hold, let_go
from .rewriting import held_count


def values_count(field, *, by):
    """How many records that `by` sees hold a value of the field."""
    return held_count(field, by=by)


@transaction.atomic
def remove_field(field, *, by):
    """Take a custom field away. Returns `(the field, how many records that `by` sees held a value)`.

    The values are shown nowhere any more, but wait in the records for `UNDO_DAYS`, see `bring_back`. Raises
    ValidationError if it is gone already.
    """
    hold(by)
    field = held(field)
    count = held_count(field, by=by)
    field.removed_at = timezone.now()
    field.save(update_fields=["removed_at", "updated_at"])
    let_go(by)
    return field, count


@transaction.atomic
def bring_back(field, *, by):
    """Take the removal of a custom field back: it is there again with its values. Returns it.

    Raises ValidationError where another field has its key now, or where it went so long ago that its values did too.
    """
    hold(by)
    oldest = timezone.now() - timedelta(days=settings.UNDO_DAYS)
    found = CustomField.objects.visible_to(by).filter(pk=field.pk).first()
    if found is not None and found.removed_at is None:
        return found
    live = CustomField.objects.visible_to(by).filter(entity=field.entity).live()
    if live.filter(key=field.key).exists():
        raise ValidationError({"key": [_("Another field has this key now.")]})
    if found is None or found.removed_at < oldest:
        raise ValidationError({"key": [_("The field and its values have been thrown away meanwhile.")]})
    if live.count() >= CustomField.MOST:
        raise ValidationError({"key": [_("There are at most %(most)s fields.") % {"most": CustomField.MOST}]})
    found.removed_at = None
    found.save(update_fields=["removed_at", "updated_at"])
    let_go(by)
    return found
