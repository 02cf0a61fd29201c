import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.ownership import OrganizationWide

VERB = "changed_at_large"  # what the history calls it


def lease_from(now):
    """Until when who moves a job at `now` has time to move it on; after that they are taken for dead."""
    return now + timedelta(seconds=settings.BULK_LEASE_SECONDS)


class LeaseLost(Exception):
    """Somebody else does this job now, or it was stopped: write nothing more."""


class BulkJobQuerySet(OrganizationWide):
    def visible_to(self, member):
        """A member's own; admins see those of everybody."""
        seen = super().visible_to(member)
        return seen if member.is_admin else seen.filter(member=member.pk)

    def claimable(self, now):
        return self.filter(Q(status=BulkJob.WAITING) | Q(status=BulkJob.RUNNING, lease_until__lt=now))

    def claimable_undos(self, now):
        return self.filter(Q(undo_state=BulkJob.WAITING) | Q(undo_state=BulkJob.RUNNING, lease_until__lt=now))

    def abandoned(self, now):
        """Those the queue seems to have lost, and those whose worker has gone silent."""
        busy = [BulkJob.WAITING, BulkJob.RUNNING]
        return self.filter(Q(status__in=busy) | Q(undo_state__in=busy)).filter(
            Q(lease_until=None) | Q(lease_until__lt=now)
        )


class BulkJob(models.Model):
    """One bulk act on more records than one waits for: on all that a list holds.

    A worker does it a few hundred records at a time, each lot in a transaction that moves `last_id` on, and only while the
    lease is its own: so nothing is doubled, and whoever takes over goes on behind it. All is told as one `act`.
    """

    WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"
    STATUSES = [
        (WAITING, _("waiting")),
        (RUNNING, _("running")),
        (DONE, _("done")),
        (FAILED, _("failed")),
        (CANCELLED, _("stopped")),
    ]

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=20)
    act_name = models.CharField(max_length=20)  # of the list's `BulkAct`
    params = models.JSONField(default=dict)  # the list's filters: {name: [texts]}
    typed = models.JSONField(default=dict)  # what the act's form was given: {name: [texts]}
    status = models.CharField(_("status"), max_length=10, choices=STATUSES, default=WAITING)
    total = models.PositiveIntegerField(_("records"), default=0)  # that matched when it was asked for
    position = models.PositiveIntegerField(_("records gone through"), default=0)
    last_id = models.BigIntegerField(default=0)
    until_id = models.BigIntegerField()  # records made later were not meant
    lease = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    deaths = models.PositiveSmallIntegerField(default=0)  # of workers at the same place
    failure = models.TextField(blank=True, default="")
    act = models.ForeignKey("activity.Act", null=True, on_delete=models.SET_NULL, related_name="+")
    undo_state = models.CharField(max_length=10, blank=True, default="")  # a status, "" where nobody asked
    undo_position = models.PositiveIntegerField(default=0)
    undone = models.JSONField(default=dict)  # {"restored": n, "kept": n}
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)

    objects = BulkJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("large change")
        verbose_name_plural = _("large changes")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["organization", "-id"], name="bulk_job_latest"),
            models.Index(
                fields=["lease_until"],
                condition=Q(status__in=["waiting", "running"]) | Q(undo_state__in=["waiting", "running"]),
                name="bulk_job_busy",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "running", "done", "failed", "cancelled"]),
                name="bulk_job_status_known",
            ),
            models.CheckConstraint(
                condition=Q(undo_state__in=["", "waiting", "running", "done", "failed"]),
                name="bulk_job_undo_state_known",
            ),
        ]

    def __str__(self):
        return f"{self.act_name} #{self.pk}"

    def get_absolute_url(self):
        return reverse("bulk_show", args=[self.pk])

    # -- facts ---------------------------------------------------------------------------------

    @property
    def is_busy(self):
        return self.status in (self.WAITING, self.RUNNING)

    @property
    def is_being_undone(self):
        return self.undo_state in (self.WAITING, self.RUNNING)

    @property
    def changed(self):
        """How many records it has changed so far."""
        return self.act.changes_count if self.act else 0

    @property
    def percent(self):
        """How far it is, or its undo, 0 to 100."""
        done, total = (self.undo_position, self.changed) if self.undo_state else (self.position, self.total)
        return min(100, done * 100 // total) if total else 0

    @property
    def is_abandoned(self):
        silent = self.lease_until is None or self.lease_until < timezone.now()
        return (self.is_busy or self.is_being_undone) and silent

    # -- the lease -----------------------------------------------------------------------------

    def claim(self, now):
        """Take the lease of a waiting or abandoned run. Returns whether it is ours now."""
        claimed = BulkJob.objects.claimable(now).filter(pk=self.pk)
        return self._taken(claimed, now, status=self.RUNNING, started_at=self.started_at or now)

    def claim_undo(self, now):
        """The same of an undo."""
        claimed = BulkJob.objects.claimable_undos(now).filter(pk=self.pk)
        return self._taken(claimed, now, undo_state=self.RUNNING)

    def _taken(self, claimed, now, **values):
        if not claimed.update(lease=uuid.uuid4(), lease_until=lease_from(now), **values):
            return False
        self.refresh_from_db()
        return True

    def advance(self, ids, act):
        """Say that the records `ids`, in their order, are gone through; in their transaction. Raises LeaseLost."""
        moved = {"position": F("position") + len(ids), "last_id": ids[-1], "act": act, "deaths": 0}
        ours = BulkJob.objects.filter(pk=self.pk, status=self.RUNNING, lease=self.lease)
        if not ours.update(lease_until=lease_from(timezone.now()), **moved):
            raise LeaseLost
        self.last_id, self.act = ids[-1], act

    def advance_undo(self, count, undone):
        """Say that `count` more changes are taken back; in their transaction. Raises LeaseLost."""
        moved = {"undo_position": F("undo_position") + count, "undone": undone, "deaths": 0}
        ours = BulkJob.objects.filter(pk=self.pk, undo_state=self.RUNNING, lease=self.lease)
        if not ours.update(lease_until=lease_from(timezone.now()), **moved):
            raise LeaseLost
        self.undo_position, self.undone = self.undo_position + count, undone

    def finish(self, status, failure=""):
        """End the run, if it is still ours."""
        ours = BulkJob.objects.filter(pk=self.pk, status=self.RUNNING, lease=self.lease)
        ours.update(status=status, failure=failure, lease=None, lease_until=None, finished_at=timezone.now())
        self.refresh_from_db()

    def finish_undo(self, status, failure=""):
        """End the undo, if it is still ours."""
        ours = BulkJob.objects.filter(pk=self.pk, undo_state=self.RUNNING, lease=self.lease)
        ours.update(undo_state=status, failure=failure, lease=None, lease_until=None)
        self.refresh_from_db()

    def cancel(self):
        """Stop before the next lot; what is done stays. Returns whether there was something to stop."""
        stoppable = BulkJob.objects.filter(pk=self.pk, status__in=[self.WAITING, self.RUNNING])
        return bool(stoppable.update(status=self.CANCELLED, lease=None, lease_until=None, finished_at=timezone.now()))
