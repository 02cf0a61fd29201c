import uuid
from datetime import timedelta
from pathlib import PurePath

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customization.shape import shape_of_organization

from .. import kinds
from ..signals import transfer_ended
from .queries import TransferQuerySet


def lease_from(now):
    """Until when who moves a transfer at `now` has time to move it on; after that they are taken for dead."""
    return now + timedelta(seconds=settings.IMPORT_LEASE_SECONDS)


class LeaseLost(Exception):
    """Somebody else runs this transfer now, or it was cancelled: stop, and write nothing more."""


def kept_name(transfer, filename):
    """Where an uploaded file is kept: under its organization, by a name nobody can guess."""
    return f"imports/{transfer.organization_id}/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()[:8]}"


class Transfer(models.Model):
    """One import or one export: the file, how its columns are read, how far it is, what came out.

    An import goes draft → rehearsed → waiting → running → done (or failed, cancelled). Rows are written in chunks; each
    chunk moves `position` in its own transaction and only while the lease is ours, so nothing is lost or doubled.
    """

    IMPORT, EXPORT = "import", "export"
    DIRECTIONS = [(IMPORT, _("Import")), (EXPORT, _("Export"))]
    DRAFT, REHEARSING, REHEARSED, WAITING = "draft", "rehearsing", "rehearsed", "waiting"
    RUNNING, DONE, FAILED, CANCELLED = "running", "done", "failed", "cancelled"
    STATUSES = [
        (DRAFT, _("being prepared")),
        (REHEARSING, _("rehearsing")),
        (REHEARSED, _("rehearsed")),
        (WAITING, _("waiting")),
        (RUNNING, _("running")),
        (DONE, _("done")),
        (FAILED, _("failed")),
        (CANCELLED, _("cancelled")),
    ]
    CREATE, UPDATE, UPSERT = "create", "update", "upsert"
    MODES = [
        (UPSERT, _("Add new ones and update those that exist")),
        (CREATE, _("Only add new ones")),
        (UPDATE, _("Only update those that exist")),
    ]
    COUNTS = CREATED, UPDATED, UNCHANGED, REFUSED = "created", "updated", "unchanged", "refused"
    KEEP, CLEAR = "keep", "clear"
    BLANKS = [
        (KEEP, _("Empty cells change nothing")),
        (CLEAR, _("Empty cells empty the field")),
    ]
    UNDO_WAITING, UNDOING, UNDONE, UNDO_REFUSED = "waiting", "running", "done", "refused"
    UNDO_STATES = [
        (UNDO_WAITING, _("waiting to be undone")),
        (UNDOING, _("being undone")),
        (UNDONE, _("undone")),
        (UNDO_REFUSED, _("cannot be undone")),
    ]

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(
        "accounts.Member", verbose_name=_("by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    direction = models.CharField(_("direction"), max_length=10, choices=DIRECTIONS, default=IMPORT)
    kind = models.CharField(_("of"), max_length=20)
    mode = models.CharField(_("mode"), max_length=10, choices=MODES, default=UPSERT)
    match_by = models.CharField(
        _("found by"), max_length=20, blank=True, help_text=_("A key of the resource's MATCHES; empty for its first.")
    )
    blank = models.CharField(_("empty cells"), max_length=5, choices=BLANKS, default=KEEP)
    defaults = models.JSONField(
        _("for every row"), default=dict, blank=True, help_text=_("Texts by field, for cells that are empty.")
    )
    status = models.CharField(_("status"), max_length=12, choices=STATUSES, default=DRAFT)
    filename = models.CharField(_("file"), max_length=255, blank=True)
    kept = models.FileField(_("kept file"), max_length=255, upload_to=kept_name, blank=True)
    size = models.BigIntegerField(_("size"), default=0)
    digest = models.CharField(max_length=64, blank=True, editable=False)  # SHA-256 of the file, to know it again
    file_format = models.CharField(_("format"), max_length=10, blank=True)
    encoding = models.CharField(_("encoding"), max_length=20, blank=True)
    delimiter = models.CharField(_("delimiter"), max_length=1, blank=True)
    header = models.JSONField(default=list, blank=True)
    header_key = models.CharField(max_length=64, blank=True, editable=False)
    mapping = models.JSONField(default=list, blank=True, help_text=_("For each column the field it fills, or nothing."))
    options = models.JSONField(default=dict, blank=True)
    rehearsal = models.JSONField(default=dict, blank=True)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    repeated = models.PositiveIntegerField(
        _("repeated"), default=0, help_text=_("Rows that meant the same record as a row further up.")
    )
    position = models.PositiveIntegerField(_("rows finished"), default=0)
    lease = models.UUIDField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    failure = models.TextField(_("why it failed"), blank=True)
    act = models.ForeignKey(
        "activity.Act", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    undo_state = models.CharField(_("undo"), max_length=10, choices=UNDO_STATES, blank=True)
    undo_position = models.PositiveIntegerField(_("changes taken back"), default=0)
    expires_at = models.DateTimeField(_("file kept until"), null=True, blank=True)
    created_at = models.DateTimeField(_("begun"), default=timezone.now, editable=False)
    started_at = models.DateTimeField(_("started"), null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True, editable=False)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("import or export")
        verbose_name_plural = _("imports and exports")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["organization", "-id"], name="transfer_latest"),
            models.Index(fields=["organization", "kind", "header_key"], name="transfer_by_header"),
            models.Index(fields=["organization", "digest"], condition=~Q(digest=""), name="transfer_by_digest"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(direction__in=["import", "export"]), name="transfer_direction_known"),
            models.CheckConstraint(condition=Q(mode__in=["create", "update", "upsert"]), name="transfer_mode_known"),
            models.CheckConstraint(condition=Q(blank__in=["keep", "clear"]), name="transfer_blank_known"),
            models.CheckConstraint(
                condition=Q(undo_state__in=["", "waiting", "running", "done", "refused"]),
                name="transfer_undo_state_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "draft", "rehearsing", "rehearsed", "waiting", "running", "done", "failed", "cancelled"
                    ]
                ),
                name="transfer_status_known",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.filename or f"{self.get_direction_display()} #{self.pk}"

    def get_absolute_url(self):
        return reverse(f"{self.direction}_show", args=[self.pk])

    # -- facts ---------------------------------------------------------------------------------

    @property
    def of(self):
        """The `Kind` of record this transfer moves."""
        return kinds.of(self.kind)

    @property
    def custom_fields(self):
        """The custom fields that records of this kind have."""
        return shape_of_organization(self.organization).fields(self.kind)

    @property
    def is_open(self):
        """Still being prepared: columns may be corrected."""
        return self.status in (self.DRAFT, self.REHEARSED)

    @property
    def is_busy(self):
        return self.status in (self.REHEARSING, self.WAITING, self.RUNNING)

    @property
    def imported(self):
        return self.created + self.updated

    @property
    def skipped(self):
        return self.unchanged + self.refused

    @property
    def percent(self):
        """How much of the file is through, 0 to 100."""
        return min(100, self.position * 100 // self.rows) if self.rows else 0

    @property
    def rate(self):
        """Rows a second since the start, or None before the first chunk."""
        if not self.started_at or not self.position:
            return None
        seconds = ((self.finished_at or timezone.now()) - self.started_at).total_seconds()
        return int(self.position / max(seconds, 0.01))

    @property
    def seconds_left(self):
        return (self.rows - self.position) // self.rate if self.rate and self.rows > self.position else None

    @property
    def may_be_undone(self):
        """Whether its undo can be asked for; one that was stopped by a failure of ours can be asked to go on."""
        if self.status not in (self.DONE, self.FAILED, self.CANCELLED) or self.act is None or not self.imported:
            return False
        return self.act.undone_at is None or self.undo_state == self.UNDO_REFUSED

    @property
    def is_being_undone(self):
        return self.undo_state in (self.UNDO_WAITING, self.UNDOING)

    @property
    def undo_percent(self):
        """How much of the import is taken back, 0 to 100."""
        changes = self.act.changes_count if self.act else 0
        return min(100, self.undo_position * 100 // changes) if changes else 0

    @property
    def is_abandoned(self):
        """Its worker has gone silent, or the queue has lost it; see `tasks.take_over_abandoned`."""
        busy = self.is_busy or self.is_being_undone
        return busy and (self.lease_until is None or self.lease_until < timezone.now())

    # -- verbs ---------------------------------------------------------------------------------

    def ask_to_rehearse(self):
        """Save the columns and terms as they were chosen, and let them be rehearsed."""
        self.failure, self.status = "", self.REHEARSING
        self.lease, self.lease_until = None, lease_from(timezone.now())
        self.save()

    def claim_rehearsal(self, now):
        """Take the lease of a rehearsal that waits. Returns whether it is ours now."""
        token = uuid.uuid4()
        waiting = Transfer.objects.filter(pk=self.pk, status=self.REHEARSING, lease=None)
        if not waiting.update(lease=token, lease_until=lease_from(now)):
            return False
        self.refresh_from_db()
        return True

    def breathe(self, now):
        """Show that whoever holds the lease is alive; call it as often as you like."""
        if self.lease and lease_from(now) - self.lease_until > (lease_from(now) - now) / 4:
            self.lease_until = lease_from(now)
            Transfer.objects.filter(pk=self.pk, lease=self.lease).update(lease_until=self.lease_until)

    def ask_to_run(self):
        """Let a worker take this import up. Returns whether it was there to be run: asking twice runs it once."""
        ready = Transfer.objects.filter(pk=self.pk, status__in=[self.DRAFT, self.REHEARSED])
        return bool(ready.update(status=self.WAITING, lease=None, lease_until=lease_from(timezone.now())))

    def claim(self, now):
        """Take the lease of a waiting or abandoned run. Returns whether it is ours now."""
        token = uuid.uuid4()
        claimed = Transfer.objects.claimable(now).filter(pk=self.pk)
        started = self.started_at or now
        if not claimed.update(status=self.RUNNING, lease=token, lease_until=lease_from(now), started_at=started):
            return False
        self.refresh_from_db()
        return True

    def advance(self, rows, counts, act, repeated=0):
        """Say that `rows` more are written, with these outcome `counts`, of which some `repeated` rows further up.

        Call it in their transaction.

        Raises LeaseLost when the run was cancelled or is somebody else's now.
        """
        ours = Transfer.objects.filter(pk=self.pk, status=self.RUNNING, lease=self.lease)
        moved = {name: F(name) + counts.get(name, 0) for name in self.COUNTS}
        moved |= {"position": F("position") + rows, "repeated": F("repeated") + repeated}
        if not ours.update(lease_until=lease_from(timezone.now()), act=act, **moved):
            raise LeaseLost
        self.position += rows

    def finish(self, status, failure=""):
        """End the run, if it is still ours."""
        ours = Transfer.objects.filter(pk=self.pk, status=self.RUNNING, lease=self.lease)
        with transaction.atomic():
            is_ours = ours.update(
                status=status,
                failure=failure,
                lease=None,
                lease_until=None,
                finished_at=timezone.now(),
                rows=F("position"),
            )
            self.refresh_from_db()
            if is_ours:
                transfer_ended.send(sender=Transfer, transfer=self)

    def discard(self):
        """Forget a draft and its file."""
        if self.kept:
            self.kept.delete(save=False)
        self.delete()

    def cancel(self):
        """Stop before the next chunk; what is written stays. Returns whether there was something to stop."""
        stoppable = [self.DRAFT, self.REHEARSING, self.REHEARSED, self.WAITING, self.RUNNING]
        stopped = Transfer.objects.filter(pk=self.pk, status__in=stoppable)
        return bool(stopped.update(status=self.CANCELLED, lease=None, lease_until=None, finished_at=timezone.now()))
