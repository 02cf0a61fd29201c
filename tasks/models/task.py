import datetime
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from activity.models import Recorded
from contacts import keys

from ..queries import PARENTS, TaskQuerySet

MORNING = datetime.time(8)  # when a task of a whole day is due to be remembered


FIRST_DAY, LAST_DAY = datetime.date(1900, 1, 1), datetime.date(2999, 12, 31)


class KeptByOwner(Exception):
    """A task on a private record is its owner's alone to do."""

    def __init__(self):
        super().__init__(gettext("The record is private: only its owner can have its tasks."))


def attached(name):
    """The foreign key to one kind of parent."""
    return models.ForeignKey(
        PARENTS[name], verbose_name=_(name), null=True, blank=True, on_delete=models.CASCADE, related_name="tasks"
    )


def on_one_record():
    """A Q that holds for tasks on one record at most."""
    none = Q(**{f"{name}__isnull": True for name in PARENTS})
    for name in PARENTS:
        none |= Q(**{f"{other}__isnull": other != name for other in PARENTS})
    return none


class Task(Recorded):
    """Something promised: to be done by somebody, perhaps by a day or an hour, perhaps about a record."""

    KIND = "task"
    PENDING, COMPLETED = "pending", "completed"
    STATUSES = [(PENDING, _("to do")), (COMPLETED, _("done"))]
    LOW, MEDIUM, HIGH = "low", "medium", "high"
    PRIORITIES = [(LOW, _("low")), (MEDIUM, _("medium")), (HIGH, _("high"))]
    RANKS = {LOW: 1, MEDIUM: 2, HIGH: 3}
    TRACKED = (
        "title",
        "description",
        "due_date",
        "due_time",
        "priority",
        "status",
        "completed_at",
        "completed_by_id",
        "contact_id",
        "company_id",
        "lead_id",
        "deal_id",
        "assigned_to_id",
    )
    DERIVED = ("title_key", "priority_rank", "due_at", "remind_at")

    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), max_length=20_000, blank=True, default="")
    due_date = models.DateField(
        _("due"),
        null=True,
        blank=True,
        validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)],
    )
    due_time = models.TimeField(_("at"), null=True, blank=True)  # in the assignee's time zone
    priority = models.CharField(_("priority"), max_length=6, choices=PRIORITIES, default=MEDIUM)
    status = models.CharField(_("status"), max_length=9, choices=STATUSES, default=PENDING)
    completed_at = models.DateTimeField(_("done at"), null=True, blank=True, editable=False)
    completed_by = models.ForeignKey(
        "accounts.Member",
        verbose_name=_("done by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    contact, company, lead, deal = (attached(name) for name in PARENTS)
    title_key = keys.KeyField()
    priority_rank = models.PositiveSmallIntegerField(editable=False, default=2)
    due_at = models.DateTimeField(null=True, editable=False)  # the moment of date and time; null for a whole day
    remind_at = models.DateTimeField(null=True, editable=False)  # when to remind: then, or in the morning of the day
    reminded_at = models.DateTimeField(null=True, editable=False)  # once for each `remind_at`

    objects = TaskQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("task")
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(condition=~Q(title=""), name="task_has_title"),
            models.CheckConstraint(condition=Q(status__in=["pending", "completed"]), name="task_status_known"),
            models.CheckConstraint(condition=Q(priority__in=["low", "medium", "high"]), name="task_priority_known"),
            models.CheckConstraint(
                condition=Q(due_time__isnull=True) | Q(due_date__isnull=False), name="task_time_has_date"
            ),
            models.CheckConstraint(condition=on_one_record(), name="task_on_one_record"),
            models.CheckConstraint(
                condition=Q(status="pending", completed_at__isnull=True)
                | Q(status="completed", completed_at__isnull=False),
                name="task_completed_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "due_date", "due_time", "id"], name="task_by_due"),
            models.Index(fields=["organization", "assigned_to", "status", "due_date", "id"], name="task_by_owner"),
            models.Index(fields=["organization", "title_key", "id"], name="task_by_title"),
            models.Index(fields=["organization", "created_at", "id"], name="task_by_created"),
            models.Index(
                fields=["remind_at"],
                condition=Q(status="pending", reminded_at=None, remind_at__isnull=False),
                name="task_to_remind",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("task_card", args=[self.pk])

    @property
    def parent(self):
        """The record it is about, None where it is about none."""
        return next((getattr(self, name) for name in PARENTS if getattr(self, f"{name}_id")), None)

    @property
    def is_done(self):
        return self.status == self.COMPLETED

    def is_overdue(self, now):
        """Whether it should have been done by `now` (an aware time, in the reader's zone)."""
        if self.is_done or self.due_date is None:
            return False
        return self.due_at < now if self.due_at else self.due_date < now.date()

    # -- verbs ------------------------------------------------------------------------------------

    @classmethod
    @transaction.atomic
    def create(cls, *, by, act=None, **values):
        """As for every record. Without an assignee it is `by`'s own; one that is `completed` is done by them now.

        Raises KeptByOwner where it would put somebody else's task on a private record.
        """
        values = cls.settled({"assigned_to_id": by.pk} | values)
        cls(**{f"{name}_id": values.get(f"{name}_id") for name in PARENTS})._must_be_given(values["assigned_to_id"])
        return super().create(by=by, act=act, **cls._with_completion(values, by, None))

    @transaction.atomic
    def change(self, *, by, act=None, **values):
        """As for every record; a change of `status` also says who did it and when. Raises KeptByOwner as `create`."""
        values = self.settled(values)
        before = type(self).objects.select_for_update(of=("self",)).get(pk=self.pk)
        moves = {name: value for name, value in values.items() if name in GIVEN and value != getattr(before, name)}
        if moves:
            parents = {f"{name}_id": values.get(f"{name}_id", getattr(before, f"{name}_id")) for name in PARENTS}
            type(self)(**parents)._must_be_given(values.get("assigned_to_id", before.assigned_to_id))
        return super().change(by=by, act=act, **self._with_completion(values, by, before))

    def complete(self, *, by, act=None):
        """It is done. Returns the `Act`, None if it was already."""
        return self.change(by=by, act=act, status=self.COMPLETED)

    def reopen(self, *, by, act=None):
        """It is still to do. Returns the `Act`, None if it was."""
        return self.change(by=by, act=act, status=self.PENDING)

    @staticmethod
    def settled(values):
        """`values` as a task can have them: without a day there is no hour either."""
        return values | {"due_time": None} if values.get("due_date", True) is None else values

    @classmethod
    def completion(cls, status, *, by, at):
        """What a task of this `status` says of who did it and when."""
        is_done = status == cls.COMPLETED
        return {"completed_at": at if is_done else None, "completed_by_id": by.pk if is_done else None}

    @classmethod
    def _with_completion(cls, values, by, task):
        status = values.get("status")
        if status is None or (task is not None and status == task.status):
            return values
        return cls.completion(status, by=by, at=timezone.now()) | values

    def _must_be_given(self, owner_id):
        parent = self.parent
        if parent is not None and parent.is_private and parent.assigned_to_id != owner_id:
            raise KeptByOwner

    # -- what follows from the values -----------------------------------------------------------------

    def take(self, values):
        if values.get("assigned_to_id", self.assigned_to_id) != self.assigned_to_id:
            self.reminded_at = None  # the new one has not been
        super().take(values)

    def derive(self):
        self.title_key = keys.fold(self.title)[:300]
        self.priority_rank = self.RANKS[self.priority]
        before = self.remind_at
        self.due_at, self.remind_at = due_moments(self.due_date, self.due_time, self.zone())
        if before != self.remind_at and not (self.remind_at and self.remind_at <= timezone.now()):
            self.reminded_at = None  # once for each time it comes

    def zone(self):
        """The time zone of who has to do it."""
        return zone_of(self.assigned_to if self.assigned_to_id else None)

    @classmethod
    def columns_of(cls, values):
        return [*super().columns_of(values), "reminded_at"]


def zone_of(member):
    """The time zone `member` lives in; UTC for nobody, for integrations, and for a zone that is none (any more)."""
    try:
        return ZoneInfo(member.user.time_zone if member and member.user else "UTC")
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def due_moments(day, time, zone):
    """(when it is due, when to remind of it) as UTC times, both None without a `day`; the first also without a `time`.

    An hour that a change of the clocks leaves out is taken as the same distance from midnight, one that comes twice is
    the first (PEP 495, fold=0).
    """
    if day is None:
        return None, None
    at = datetime.datetime.combine(day, time or MORNING, tzinfo=zone).astimezone(datetime.UTC)
    return (at if time else None), at


GIVEN = {"assigned_to_id", *(f"{name}_id" for name in PARENTS)}

__all__ = ["FIRST_DAY", "LAST_DAY", "PARENTS", "KeptByOwner", "Task", "due_moments", "zone_of"]
