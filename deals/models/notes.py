from django.db import models
from django.utils.translation import gettext_lazy as _

from activity.models import Note


class DealNote(Note):
    PARENT = "deal"
    deal = models.ForeignKey("deals.Deal", on_delete=models.CASCADE, related_name="note_records")

    class Meta(Note.Meta):
        verbose_name = _("note on a deal")
        indexes = [models.Index(fields=["deal", "-created_at"], name="dealnote_latest")]
