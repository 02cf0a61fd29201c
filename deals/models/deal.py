import datetime
from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.ownership import is_named_to
from contacts import keys
from contacts.models.contact import sorted_by
from customization.models import Customized

from .. import money
from ..queries import DealQuerySet
from .moves import MovedMeanwhile, MoveRefused, completed, moved, must_not_precede, standing
from .pipelines import Stage
from .steps import tell_steps


class Deal(Customized):
    """Something one hopes to sell: what it is worth, whom to, how far it is."""

    KIND = "deal"
    OPEN, WON, LOST = "open", "won", "lost"
    STATUSES = [(OPEN, gettext_lazy("open")), (WON, gettext_lazy("won")), (LOST, gettext_lazy("lost"))]
    TRACKED = (
        "name",
        "value",
        "currency",
        "stage_id",
        "status",
        "probability",
        "contact_id",
        "company_id",
        "expected_close_date",
        "closed_at",
        "loss_reason",
        "source",
        "notes",
        "external_id",
        "assigned_to_id",
        "is_private",
        "stage_since",
    )
    UNTOLD = ("status", "stage_since")  # the stage says it
    DERIVED = ("name_key", "search_text", "status", "closed_at", "loss_reason", "probability")
    STANDING = {"stage_id", "status", "closed_at", "loss_reason"}  # what steps and closings tell of

    name = models.CharField(gettext_lazy("name"), max_length=200)
    value = models.DecimalField(
        gettext_lazy("value"),
        max_digits=money.DIGITS,
        decimal_places=money.DECIMALS,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    currency = models.CharField(
        gettext_lazy("currency"), max_length=3, choices=[(code, code) for code in money.CURRENCIES], default="USD"
    )
    stage = models.ForeignKey(
        Stage, verbose_name=gettext_lazy("stage"), on_delete=models.RESTRICT, related_name="deals", db_index=False
    )
    status = models.CharField(gettext_lazy("status"), max_length=4, choices=STATUSES, default=OPEN, editable=False)
    probability = models.PositiveSmallIntegerField(
        gettext_lazy("probability in %"),
        null=True,
        blank=True,
        help_text=gettext_lazy("Empty: that of the stage."),
    )
    contact = models.ForeignKey(
        "contacts.Contact",
        verbose_name=gettext_lazy("contact"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="deals",
    )
    company = models.ForeignKey(
        "contacts.Company",
        verbose_name=gettext_lazy("company"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="deals",
    )
    expected_close_date = models.DateField(gettext_lazy("expected close"), null=True, blank=True)
    closed_at = models.DateTimeField(gettext_lazy("closed"), null=True, blank=True, editable=False)
    loss_reason = models.CharField(gettext_lazy("loss reason"), max_length=200, blank=True, default="")
    source = models.CharField(gettext_lazy("source"), max_length=100, blank=True, default="")
    notes = models.TextField(gettext_lazy("about"), max_length=20_000, blank=True)
    external_id = keys.ExternalId()
    stage_since = models.DateTimeField(gettext_lazy("in this stage since"), default=timezone.now, editable=False)
    name_key = keys.KeyField()
    search_text = models.TextField(editable=False, blank=True, default="")

    objects = DealQuerySet.as_manager()

    class Meta(Customized.Meta):
        verbose_name = gettext_lazy("deal")
        constraints = [
            *Customized.Meta.constraints,
            models.CheckConstraint(condition=~Q(name=""), name="deal_has_name"),
            models.CheckConstraint(condition=Q(value__isnull=True) | Q(value__gte=0), name="deal_value_not_negative"),
            models.CheckConstraint(
                condition=Q(probability__isnull=True) | Q(probability__lte=100), name="deal_probability"
            ),
            models.CheckConstraint(
                condition=Q(status="open", closed_at__isnull=True)
                | Q(status__in=["won", "lost"], closed_at__isnull=False),
                name="deal_closed_has_date",
            ),
        ]
        indexes = [
            sorted_by("name_key", name="deal_by_name"),
            sorted_by("value", name="deal_by_value"),
            sorted_by("expected_close_date", name="deal_by_expected"),
            sorted_by("closed_at", name="deal_by_closed"),
            sorted_by("created_at", name="deal_by_created"),
            models.Index(
                fields=["organization", "status", "stage", "expected_close_date", "id"],
                include=["is_private", "assigned_to"],
                name="deal_by_stage",
            ),
            models.Index(fields=["organization", "assigned_to", "status"], name="deal_by_owner"),
            models.Index(fields=["stage"], name="deal_of_stage"),
            keys.found_by("external_id", name="deal_by_external_id"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("deal_card", args=[self.pk])

    # -- facts ------------------------------------------------------------------------------------

    @property
    def is_open(self):
        return self.status == self.OPEN

    @property
    def chance(self):
        """The probability in percent: the deal's own, or that of its stage."""
        return self.stage.probability if self.probability is None else self.probability

    @property
    def weighted(self):
        """Value times probability (Decimal); None where there is no value."""
        return None if self.value is None else self.value * self.chance / 100

    @property
    def closed_on(self):
        """The day it was closed (a date), None while it is open. A closing day has no time zone: it is kept as the
        day of `closed_at` in UTC, wherever the reader is."""
        return self.closed_at and self.closed_at.astimezone(datetime.UTC).date()

    def seen_contact(self, member):
        """The contact, unless it is private to somebody else."""
        return self.contact if self.contact_id and is_named_to(member, self.contact) else None

    def seen_company(self, member):
        """The company, unless it is private to somebody else."""
        return self.company if self.company_id and is_named_to(member, self.company) else None

    # -- verbs ------------------------------------------------------------------------------------

    @classmethod
    @transaction.atomic
    def create(cls, *, by, act=None, **values):
        """As for every record. Without a stage the first open one; in a closing stage it is closed from the start, at
        `closed_at` or now. Without a currency that of the organization. Raises MoveRefused for what cannot be."""
        first = None if values.get("stage_id") else Stage.first_of(by)
        stage = Stage.held(first.pk if first else values.get("stage_id"), by=by)
        now = act.at if act else timezone.now()
        said = {name: values.pop(name) for name in ("closed_at", "loss_reason") if name in values}
        values |= {"stage_id": stage.pk, **standing(stage, now=now, **said)}
        values["currency"] = values.get("currency") or by.organization.currency
        values.setdefault("stage_since", values.get("created_at") or now)
        deal = super().create(by=by, act=act, **values)
        tell_steps([(deal, None)], by=by, at=values["stage_since"])
        return deal

    def move_to(self, stage, *, by, seen_stage=None, closed_at=None, loss_reason="", act=None):
        """Put this open deal into `stage` (of the same organization); a closing stage closes it, at `closed_at` (a time
        or a date; now) and, if lost, for `loss_reason`. Returns the `Act`, None if it stands there already.

        Raises as `revise` does.
        """
        values = {"stage_id": stage.pk, "closed_at": closed_at, "loss_reason": loss_reason}
        return self.revise(by=by, seen_stage=seen_stage, act=act, **values)

    @transaction.atomic
    def revise(self, *, by, seen_stage=None, act=None, **values):
        """Change `values` as a form gives them: another `stage_id` moves the deal, `closed_at` (a time or a date) and
        `loss_reason` say how it was closed. Returns the `Act`, None if nothing differs.

        Raises MovedMeanwhile if it no longer stands in `seen_stage` (a Stage), MoveRefused if it is closed and should
        move, or cannot have been closed so, PermissionDenied if it is not `by`'s to change.
        """
        stage = Stage.held(values.pop("stage_id"), by=by) if values.get("stage_id") else None
        deal = self._locked()
        if seen_stage is not None and deal.stage_id != seen_stage.pk:
            raise MovedMeanwhile(deal)
        said = {name: values.pop(name) for name in ("closed_at", "loss_reason") if name in values}
        now = act.at if act else timezone.now()
        must_not_precede(said.get("closed_at"), deal)
        if stage is None or stage.pk == deal.stage_id:
            values |= deal._closed_as(said, now) if said else {}
        elif deal.is_open:
            values = moved(deal, stage, now=now, **said) | values
        else:
            raise MoveRefused(_("This deal is closed. Reopen it before you move it."))
        if (stage or deal.stage).closing and values.get("probability") is not None:
            raise MoveRefused(_("A closed deal has the probability of its stage."), field="probability")
        return self.change(by=by, act=act, **values)

    def _locked(self):
        """This deal as it is now, and nobody else's to change. Its stage is not joined: whoever waits for the lock would
        meet the row of a deal that has moved on, but that of the stage it came from, and so find nothing."""
        return type(self).objects.select_for_update().get(pk=self.pk)

    def _closed_as(self, said, now):
        """The values of `said`, how this deal was closed; what is left open stays as it is. Raises MoveRefused."""
        day = said.get("closed_at")
        if not day or day == self.closed_on:
            day = self.closed_at
        reason = said.get("loss_reason", self.loss_reason)
        values = standing(self.stage, closed_at=day, loss_reason=reason, now=now)
        return {name: values[name] for name in ("closed_at", "loss_reason")}

    @transaction.atomic
    def reopen(self, *, by, stage=None, act=None):
        """Open this closed deal again, in `stage` (an open one) or where it stood before it was closed. Returns the `Act`.

        Raises MoveRefused if it is open, or if `stage` is a closing one.
        """
        deal = self._locked()
        if deal.is_open:
            raise MoveRefused(_("This deal is open."))
        stage = stage or deal.stage_before() or Stage.first_of(by, deal.stage.pipeline)
        stage = Stage.held(stage.pk, by=by)
        if stage.closing:
            raise MoveRefused(_("Choose an open stage to reopen the deal in."))
        return self.change(by=by, act=act, **moved(deal, stage, now=act.at if act else timezone.now()))

    @staticmethod
    def stages_of(ids):
        """The stages with these ids, by id."""
        return Stage.objects.in_bulk(ids) if ids else {}

    def stage_before(self):
        """The open stage the deal stood in last; None if it never did, or if that is gone."""
        step = self.steps.filter(stage__closing=Stage.NONE).select_related("stage").order_by("-at", "-pk").first()
        return step and step.stage

    @transaction.atomic
    def change(self, *, by, act=None, **values):
        """As for every record; a change of stage brings along what follows from it, and is told as a step."""
        if not self.STANDING & values.keys():
            return super().change(by=by, act=act, **values)
        deal = self._locked()
        before = {"stage_id": deal.stage_id}
        stages = Stage.objects.in_bulk([values["stage_id"]]) if "stage_id" in values else {}
        values = completed(deal, values, stages, now=act.at if act else timezone.now())
        act = super().change(by=by, act=act, **values)
        if act:
            tell_steps([(self, before)], by=by, at=act.at)
        return act

    @classmethod
    def before_restoring(cls, snapshots):
        """As for every record; a stage that was removed meanwhile is replaced by the first of its kind."""
        super().before_restoring(snapshots)
        gone = {columns["stage_id"] for columns in snapshots}
        gone -= set(Stage.objects.filter(pk__in=gone).values_list("pk", flat=True))
        for columns in snapshots:
            if columns["stage_id"] in gone:
                closing = "" if columns["status"] == cls.OPEN else columns["status"]
                alike = Stage.objects.filter(organization=columns["organization_id"], closing=closing)
                columns["stage_id"] = alike.values_list("pk", flat=True).first()

    def take(self, values):
        """As for every record; an amount is kept as exactly as the column keeps it, so that history can compare it."""
        super().take(values)
        if values.get("value") is not None:
            self.value = values["value"].quantize(money.SMALLEST)

    def in_words(self, name, value):
        if name == "value":
            return money.amount(Decimal(value), self.currency)
        if name == "closed_at":
            return date_format(datetime.datetime.fromisoformat(value).astimezone(datetime.UTC).date(), "DATE_FORMAT")
        return super().in_words(name, value)

    def derive(self):
        self.name_key = keys.fold(self.name)[:300]
        self.search_text = " " + self.name_key
        self.status = self.stage.status
        if self.status == self.OPEN:
            self.closed_at = None
        else:
            self.closed_at, self.probability = self.closed_at or timezone.now(), None
        if self.status != self.LOST:
            self.loss_reason = ""


__all__ = ["Deal", "MoveRefused", "MovedMeanwhile"]
