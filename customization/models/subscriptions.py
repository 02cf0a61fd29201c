from django.db import models
from django.utils.translation import gettext_lazy as _

from .views import SavedView


class OwnQuerySet(models.QuerySet):
    def visible_to(self, member):
        """A member's own, nobody else's."""
        return self.filter(organization=member.organization_id, member=member.pk)


class Subscription(models.Model):
    """Somebody who wants to know when a record enters or leaves a saved view."""

    MOST = 10_000  # records of a view one can subscribe to

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="subscriptions")
    member = models.ForeignKey("accounts.Member", on_delete=models.CASCADE, related_name="+")
    ids = models.JSONField(default=list, editable=False)  # of the records that were in it when it was last looked at
    checked_at = models.DateTimeField(null=True, editable=False)
    problem = models.CharField(max_length=200, blank=True, default="")  # why it is not looked at any more
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription to a list")
        verbose_name_plural = _("subscriptions to lists")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["view", "member"], name="subscribed_once")]
        indexes = [models.Index(fields=["checked_at"], name="subscription_by_check")]
