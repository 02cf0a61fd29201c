"""The back room's pages of contacts, companies and their notes.

Everything is written through the verbs, so history and totals stay true. Private records are a superuser's to see, and
nobody's to change but their owner's.
"""

from collections import defaultdict

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from import_export.admin import ExportMixin, ImportMixin
from import_export.formats.base_formats import CSV, XLSX
from import_export.forms import ImportForm

from accounts.back_room import BackRoom, LookOnly, OrganizationFilter, actor
from accounts.models import Organization
from customization.models import Tag
from customization.models.tags import clean_names
from customization.shape import shape_of_organization
from transfers import exporting, kinds

from . import admin_merging  # noqa: F401  registers its pages
from .models import Company, CompanyNote, Contact, ContactNote
from .models.address import Addressed
from .resources import CompanyResource, ContactResource


class RecordForm(forms.ModelForm):
    """A record with its tags as one text."""

    tag_names = forms.CharField(label=_("tags"), required=False, max_length=2000, help_text=_("Separated by commas."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "tag_names" in self.fields:
            self.fields["tag_names"].initial = ",".join(self.instance.tag_names)

    def clean_tag_names(self):
        names = clean_names(self.cleaned_data["tag_names"])
        if any(len(name) > Tag.MAX_LENGTH for name in names):
            raise forms.ValidationError(_("A tag has at most %d characters.") % Tag.MAX_LENGTH)
        return names

    def clean(self):
        values = super().clean()
        company = self.cleaned_data.get("company")
        if company and company.is_private and not self.instance.is_private:
            self.add_error("company", _("This company is private. Share it before you link it to a contact."))
        return values

    def verb_values(self):
        """What was changed, as a verb takes it."""
        values = {}
        for name in self.changed_data:
            if name == "tag_names":
                values["tags"] = self.cleaned_data[name]
            elif name != "organization":
                values[self._meta.model._meta.get_field(name).attname] = getattr(
                    self.cleaned_data[name], "pk", self.cleaned_data[name]
                )
        return values


class SmallFileForm(ImportForm):
    """The preview holds the whole file in memory."""

    MOST = 5 * 1024 * 1024

    def clean_import_file(self):
        upload = self.cleaned_data["import_file"]
        if upload.size > self.MOST:
            raise forms.ValidationError(_("Here a file has at most 5 MB. Import larger ones with the import page."))
        return upload


class Shown(exporting.Selection):
    """What a list of the back room shows of one organization: the ids in the queryset `shown`."""

    def __init__(self, kind, shown, *, member):
        super().__init__(kind, QueryDict(), member=member)
        self.shown = shown

    @property
    def records(self):
        return self.kind.model.objects.visible_to(self.member).filter(pk__in=self.shown).order_by("pk")


class RecordAdmin(ImportMixin, ExportMixin, BackRoom):
    """Contacts or companies."""

    import_export_change_list_template = "admin/import_export/change_list_import_export.html"
    import_form_class = SmallFileForm
    formats = [CSV, XLSX]
    form = RecordForm
    list_filter = ("is_private", OrganizationFilter)
    operator_filters = ("is_private",)
    list_select_related = ("organization", "assigned_to__user")
    autocomplete_fields = ("organization", "assigned_to")
    readonly_fields = ("custom_values", "is_private", "created_by", "created_at", "updated_at")

    def seen_by(self, queryset, member):
        return queryset.filter(pk__in=self.model.objects.visible_to(member).values("pk"), is_private=False)

    @admin.display(description=_("custom fields"))
    def custom_values(self, record):
        """The values of the organization's own fields, each by its label; the record's card changes them."""
        shape = shape_of_organization(record.organization)
        fields = [(field, record.custom.get(field.key)) for field in shape.fields(record.KIND)]
        told = [f"{field.label}: {field.write(value)}" for field, value in fields if value is not None]
        return "; ".join(told) or "-"

    def get_search_results(self, request, queryset, search_term):
        return queryset.search(search_term.replace("\x00", "")), False

    # -- private records are only looked at -----------------------------------------------------------

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self._may_edit(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self._may_edit(request, obj)

    def _may_edit(self, request, record):
        if record is None or not record.is_private:
            return True
        member = getattr(request, "member", None)
        return member is not None and member.may_edit(record)

    # -- writing through the verbs ----------------------------------------------------------------------

    def save_model(self, request, obj, form, change):
        """Add or change `obj` as the form says."""
        by = actor(request, obj.organization_id)
        if change:
            self.model.objects.get(pk=obj.pk).change(by=by, **form.verb_values())
        else:
            obj.pk = self.model.create(by=by, **form.verb_values()).pk
        obj.refresh_from_db()

    def save_related(self, request, form, formsets, change):
        """Tags were written with their record."""

    def delete_model(self, request, obj):
        obj.remove(by=actor(request, obj.organization_id))

    def delete_queryset(self, request, queryset):
        """Remove the chosen records, private ones of others excepted, as one act for each organization."""
        ids = defaultdict(list)
        for pk, organization_id in queryset.values_list("pk", "organization_id"):
            ids[organization_id].append(pk)
        for organization_id, chosen in ids.items():
            by = actor(request, organization_id)
            self.model.objects.visible_to(by).filter(pk__in=chosen).remove_all(by=by)

    # -- files ------------------------------------------------------------------------------------------

    def has_import_permission(self, request):
        return self._file_organization(request) is not None and self.has_add_permission(request)

    def has_export_permission(self, request):
        return self._file_organization(request) is not None and self.has_view_permission(request)

    def _file_organization(self, request):
        """The id of the organization whose files this user may bring in and take out: their own as its admin, for an
        operator the one the list was last narrowed to. None where there is none."""
        member = getattr(request, "member", None)
        if member is not None:
            return member.organization_id if member.is_admin else None
        if not request.user.is_superuser:
            return None
        chosen = request.GET.get(OrganizationFilter.parameter_name, "")
        if chosen.isascii() and chosen.isdigit() and len(chosen) < 19:
            request.session["back_room_organization"] = int(chosen)
        wanted = request.session.get("back_room_organization")
        return Organization.objects.filter(pk=wanted).values_list("pk", flat=True).first() if wanted else None

    def get_import_resource_kwargs(self, request, **kwargs):
        organization = self._file_organization(request)
        return {"member": actor(request, organization)} if organization else {}

    def export_action(self, request):
        """What the list shows of one organization, as a streamed CSV."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        member = actor(request, self._file_organization(request))
        shown = self.get_export_queryset(request).order_by("pk").values("pk")
        selection = Shown(kinds.of(self.model.KIND), shown, member=member)
        return exporting.export(selection, selection.columns())


@admin.register(Contact)
class ContactAdmin(RecordAdmin):
    resource_classes = [ContactResource]
    list_display = ("full_name", "email", "phone", "employer", "status", "assigned_to", "organization", "created_at")
    list_filter = ("status", *RecordAdmin.list_filter)
    list_select_related = (*RecordAdmin.list_select_related, "company")
    search_fields = ("search_text",)  # says that there is a search; `get_search_results` does it
    autocomplete_fields = (*RecordAdmin.autocomplete_fields, "company")
    fields = (
        "organization", "first_name", "last_name", "email", "phone", "mobile", "job_title", "company", "status",
        "source", *Addressed.ADDRESS, "notes", "tag_names", "assigned_to", *RecordAdmin.readonly_fields,
    )  # fmt: skip

    @admin.display(description=_("company"))
    def employer(self, contact):
        """The company, unless it is private and the contact is not."""
        return contact.company and (contact.company if contact.company.key_for(contact) else None)


@admin.register(Company)
class CompanyAdmin(RecordAdmin):
    resource_classes = [CompanyResource]
    list_display = ("name", "domain", "industry", "phone", "assigned_to", "organization", "created_at")
    search_fields = ("search_text",)
    fields = (
        "organization", "name", "domain", "website", "industry", "phone", "email", *Addressed.ADDRESS, "notes",
        "tag_names", "assigned_to", *RecordAdmin.readonly_fields,
    )  # fmt: skip


class NoteAdmin(LookOnly):
    """Notes, signed with a name: looked at, and deleted where they were written."""

    list_filter = (OrganizationFilter,)

    def seen_by(self, queryset, member):
        shared = Q(**{f"{self.model.PARENT}__is_private": False})
        return super().seen_by(queryset, member).filter(shared)


@admin.register(ContactNote)
class ContactNoteAdmin(NoteAdmin):
    list_display = ("__str__", "contact", "organization", "created_by", "created_at")
    list_select_related = ("organization", "contact", "created_by__user")
    search_fields = ("contact__id__exact",)


@admin.register(CompanyNote)
class CompanyNoteAdmin(NoteAdmin):
    list_display = ("__str__", "company", "organization", "created_by", "created_at")
    list_select_related = ("organization", "company", "created_by__user")
    search_fields = ("company__id__exact",)
