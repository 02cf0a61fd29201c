from django.db import models
from django.utils.translation import gettext_lazy as _

from activity.models import Note


class LeadNote(Note):
    PARENT = "lead"
    lead = models.ForeignKey("leads.Lead", on_delete=models.CASCADE, related_name="note_records")

    class Meta(Note.Meta):
        verbose_name = _("note on a lead")
        indexes = [models.Index(fields=["lead", "-created_at"], name="leadnote_latest")]
