from django.db import models
from django.utils.translation import gettext_lazy as _

from .transfer import Transfer


class OfTransferQuerySet(models.QuerySet):
    def visible_to(self, member):
        """What belongs to a run follows it."""
        return self.filter(transfer__in=Transfer.objects.visible_to(member))


class Chunk(models.Model):
    """What became of the rows of one finished chunk, all of them in one row of the database.

    A million results of their own would cost as much to write as the records they tell of. `outcomes` holds for each
    row of the file, in order, `[row, outcome, record id or null, repeated row or 0]`: the row's number as a spreadsheet
    shows it (the header is row 1), the outcome as a position in `Transfer.COUNTS`, and the number of the earlier row
    that meant the same record. What a change was before stands in the history, under the transfer's act.
    """

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="chunks", db_index=False)
    first_row = models.PositiveIntegerField(_("first row"))
    last_row = models.PositiveIntegerField(_("last row"))
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    outcomes = models.JSONField(default=list)

    objects = OfTransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("finished chunk")
        verbose_name_plural = _("finished chunks")
        ordering = ["first_row"]
        constraints = [models.UniqueConstraint(fields=["transfer", "first_row"], name="chunk_once")]

    def __str__(self):
        return f"{self.first_row}–{self.last_row}"

    @property
    def rows(self):
        return self.created + self.updated + self.unchanged + self.refused


class RefusedRow(models.Model):
    """A row of the file that was not taken, what it held and why not."""

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="refusals", db_index=False)
    row = models.PositiveIntegerField(_("row"))
    errors = models.JSONField(_("reasons"), default=dict, blank=True)  # {field: sentence}
    cells = models.JSONField(_("cells"), default=list, blank=True)  # as they were read

    objects = OfTransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("refused row")
        verbose_name_plural = _("refused rows")
        ordering = ["row"]
        constraints = [models.UniqueConstraint(fields=["transfer", "row"], name="refused_row_once")]

    def __str__(self):
        return f"{self.row}: {self.reason}"

    @property
    def reason(self):
        """Why the row was refused, in one line: "email: Enter a valid address."."""
        return "; ".join(f"{field}: {text}" if field != "row" else text for field, text in self.errors.items())
