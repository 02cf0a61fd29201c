"""The way a deal went: every stage it came to, every time it was closed."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OfDeals(models.QuerySet):
    def visible_to(self, member):
        """Steps and closings follow their deal."""
        from .deal import Deal

        return self.filter(deal__in=Deal.objects.visible_to(member))


class Step(models.Model):
    """A deal came to a stage. `stayed` is how long it then stood there, in seconds; null where it still does."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    deal = models.ForeignKey("deals.Deal", on_delete=models.CASCADE, related_name="steps")
    stage = models.ForeignKey("deals.Stage", null=True, on_delete=models.SET_NULL, related_name="+")
    stage_name = models.CharField(max_length=100)  # as it was called then
    member = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    stayed = models.PositiveBigIntegerField(null=True)

    objects = OfDeals.as_manager()

    class Meta:
        verbose_name = _("step of a deal")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["deal"], condition=Q(stayed=None), name="step_stands_in_one_stage")
        ]
        indexes = [models.Index(fields=["organization", "stage", "-at"], name="step_of_stage")]

    def __str__(self):
        return self.stage_name


class Closing(models.Model):
    """A deal was won or lost: when, and why. One that was reopened has `reopened_at`."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    deal = models.ForeignKey("deals.Deal", on_delete=models.CASCADE, related_name="closings")
    outcome = models.CharField(_("outcome"), max_length=4, choices=[("won", _("won")), ("lost", _("lost"))])
    closed_at = models.DateTimeField(_("closed"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    member = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    reopened_at = models.DateTimeField(_("reopened"), null=True, blank=True)

    objects = OfDeals.as_manager()

    class Meta:
        verbose_name = _("closing of a deal")
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["deal"], condition=Q(reopened_at=None), name="closing_once"),
            models.CheckConstraint(condition=Q(outcome__in=["won", "lost"]), name="closing_outcome_known"),
        ]

    def __str__(self):
        return self.outcome


def tell_steps(pairs, *, by, at):
    """Write down where deals came to: `pairs` holds (deal as it stands now, `{"stage_id": …}` before, None for a new
    one). Whoever changes the stage of deals, undo included, ends here. A constant number of queries.
    """
    moved = [(deal, before) for deal, before in pairs if before is None or before["stage_id"] != deal.stage_id]
    standing = list(Step.objects.filter(deal__in=[deal.pk for deal, before in moved if before], stayed=None))
    for step in standing:
        step.stayed = max(0, int((at - step.at).total_seconds()))
    Step.objects.bulk_update(standing, ["stayed"])
    Step.objects.bulk_create(
        Step(
            organization_id=deal.organization_id, deal_id=deal.pk, stage_id=deal.stage_id, stage_name=deal.stage.name,
            member_id=by.pk, at=at,
        )
        for deal, _before in moved
    )  # fmt: skip
    _tell_closings(pairs, by, at)


def _tell_closings(pairs, by, at):
    told = Closing.objects.filter(deal__in=[deal.pk for deal, before in pairs if before], reopened_at=None)
    told, changed, new = {closing.deal_id: closing for closing in told}, [], []
    for deal, _before in pairs:
        closing = told.get(deal.pk)
        if closing and deal.status == closing.outcome:
            if (deal.closed_at, deal.loss_reason) != (closing.closed_at, closing.reason):
                closing.closed_at, closing.reason = deal.closed_at, deal.loss_reason
                changed.append(closing)
            continue
        if closing:
            closing.reopened_at = at
            changed.append(closing)
        if deal.status != deal.OPEN:
            new.append(deal)
    Closing.objects.bulk_update(changed, ["closed_at", "reason", "reopened_at"])
    Closing.objects.bulk_create(
        Closing(
            organization_id=deal.organization_id, deal_id=deal.pk, outcome=deal.status, closed_at=deal.closed_at,
            reason=deal.loss_reason, member_id=by.pk, created_at=at,
        )
        for deal in new
    )  # fmt: skip
