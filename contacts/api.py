"""The house API of contacts, companies and their notes."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from api.answers import page_answer, success
from api.paging import asked_page, page_of
from api.schema import Done
from api.viewsets import RecordViewSet

from .filters import CompanyFilter, ContactFilter
from .models import Company, CompanyNote, Contact, ContactNote
from .serializers import (
    CompanySerializer,
    CompanyWire,
    ContactSerializer,
    ContactWire,
    NoteSerializer,
    NoteWire,
)
from .wire import (
    company_rows,
    contact_rows,
    note_rows,
    notes_of,
    select_companies,
    select_contacts,
    show_companies,
    show_contacts,
)


class NotedViewSet(RecordViewSet):
    """Records with notes, which come along with a single one."""

    note_model = None

    def wire(self, pk, records=None):
        found = super().wire(pk, records)
        if found is not None:
            found["note_items"] = notes_of(self.note_model, pk)
        return found


class ContactViewSet(NotedViewSet):
    """Contacts."""

    model, note_model = Contact, ContactNote
    filterset_class = ContactFilter
    serializer_class, wire_serializer_class = ContactSerializer, ContactWire
    messages = {"created": _("Contact created."), "changed": _("Contact saved."), "removed": _("Contact deleted.")}

    select = staticmethod(select_contacts)

    def show(self, rows):
        return show_contacts(rows, member=self.request.member)

    def rows(self, queryset):
        return contact_rows(queryset, member=self.request.member)


class CompanyViewSet(NotedViewSet):
    """Companies."""

    model, note_model = Company, CompanyNote
    filterset_class = CompanyFilter
    serializer_class, wire_serializer_class = CompanySerializer, CompanyWire
    messages = {"created": _("Company created."), "changed": _("Company saved."), "removed": _("Company deleted.")}

    select = staticmethod(select_companies)

    def show(self, rows):
        return show_companies(rows, member=self.request.member)

    def rows(self, queryset):
        return company_rows(queryset, member=self.request.member)


class CompanyContactsAnswer(Done):
    """A page of contacts, with the `success` of all that stands under a record."""

    data = ContactWire(many=True)
    current_page = serializers.IntegerField()
    last_page = serializers.IntegerField()
    per_page = serializers.IntegerField()
    total = serializers.IntegerField()


class CompanyContactsViewSet(ContactViewSet):
    """The contacts of one company, a list with everything the list of contacts takes."""

    @extend_schema(responses=CompanyContactsAnswer)
    def list(self, request, pk):
        """A page of the company's contacts."""
        if not Company.objects.visible_to(request.member).filter(pk=pk).exists():
            raise Http404
        params = request.query_params.copy()
        params["company_id"] = str(pk)
        filtered = ContactFilter(params, self.get_queryset(), member=request.member)
        filtered.must_be_valid()
        number, per_page = asked_page(params)
        page = page_of(filtered, number=number, per_page=per_page)
        answer = page_answer(page, page.read(self.rows))
        return Response({"success": True, **answer.data})


class NoteViewSet(RecordViewSet):
    """The notes of one record."""

    serializer_class, wire_serializer_class = NoteSerializer, NoteWire
    messages = {"created": _("Note added."), "removed": _("Note deleted.")}
    free_params = ()

    @property
    def parent_model(self):
        return self.model._meta.get_field(self.model.PARENT).related_model

    def parent(self):
        """The record of the path, which the caller may see."""
        record = self.parent_model.objects.visible_to(self.request.member).filter(pk=self.kwargs["parent_pk"]).first()
        if record is None:
            raise Http404
        return record

    def get_queryset(self):
        return super().get_queryset().filter(**{self.model.PARENT: self.kwargs["parent_pk"]})

    def rows(self, queryset):
        return note_rows(queryset)

    def list(self, request, parent_pk):
        """All notes of the record, newest first."""
        return success(self.rows(self.model.objects.filter(**{self.model.PARENT: self.parent()})))

    def create(self, request, parent_pk):
        """Write a note."""
        note = self.model.write(self.parent(), self.checked(None)["content"], by=request.member)
        return self.written(note.pk, self.messages["created"], status=201)

    def destroy(self, request, parent_pk, pk):
        """Delete a note: its author may, and admins."""
        return super().destroy(request, pk)


class ContactNoteViewSet(NoteViewSet):
    """Notes on a contact."""

    model = ContactNote


class CompanyNoteViewSet(NoteViewSet):
    """Notes on a company."""

    model = CompanyNote
