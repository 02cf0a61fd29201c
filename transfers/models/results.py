from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .transfer import Transfer


class RowResultQuerySet(models.QuerySet):
    def visible_to(self, member):
        """Results follow their run."""
        return self.filter(transfer__in=Transfer.objects.visible_to(member))

    def refused(self):
        return self.filter(outcome=RowResult.REFUSED)


class RowResult(models.Model):
    """What became of one row of an import. The row's number is the one a spreadsheet shows: the header is row 1."""

    CREATED, UPDATED, UNCHANGED, REFUSED = Transfer.COUNTS
    OUTCOMES = [
        (CREATED, _("created")),
        (UPDATED, _("updated")),
        (UNCHANGED, _("unchanged")),
        (REFUSED, _("refused")),
    ]

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="results")
    row = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=OUTCOMES)
    record_id = models.BigIntegerField(_("record"), null=True, blank=True)
    errors = models.JSONField(_("reasons"), default=dict, blank=True)  # {field: sentence}
    cells = models.JSONField(_("cells"), default=list, blank=True)  # of a refused row, as they were read

    objects = RowResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("result of a row")
        verbose_name_plural = _("results of rows")
        ordering = ["row"]
        indexes = [models.Index(fields=["transfer", "outcome", "row"], name="rowresult_by_outcome")]
        constraints = [
            models.UniqueConstraint(fields=["transfer", "row"], name="rowresult_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=["created", "updated", "unchanged", "refused"]), name="rowresult_outcome_known"
            ),
        ]

    def __str__(self):
        return f"{self.row}: {self.outcome}"

    @property
    def reason(self):
        """Why the row was refused, in one line: "email: Enter a valid address."."""
        return "; ".join(f"{field}: {text}" if field != "row" else text for field, text in self.errors.items())
