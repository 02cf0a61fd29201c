from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ConversionQuerySet(models.QuerySet):
    def visible_to(self, member):
        """Conversions follow their lead."""
        from .lead import Lead

        return self.filter(lead__in=Lead.objects.visible_to(member))


class Conversion(models.Model):
    """A lead was qualified: what was made for it, what it joined, what moved along. `act` is what un-qualifying takes
    back; `carried` says what moved, `{kind of part: [ids]}`."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    lead = models.ForeignKey("leads.Lead", on_delete=models.CASCADE, related_name="conversions")
    act = models.ForeignKey("activity.Act", null=True, on_delete=models.SET_NULL, related_name="+")
    member = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    made_contact = models.BooleanField(default=False)
    made_company = models.BooleanField(default=False)
    made_deal = models.BooleanField(default=False)
    status_before = models.CharField(max_length=12, default="new")  # of the lead, which gets it back
    carried = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ConversionQuerySet.as_manager()

    class Meta:
        verbose_name = _("qualification")
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["lead"], condition=Q(undone_at=None), name="conversion_once")]
        indexes = [models.Index(fields=["organization", "-at"], name="conversion_latest")]

    def __str__(self):
        return f"{self.lead_id} → {self.at:%Y-%m-%d}"
