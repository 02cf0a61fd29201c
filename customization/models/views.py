from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.ownership import OrganizationWide


class SavedViewQuerySet(OrganizationWide):
    def visible_to(self, member):
        """A member's own views and those shared in the organization."""
        return super().visible_to(member).filter(Q(is_shared=True) | Q(created_by=member.pk))

    def tabs(self):
        """The views that stand as tabs over a list: drafts of the builder, which only an address names, are none."""
        return self.filter(is_draft=False)


class SavedView(models.Model):
    """A list as somebody wants to see it again: filters, columns and their order, sort. A tab over the list."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("list"), max_length=20)
    name = models.CharField(_("name"), max_length=80)
    params = models.JSONField(default=dict, help_text=_("Filter parameters as in the list's address."))
    query = models.JSONField(null=True, blank=True, help_text=_("Groups of conditions, see customization.smart."))
    columns = models.JSONField(default=list)
    sort_by = models.CharField(max_length=60, blank=True)
    sort_dir = models.CharField(max_length=4, default="ASC")
    is_shared = models.BooleanField(_("shared"), default=False)
    is_draft = models.BooleanField(default=False, editable=False)  # a query too long for an address
    position = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        ordering = ["position", "id"]

    def __str__(self):
        return self.name

    def is_changed_by(self, member):
        """Whether the member may rename, update and delete it: its maker, and admins if it is shared."""
        return self.created_by_id == member.pk or (self.is_shared and member.is_admin)
