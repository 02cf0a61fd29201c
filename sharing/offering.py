"""What an organization offers for sharing: items are added, changed, retired and removed."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .addresses import check_address
from .models import ShareItem

FIELDS = ("kind", "title", "url", "image_url", "description", "is_active")


def add_item(*, by, **values):
    """Add a `ShareItem` to `by`'s organization: kind, title, url, image_url, description, is_active. Returns it.

    Raises ValidationError `{field: [sentence]}`.
    """
    share_item = ShareItem(organization_id=by.organization_id, created_by=by)
    _set(share_item, values)
    share_item.save()
    return share_item


@transaction.atomic
def change_item(share_item, *, by, **values):
    """Give an item of `by`'s organization other values, see `add_item`; with `is_active=False` it is retired: not offered
    any more, while what was shared leads there still. Returns it. Raises ValidationError `{field: [sentence]}`."""
    found = ShareItem.objects.visible_to(by).select_for_update().get(pk=share_item.pk)
    _set(found, values)
    found.save()
    return found


@transaction.atomic
def remove_item(share_item, *, by):
    """Remove an item that was never shared; one that was is retired, because people have its links, or will again when
    a contact comes back that was deleted. Both can be taken back, see `restore_item`.

    Returns the item as it is now, None where it is removed.
    """
    found = ShareItem.objects.visible_to(by).select_for_update().filter(pk=share_item.pk).first()
    if found is None:
        return None
    if found.shared_at is None:
        found.removed_at = timezone.now()
        found.save(update_fields=["removed_at"])
        return None
    found.is_active = False
    found.save(update_fields=["is_active", "updated_at"])
    return found


@transaction.atomic
def restore_item(pk, *, by):
    """Take back what `remove_item` did: an item that was removed is there as it was, one that was retired is offered again.
    Returns it. Raises ShareItem.DoesNotExist."""
    found = ShareItem.objects.filter(organization=by.organization_id).select_for_update().get(pk=pk)
    found.is_active, found.removed_at = found.is_active or found.removed_at is None, None
    found.save(update_fields=["is_active", "removed_at", "updated_at"])
    return found


def _set(share_item, values):
    """Set and check values. Raises ValidationError `{field: [sentence]}`, TypeError for what an item does not have."""
    unknown = values.keys() - set(FIELDS)
    if unknown:
        raise TypeError(f"An item has no {', '.join(sorted(unknown))}.")
    for name, value in values.items():
        setattr(share_item, name, value.strip() if isinstance(value, str) else value)
    wrong = {}
    try:
        share_item.clean_fields(exclude=["organization", "created_by"])
    except ValidationError as refusal:
        wrong = refusal.message_dict
    for name in values:
        _check(share_item, name, wrong)
    if wrong:
        raise ValidationError(wrong)


def _check(share_item, name, wrong):
    value = getattr(share_item, name)
    if not isinstance(value, str) or not value:
        return
    if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        wrong[name] = [_("Null characters and halves of characters are not allowed.")]
    elif name in ("url", "image_url"):
        try:
            check_address(value)
        except ValidationError as refusal:
            wrong[name] = refusal.messages
        else:
            scheme, _colon, rest = value.partition(":")
            setattr(share_item, name, f"{scheme.lower()}:{rest}")  # the database knows it in small letters only
