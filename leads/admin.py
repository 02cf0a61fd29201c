"""The back room's pages of leads, their notes, and what became of them."""

from django import forms
from django.contrib import admin

from accounts.back_room import LookOnly, OrganizationFilter
from contacts.admin import NoteAdmin, RecordAdmin, RecordForm

from .models import Conversion, Lead, LeadNote, StatusRefused
from .resources import LeadResource


class LeadForm(RecordForm):
    """A lead. Its status does not make it qualified; qualifying it does."""

    def clean(self):
        values = forms.ModelForm.clean(self)
        try:
            Lead.check_status(self.initial.get("status"), self.cleaned_data.get("status"))
        except StatusRefused as error:
            self.add_error("status", str(error))
        return values


@admin.register(Lead)
class LeadAdmin(RecordAdmin):
    resource_classes = [LeadResource]
    form = LeadForm
    list_display = ("full_name", "email", "company", "status", "source", "assigned_to", "organization", "created_at")
    list_filter = ("status", *RecordAdmin.list_filter)
    search_fields = ("search_text",)  # says that there is a search; `get_search_results` does it
    readonly_fields = ("disqualified_for", *RecordAdmin.readonly_fields)
    fields = (
        "organization", "first_name", "last_name", "email", "phone", "company", "job_title", "status", "source", "notes",
        "tag_names", "assigned_to", *readonly_fields,
    )  # fmt: skip


@admin.register(LeadNote)
class LeadNoteAdmin(NoteAdmin):
    list_display = ("__str__", "lead", "organization", "created_by", "created_at")
    list_select_related = ("organization", "lead", "created_by__user")
    search_fields = ("lead__id__exact",)


@admin.register(Conversion)
class ConversionAdmin(LookOnly):
    list_display = ("lead", "organization", "member", "made_contact", "made_company", "made_deal", "at", "undone_at")
    list_filter = (OrganizationFilter,)
    list_select_related = ("organization", "lead", "member__user")
    search_fields = ("lead__id__exact",)
    readonly_fields = ("carried", "status_before")

    def seen_by(self, queryset, member):
        return super().seen_by(queryset, member).filter(lead__is_private=False)
