"""Forms that visitors fill in: making one, changing and removing one."""

import secrets

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member

from .models import WebForm


@transaction.atomic
def add_form(*, by, **values):
    """Make a form of `by`'s organization with checked `values`, and the integration as which it writes. Returns it.

    Raises PermissionDenied unless `by` is an admin.
    """
    _must_be_admin(by)
    writer = Member.objects.create(
        organization_id=by.organization_id, kind=Member.INTEGRATION, name=_name_of_writer(values["name"])
    )
    return WebForm.objects.create(
        organization_id=by.organization_id, member=writer, token=secrets.token_urlsafe(16), **values
    )


@transaction.atomic
def change_form(form, *, by, **values):
    """Change a form. Returns it. Raises PermissionDenied unless `by` is an admin, WebForm.DoesNotExist."""
    _must_be_admin(by)
    held = WebForm.objects.visible_to(by).select_for_update(of=("self",)).get(pk=form.pk)
    for name, value in values.items():
        setattr(held, name, value)
    held.save(update_fields=[*values, "updated_at"])
    Member.objects.filter(pk=held.member_id).update(name=_name_of_writer(held.name))
    return held


@transaction.atomic
def remove_form(form, *, by):
    """Remove a form: visitors find nothing at its address, what it brought stays, and it can be taken back.

    Raises PermissionDenied unless `by` is an admin.
    """
    _must_be_admin(by)
    WebForm.objects.visible_to(by).filter(pk=form.pk).update(removed_at=timezone.now())


@transaction.atomic
def restore_form(pk, *, by):
    """Take back that a form was removed: it is as it was. Returns it. Raises PermissionDenied unless `by` is an admin,
    WebForm.DoesNotExist."""
    _must_be_admin(by)
    found = WebForm.objects.filter(organization=by.organization_id).select_for_update(of=("self",)).get(pk=pk)
    found.removed_at = None
    found.save(update_fields=["removed_at"])
    return found


def _must_be_admin(member):
    if not member.is_admin:
        raise PermissionDenied(_("Only admins of your organization change web forms."))


def _name_of_writer(name):
    return _("Web form “%(name)s”") % {"name": name}
