from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customization.models import Tag
from customization.models.tags import NameKey


class GroupQuerySet(models.QuerySet):
    def visible_to(self, member):
        """A member's own, nobody else's."""
        return self.filter(organization=member.organization_id, member=member.pk)

    def named(self, name):
        """Groups of this name, whatever its case."""
        return self.filter(key=name.casefold())


class Group(models.Model):
    """A rep's own gathering of contacts. Nobody else sees it, admins included."""

    COLORS = Tag.COLORS
    MOST_AT_ONCE = 100  # contacts put in or taken out with one request

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey("accounts.Member", on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(_("name"), max_length=100)
    key = NameKey(max_length=300, editable=False, default="")
    color = models.CharField(_("colour"), max_length=20, choices=[(c, c) for c in Tag.COLORS], default="grey")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("group")
        ordering = ["key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["member", "key"], name="group_once_a_member"),
            models.CheckConstraint(condition=~Q(name=""), name="group_has_name"),
        ]

    def __str__(self):
        return self.name


class GroupedQuerySet(models.QuerySet):
    def visible_to(self, member):
        """What the member's own groups hold."""
        return self.filter(organization=member.organization_id, group__member=member.pk)


class Grouped(models.Model):
    """A contact is in a group."""

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="grouped", db_index=False)
    contact = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="grouped")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = GroupedQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact in a group")
        verbose_name_plural = _("contacts in groups")
        constraints = [models.UniqueConstraint(fields=["group", "contact"], name="grouped_once")]
