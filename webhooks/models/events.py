import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.ownership import OrganizationWide


class EventQuerySet(OrganizationWide):
    def waiting(self):
        """Events of which no deliveries have been made yet."""
        return self.filter(expanded_at=None)


class Event(models.Model):
    """Something happened that an endpoint wants to know: written in the transaction in which it happened, so that it is
    told if and only if it is true. A chunk of a large change is one event until a worker makes deliveries of it."""

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    name = models.CharField(_("event"), max_length=40)  # contact.created, …
    at = models.DateTimeField(_("when"))
    kind = models.CharField(max_length=20)
    records = models.JSONField(default=list)  # [{"id": …, "fields": {…}} …], "was" (its JSON as text) where it is gone
    act = models.ForeignKey("activity.Act", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    expanded_at = models.DateTimeField(null=True, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["organization", "-id"], name="event_latest"),
            models.Index(fields=["id"], condition=Q(expanded_at=None), name="event_waiting"),
        ]

    def __str__(self):
        return f"{self.name} #{self.pk}"


class DeliveryQuerySet(OrganizationWide):
    def waiting(self):
        """Deliveries that have neither arrived nor been given up."""
        return self.filter(state=Delivery.WAITING)

    def due(self, now):
        """Waiting deliveries whose time has come and that no worker holds."""
        return self.waiting().filter(Q(lease_until=None) | Q(lease_until__lte=now), due_at__lte=now)


class Delivery(models.Model):
    """One event of one record on its way to one endpoint. Its `uuid` is what receivers tell repeats by."""

    WAITING, DELIVERED, FAILED, DROPPED = "waiting", "delivered", "failed", "dropped"
    STATES = [
        (WAITING, _("waiting")),
        (DELIVERED, _("delivered")),
        (FAILED, _("failed")),
        (DROPPED, _("dropped")),  # the endpoint was turned off or changed its mind before it went
    ]

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    endpoint = models.ForeignKey(
        "webhooks.Endpoint", on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    record_id = models.BigIntegerField(null=True, blank=True)
    name = models.CharField(_("event"), max_length=40)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    body = models.TextField(editable=False)  # the JSON exactly as it is signed and sent
    is_bare = models.BooleanField(default=False, editable=False)  # it tells nothing of a record but its id
    state = models.CharField(_("state"), max_length=9, choices=STATES, default=WAITING)
    attempts_count = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due"))
    give_up_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    replay_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replays")
    created_at = models.DateTimeField(_("made"), auto_now_add=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery of a webhook")
        verbose_name_plural = _("deliveries of webhooks")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint", "event", "record_id"], condition=Q(replay_of=None), name="webhook_once"
            )
        ]
        indexes = [
            models.Index(fields=["endpoint", "due_at", "id"], condition=Q(state="waiting"), name="webhook_due"),
            models.Index(fields=["endpoint", "-id"], name="webhook_latest"),
            models.Index(fields=["endpoint", "state", "-id"], name="webhook_by_state"),
            models.Index(fields=["created_at"], name="webhook_by_age"),
        ]

    def __str__(self):
        return f"{self.name} {self.uuid}"


class Attempt(models.Model):
    """One try of a delivery, and what came of it."""

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField(_("when"))
    milliseconds = models.PositiveIntegerField(_("took"), default=0)
    status = models.PositiveSmallIntegerField(_("status"), null=True, blank=True)
    problem = models.CharField(_("problem"), max_length=200, blank=True, default="")
    answer = models.TextField(_("answer"), blank=True, default="")  # its beginning

    objects = OrganizationWide.as_manager()

    class Meta:
        verbose_name = _("attempt")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.status or self.problem}"
