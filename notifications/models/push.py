from django.db import models
from django.utils.translation import gettext_lazy as _

from .notifications import OwnQuerySet


class PushSubscription(models.Model):
    """A browser that may be sent pushes (RFC 8030) for one member; its keys encrypt what is sent (RFC 8291)."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey("accounts.Member", on_delete=models.CASCADE, related_name="push_subscriptions")
    endpoint = models.URLField(_("address"), max_length=2_000, editable=False)
    hashed = models.CharField(max_length=64, editable=False)  # SHA-256 of the endpoint, which is too long for an index
    p256dh = models.CharField(max_length=120, editable=False)
    auth = models.CharField(max_length=40, editable=False)
    device = models.CharField(_("device"), max_length=100, blank=True, default="")  # browser and system, in words
    created_at = models.DateTimeField(_("since"), auto_now_add=True)
    used_at = models.DateTimeField(_("last sent to"), null=True, blank=True)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("device for pushes")
        verbose_name_plural = _("devices for pushes")
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["member", "hashed"], name="device_once")]
        indexes = [models.Index(fields=["hashed"], name="device_by_browser")]

    def __str__(self):
        return self.device or str(_("Unknown device"))


class VapidKeys(models.Model):
    """With which this installation says to push services who it is (RFC 8292). One row, made when it is first needed."""

    ONLY = 1

    private = models.TextField(editable=False)  # sealed, see accounts.sealing
    public = models.CharField(_("public key"), max_length=100, editable=False)  # base64url, as browsers want it
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("keys for pushes")
        verbose_name_plural = _("keys for pushes")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="vapid_keys_once")]
