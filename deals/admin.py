"""The back room's pages of deals, the way they went, and the pipelines, which the settings change."""

from django import forms
from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _

from accounts.back_room import LookOnly, OrganizationFilter, actor
from contacts.admin import NoteAdmin, RecordAdmin, RecordForm
from contacts.queries import matching

from . import money
from .models import Closing, Deal, DealNote, MoveRefused, Pipeline, Stage, Step
from .models.moves import standing
from .resources import DealResource


class DealForm(RecordForm):
    """A deal. Its stage says whether it is open, won or lost."""

    def clean(self):
        values = forms.ModelForm.clean(self)
        stage, deal = self.cleaned_data.get("stage"), self.instance
        if stage and deal.pk and stage.pk != self.initial.get("stage") and self.initial_status != Deal.OPEN:
            self.add_error("stage", _("This deal is closed. Reopen it on its card before you move it."))
        elif stage:
            self._must_close_so(stage)
        reason = money.misfit(self.cleaned_data.get("value"), self.cleaned_data.get("currency") or "USD")
        if reason:
            self.add_error("value", reason)
        return values

    def _must_close_so(self, stage):
        try:
            standing(stage, loss_reason=self.cleaned_data.get("loss_reason"), now=None)
        except MoveRefused as refusal:
            self.add_error(refusal.field, str(refusal))
        if stage.closing and self.cleaned_data.get("probability") is not None:
            self.add_error("probability", _("A closed deal has the probability of its stage."))

    @property
    def initial_status(self):
        return Deal.objects.values_list("status", flat=True).get(pk=self.instance.pk)


@admin.register(Deal)
class DealAdmin(RecordAdmin):
    resource_classes = [DealResource]
    form = DealForm
    list_display = (
        "name",
        "value",
        "currency",
        "stage",
        "status",
        "buyer",
        "assigned_to",
        "organization",
        "created_at",
    )
    list_filter = ("status", *RecordAdmin.list_filter)
    list_select_related = (*RecordAdmin.list_select_related, "stage", "contact", "company")
    search_fields = ("search_text",)  # says that there is a search; `get_search_results` does it
    autocomplete_fields = (*RecordAdmin.autocomplete_fields, "stage")
    readonly_fields = ("status", "closed_at", "buyer", *RecordAdmin.readonly_fields)
    fields = (
        "organization", "name", "value", "currency", "stage", "loss_reason", "probability", "expected_close_date", "source",
        "notes", "tag_names", "assigned_to", *readonly_fields,
    )  # fmt: skip

    def get_search_results(self, request, queryset, search_term):
        return queryset.filter(matching(search_term.replace("\x00", ""), "search_text")), False

    def save_model(self, request, obj, form, change):
        """Add or change `obj` as the form says; a new stage moves it."""
        by = actor(request, obj.organization_id)
        if change:
            try:
                Deal.objects.get(pk=obj.pk).revise(by=by, **form.verb_values())
            except MoveRefused as refusal:  # somebody closed it since the form was checked
                self.message_user(request, str(refusal), messages.ERROR)
        else:
            obj.pk = Deal.create(by=by, **form.verb_values()).pk
        obj.refresh_from_db()

    @admin.display(description=_("with"))
    def buyer(self, deal):
        """The contact and the company, unless they are private and the deal is not."""
        named = [each for each in (deal.contact, deal.company) if each and (deal.is_private or not each.is_private)]
        return ", ".join(map(str, named))


@admin.register(DealNote)
class DealNoteAdmin(NoteAdmin):
    list_display = ("__str__", "deal", "organization", "created_by", "created_at")
    list_select_related = ("organization", "deal", "created_by__user")
    search_fields = ("deal__id__exact",)


class WayAdmin(LookOnly):
    """Rows that tell how a deal went."""

    list_filter = (OrganizationFilter,)
    list_select_related = ("organization", "deal", "member__user")
    search_fields = ("deal__id__exact",)

    def seen_by(self, queryset, member):
        return super().seen_by(queryset, member).filter(deal__is_private=False)


@admin.register(Step)
class StepAdmin(WayAdmin):
    list_display = ("deal", "stage_name", "at", "stayed", "member", "organization")


@admin.register(Closing)
class ClosingAdmin(WayAdmin):
    list_display = ("deal", "outcome", "closed_at", "reason", "member", "reopened_at", "organization")


@admin.register(Pipeline)
class PipelineAdmin(LookOnly):
    list_display = ("name", "position", "organization")
    list_filter = (OrganizationFilter,)
    list_select_related = ("organization",)
    search_fields = ("name",)


@admin.register(Stage)
class StageAdmin(LookOnly):
    list_display = ("name", "pipeline", "position", "probability", "closing", "organization")
    list_filter = (OrganizationFilter,)
    list_select_related = ("organization", "pipeline")
    search_fields = ("name",)
