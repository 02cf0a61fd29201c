from django.db import models, transaction
from django.utils.translation import gettext_lazy as _


class Organization(models.Model):
    """A tenant: every record belongs to exactly one."""

    name = models.CharField(_("name"), max_length=200)
    currency = models.CharField(_("currency"), max_length=3, default="USD")  # ISO 4217; of new deals
    shape = models.JSONField(default=list, editable=False)  # its custom fields, kept at hand by `customization.shape`
    hears = models.JSONField(default=list, editable=False)  # names of events that somebody outside is told of
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("organization")
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="organization_has_name")]

    def __str__(self):
        return self.name

    @classmethod
    @transaction.atomic
    def found(cls, *, name, admin):
        """Make an organization with `admin` (a User) as its first admin; returns their `Member`.

        Apps above listen to `organization_founded` to add what every organization starts with.
        """
        from ..signals import organization_founded
        from .members import Member

        organization = cls.objects.create(name=name)
        member = Member.objects.create(organization=organization, user=admin, role=Member.ADMIN)
        admin.last_organization = organization
        admin.save(update_fields=["last_organization"])
        organization_founded.send(sender=cls, organization=organization, member=member)
        return member
