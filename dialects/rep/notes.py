"""Notes on contacts in the Rep API."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.bodies import StrictBody
from contacts.models import ContactNote
from contacts.serializers import text
from contacts.wire import note_rows

from .wire import ContactField, OfContactsViewSet


class NoteBody(StrictBody):
    """A note as it comes in."""

    READ = ("id", "created_by", "created_by_name", "created_at")

    content = text(ContactNote, "content", required=True)
    contact_id = ContactField(source="contact")

    def validate_contact_id(self, contact):
        if self.instance is not None and contact.pk != self.instance.contact_id:
            raise serializers.ValidationError(_("A note stays with its contact."))
        return contact


class RepNoteWire(serializers.Serializer):
    """A note as it goes out."""

    id = serializers.IntegerField()
    contact_id = serializers.IntegerField()
    content = serializers.CharField()
    created_by = serializers.IntegerField(allow_null=True)
    created_by_name = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()


class NoteViewSet(OfContactsViewSet):
    """Notes, the newest first. Everybody may read them; who wrote one may change or remove it, and admins."""

    model, wrapper, plural = ContactNote, "note", "notes"
    serializer_class, wire_serializer_class = NoteBody, RepNoteWire

    def rows(self, queryset):
        return note_rows(queryset)

    def make(self, values):
        return self.model.write(values["contact"], values["content"], by=self.request.member)

    def alter(self, record, values):
        record.reword(values.get("content", record.content), by=self.request.member)
