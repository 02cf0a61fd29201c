"""What every act on custom fields begins and ends with."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Organization

from ..models.fields import CustomField, CustomFieldFolder
from ..shape import keep_at_hand
from .checks import MOST_FOLDERS, line


def hold(by):
    """Let nobody else shape the member's organization until the transaction ends; records may be written meanwhile."""
    Organization.objects.select_for_update(no_key=True).only("pk").get(pk=by.organization_id)


def let_go(by):
    """Keep the fields at hand, also for the rest of this request."""
    keep_at_hand(by.organization_id)
    by.organization.refresh_from_db(fields=["shape"])


def held(field):
    """The row of a live field as it is now, which others may have changed. Raises ValidationError if it is gone."""
    found = CustomField.objects.filter(pk=field.pk).live().select_related("folder").first()
    if found is None:
        raise ValidationError({"key": [_("This field has been removed meanwhile.")]})
    return found


def folder_named(name, *, by):
    """The organization's folder of this name, whatever its case, made if missing; None for "". Raises ValidationError."""
    if name is None or name == "":
        return None
    name = line(name)
    folders = list(CustomFieldFolder.objects.visible_to(by))
    same = next((folder for folder in folders if folder.name.casefold() == name.casefold()), None)
    if same:
        return same
    if len(folders) >= MOST_FOLDERS:
        raise ValidationError(_("There are at most %(most)s folders.") % {"most": MOST_FOLDERS})
    last = max((folder.position for folder in folders), default=-1)
    return CustomFieldFolder.objects.create(organization_id=by.organization_id, name=name, position=last + 1)
