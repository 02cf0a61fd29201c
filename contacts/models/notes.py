from django.db import models
from django.utils.translation import gettext_lazy as _

from activity.models import Note


class ContactNote(Note):
    PARENT = "contact"
    contact = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="note_records")

    class Meta(Note.Meta):
        verbose_name = _("note on a contact")
        indexes = [models.Index(fields=["contact", "-created_at"], name="contactnote_latest")]


class CompanyNote(Note):
    PARENT = "company"
    company = models.ForeignKey("contacts.Company", on_delete=models.CASCADE, related_name="note_records")

    class Meta(Note.Meta):
        verbose_name = _("note on a company")
        indexes = [models.Index(fields=["company", "-created_at"], name="companynote_latest")]
