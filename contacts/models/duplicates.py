"""Pairs of records that may be one and the same, and the search that finds them."""

import uuid
from datetime import timedelta

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.locks import hold_name
from accounts.ownership import OrganizationWide
from activity.models import recorded_models


def of_seen(member, kind, *columns):
    """A Q for rows whose `columns` hold ids of records of `kind` that `member` sees, all of them."""
    seen, found = recorded_models()[kind].objects.visible_to(member), Q(kind=kind)
    for column in columns:
        found &= Q(Exists(seen.filter(pk=OuterRef(column))))
    return found


def hold_pairs(organization_id, kind):
    """Let nobody else write pairs of a kind until the transaction ends."""
    hold_name(organization_id, f"pairs of {kind}")


class PairQuerySet(models.QuerySet):
    def visible_to(self, member, kind=None):
        """Pairs, those of a `kind` or all, of which the member sees both; nobody learns of a record by whom it resembles."""
        from ..duplicates.kinds import kinds

        either = Q()
        for each in [kind] if kind else kinds():  # one kind is joined; of several the database would look each pair up
            either |= of_seen(member, each, "first_id", "second_id")
        return self.filter(either, organization=member.organization_id)

    def of(self, record):
        """The pairs that `record` is in."""
        return self.filter(Q(first_id=record.pk) | Q(second_id=record.pk), kind=record.KIND)

    def open(self):
        """Pairs that nobody has said are two."""
        return self.filter(dismissed_at=None)


class DuplicatePair(models.Model):
    """Two records of a kind, how alike they are (0…100) and why, in slugs of `duplicates.likeness`. Who said that they are
    two, and when; that is kept when the others are found anew."""

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=20)
    first_id = models.BigIntegerField()
    second_id = models.BigIntegerField()
    score = models.PositiveSmallIntegerField(_("score"), default=0)
    reasons = models.JSONField(_("reasons"), default=list)
    found_at = models.DateTimeField(default=timezone.now)
    dismissed_by = models.ForeignKey(
        "accounts.Member", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    dismissed_at = models.DateTimeField(_("said to be two"), null=True, blank=True)

    objects = PairQuerySet.as_manager()

    class Meta:
        verbose_name = _("likely duplicate")
        verbose_name_plural = _("likely duplicates")
        constraints = [
            models.UniqueConstraint(fields=["organization", "kind", "first_id", "second_id"], name="pair_once"),
            models.CheckConstraint(condition=Q(first_id__lt=models.F("second_id")), name="pair_in_order"),
        ]
        indexes = [
            models.Index(fields=["organization", "kind", "-score", "id"], name="pair_best"),
            models.Index(fields=["organization", "kind", "second_id"], name="pair_of_second"),
        ]

    def __str__(self):
        return f"{self.kind} {self.first_id} = {self.second_id} ({self.score})"

    @classmethod
    @transaction.atomic
    def dismiss(cls, one, other, *, by):
        """Remember for everybody that `one` and `other` are two. Returns the pair."""
        hold_pairs(by.organization_id, one.KIND)
        first, second = sorted((one.pk, other.pk))
        said = {"dismissed_by": by, "dismissed_at": timezone.now()}
        pair, _made = cls.objects.update_or_create(
            organization_id=by.organization_id, kind=one.KIND, first_id=first, second_id=second, defaults=said
        )
        return pair

    def bring_back(self):
        """Forget that they are two."""
        type(self).objects.filter(pk=self.pk).update(dismissed_by=None, dismissed_at=None)


class DuplicateSearch(models.Model):
    """The search for pairs through an organization: one at a time, one row, which says how far it is."""

    LEASE = timedelta(minutes=5)  # after which a worker that told nothing is taken for dead
    WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
    STATUSES = [(WAITING, _("waiting")), (RUNNING, _("running")), (DONE, _("done")), (FAILED, _("failed"))]

    organization = models.OneToOneField("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    status = models.CharField(_("status"), max_length=8, choices=STATUSES, default=DONE)
    asked_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("last searched"), null=True, blank=True)  # the last time it came to its end
    percent = models.PositiveSmallIntegerField(default=0)
    found = models.PositiveIntegerField(_("found"), default=0)
    lease = models.UUIDField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OrganizationWide.as_manager()

    class Meta:
        verbose_name = _("search for duplicates")
        verbose_name_plural = _("searches for duplicates")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "running", "done", "failed"]), name="search_status_known"
            )
        ]

    def __str__(self):
        return f"{self.organization_id} {self.status}"

    @property
    def is_busy(self):
        return self.status in (self.WAITING, self.RUNNING)

    @classmethod
    def _free(cls, now):
        """A Q for searches that nobody waits for or is at; a silent worker's counts as nobody's."""
        return ~Q(status__in=[cls.WAITING, cls.RUNNING]) | Q(lease_until=None) | Q(lease_until__lt=now)

    @classmethod
    @transaction.atomic
    def ask(cls, organization_id, now):
        """Ask for a search of the organization. Returns it, None where one is asked for or under way already."""
        cls.objects.bulk_create([cls(organization_id=organization_id)], ignore_conflicts=True)
        asked = {"status": cls.WAITING, "asked_at": now, "percent": 0, "lease": None, "lease_until": now + cls.LEASE}
        mine = cls.objects.filter(cls._free(now), organization=organization_id)
        return cls.objects.get(organization=organization_id) if mine.update(**asked) else None

    @classmethod
    def claim(cls, organization_id, now):
        """Begin the search that was asked for. Returns it, None where somebody else has begun it."""
        lease = uuid.uuid4()
        mine = cls.objects.filter(organization=organization_id)
        mine = mine.filter(Q(status=cls.WAITING) | Q(status=cls.RUNNING, lease_until__lt=now))
        begun = {"status": cls.RUNNING, "started_at": now, "lease": lease, "lease_until": now + cls.LEASE}
        return cls.objects.get(organization=organization_id) if mine.update(**begun) else None

    def tell(self, percent, now):
        """Say how far it is. Returns whether it is still this worker's to go on with."""
        mine = type(self).objects.filter(pk=self.pk, lease=self.lease)
        return bool(mine.update(percent=percent, lease_until=now + self.LEASE))

    def end(self, status, now, **values):
        """Say how it ended."""
        values |= {"finished_at": now} if status == self.DONE else {}
        mine = type(self).objects.filter(pk=self.pk, lease=self.lease)
        mine.update(status=status, lease=None, lease_until=None, **values)
