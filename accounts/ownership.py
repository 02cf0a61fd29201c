"""Who may see and change which record. The rule of the product, written here and nowhere else.

A member sees a record of their own organization when it is
1. a company record within their data scope: `all`; `team` (assigned to them, to anyone in a team of
   theirs, or to nobody); `assigned` (assigned to them); admins always have `all`; or
2. a private record assigned to them. Nobody else sees it, admins included.
"""

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OrganizationWide(models.QuerySet):
    """Vocabulary that everybody in an organization shares: members, teams, tags, options, …"""

    def visible_to(self, member):
        return self.filter(organization=member.organization_id)


def seen_by(member, path=""):
    """The rule as a Q, for records at the relation `path` ("contact__", "" for the rows themselves). It does not ask for
    the organization, which `visible_to` of the rows does."""
    mine = Q(**{f"{path}assigned_to": member.pk})
    shared = Q(**{f"{path}is_private": False})
    if member.sees_all:
        return shared | mine
    if member.data_scope == member.TEAM:
        nobodys, teams = Q(**{f"{path}assigned_to": None}), Q(**{f"{path}assigned_to__in": member.teammates()})
        return mine | (shared & (mine | nobodys | teams))
    return mine


def named_to(member, path=""):
    """A Q for records whose name `member` may read where others refer to them: all of the organization but the private
    ones of others. Their cards may still be closed to them, see `seen_by`."""
    return Q(**{f"{path}is_private": False}) | Q(**{f"{path}assigned_to": member.pk})


class OwnedQuerySet(models.QuerySet):
    def visible_to(self, member):
        """The records `member` may see. Every query a door makes begins here."""
        return self.filter(seen_by(member), organization=member.organization_id)

    def named_to(self, member):
        """The records whose name `member` may read where others refer to them, see the function `named_to`."""
        return self.filter(named_to(member), organization=member.organization_id)


class Owned(models.Model):
    """A record of one organization, perhaps assigned to a member, perhaps private to them."""

    organization = models.ForeignKey(
        "accounts.Organization",
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,  # every index of an owned model begins with it
    )
    assigned_to = models.ForeignKey(
        "accounts.Member",
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="+",
        db_index=False,  # every question about owners names the organization too; members are not deleted
    )
    is_private = models.BooleanField(_("private"), default=False, help_text=_("Only its owner sees it."))

    objects = OwnedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(is_private=False) | Q(assigned_to__isnull=False), name="%(class)s_private_has_owner"
            )
        ]


def is_named_to(member, record):
    """`named_to` of one record."""
    return not record.is_private or record.assigned_to_id == member.pk


def may_edit(member, record):
    """Whether `member` may change `record`, which `visible_to` has already let them see.

    What one sees one may change, except what somebody signed with their name: a note belongs to its
    author, and admins may clear up.
    """
    if record.organization_id != member.organization_id:
        return False
    if getattr(record, "is_private", False) and record.assigned_to_id != member.pk:
        return False
    if getattr(record, "is_signed", False):
        return member.is_admin or record.created_by_id == member.pk
    return True


def must_edit(member, record):
    """Raise PermissionDenied (a 403 at every door) unless `member` may change `record`."""
    if not may_edit(member, record):
        raise PermissionDenied(_("You can see this, but it is not yours to change."))
