from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.ownership import OrganizationWide


class EndpointQuerySet(OrganizationWide):
    def visible_to(self, member):
        """Everybody's in the organization, without those that were removed and are only cleared away."""
        return super().visible_to(member).filter(removed_at=None)

    def active(self):
        """Endpoints that are told of events."""
        return self.filter(is_active=True)

    def with_due(self, now):
        """Active endpoints with deliveries to send at `now`: one look into an index for each. Those that asked to be left
        alone are."""
        from .events import Delivery

        return (
            self.active()
            .exclude(resting_until__gt=now)
            .filter(Exists(Delivery.objects.due(now).filter(endpoint=OuterRef("pk"))))
        )

    def off_with_waiting(self):
        """Endpoints that are off and for which something waits all the same."""
        from .events import Delivery

        waiting = Delivery.objects.waiting().filter(endpoint=OuterRef("pk"))
        return self.filter(is_active=False).filter(Exists(waiting))


class Endpoint(models.Model):
    """An address that wants to be told of events of one organization. What is private to somebody never leaves by it."""

    MOST = 20  # in one organization

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    url = models.URLField(_("address"), max_length=2_000)
    description = models.CharField(_("description"), max_length=200, blank=True, default="")
    events = models.JSONField(_("events"), default=list)  # some of vocabulary.NAMES
    secret = models.TextField(editable=False)  # sealed, see signing
    previous_secret = models.TextField(blank=True, default="", editable=False)  # sealed; signs too …
    previous_until = models.DateTimeField(null=True, blank=True, editable=False)  # … until then
    is_active = models.BooleanField(_("active"), default=True)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True, editable=False)
    failures_count = models.PositiveIntegerField(_("failures since"), default=0, editable=False)
    resting_until = models.DateTimeField(_("asked to be left alone until"), null=True, blank=True, editable=False)
    disabled_at = models.DateTimeField(_("turned off by us"), null=True, blank=True, editable=False)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        "accounts.Member", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = EndpointQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_active=False) | models.Q(disabled_at=None, removed_at=None),
                name="webhook_is_on_or_off",
            )
        ]

    def __str__(self):
        return self.url

    def get_absolute_url(self):
        return reverse("endpoint_card", args=[self.pk])

    def is_resting(self, now):
        """Whether it asked not to be called yet."""
        return self.resting_until is not None and self.resting_until > now
