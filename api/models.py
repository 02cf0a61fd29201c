"""What the API remembers of its clients' requests."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.ownership import OrganizationWide


class RememberedQuerySet(OrganizationWide):
    def expired(self, now):
        """Requests that are no longer replayed at `now`."""
        return self.filter(created_at__lte=now - RememberedRequest.KEPT_FOR)


class RememberedRequest(models.Model):
    """A write sent with an `Idempotency-Key`, and once there is one, its answer.

    `status` is null while the request runs. Whoever runs it holds a lease: `running_since` is written by them alone,
    and they may only finish while it still says what they wrote. So a request whose process died can be run again, and
    two never both finish. The key itself is kept as a hash; it also seals answers that hold a secret.
    """

    KEPT_FOR = timedelta(hours=24)
    LEASE = timedelta(seconds=60)

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey("accounts.Member", null=True, on_delete=models.CASCADE, related_name="+")
    hashed_key = models.CharField(max_length=64, editable=False)
    fingerprint = models.CharField(max_length=64, editable=False, help_text=_("Of method, path and body."))
    status = models.PositiveSmallIntegerField(null=True, editable=False)
    headers = models.JSONField(default=dict, editable=False)
    body = models.BinaryField(default=b"", editable=False)
    running_since = models.DateTimeField(editable=False)
    created_at = models.DateTimeField(editable=False, db_index=True)

    objects = RememberedQuerySet.as_manager()

    class Meta:
        verbose_name = _("remembered request")
        constraints = [
            models.UniqueConstraint(fields=["organization", "hashed_key"], name="remembered_key_once"),
        ]

    def __str__(self):
        return f"{self.fingerprint[:8]} {self.status or '…'}"


class RecentCalls(models.Model):
    """When a credential called last, so that all web processes count together. Written by `api.turns` alone.

    `turn` grows with every write: who writes says which one they read, so of many at once one wins.
    """

    credential = models.OneToOneField(
        "accounts.Credential", primary_key=True, on_delete=models.CASCADE, related_name="+", editable=False
    )
    times = models.JSONField(default=list, editable=False, help_text=_("In microseconds since 1970."))
    turn = models.BigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("recent calls")
        verbose_name_plural = _("recent calls")

    def __str__(self):
        return str(self.credential)
