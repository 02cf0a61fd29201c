"""The list of leads."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts.ownership import is_named_to
from contacts.cells import draw_name
from contacts.models import Company, Contact
from customization.lists import (
    AddTags,
    Assign,
    ChoicePicker,
    Column,
    DatesPicker,
    Export,
    OwnerPicker,
    RecordList,
    Remove,
    SetField,
    SuggestedPicker,
    TagPicker,
)
from customization.lists.cells import draw_created, draw_owner, draw_tags, draw_updated
from customization.lists.pickers import Picker

from . import cells
from .acts import Disqualify, Move
from .filters import LeadFilter
from .forms import LeadForm
from .models import Lead


def prepare_leads(queryset, member):
    """Leads with what their row or card shows: `names_contact` and `names_company` say whether the reader may read what
    they became, `sees_contact` and `sees_company` whether they may open its card."""
    rows = queryset.annotate(
        sees_contact=Exists(Contact.objects.visible_to(member).filter(pk=OuterRef("became_contact_id"))),
        sees_company=Exists(Company.objects.visible_to(member).filter(pk=OuterRef("became_company_id"))),
    )
    rows = rows.select_related("assigned_to__user", "became_contact", "became_company").prefetch_related("tags")
    leads = list(rows)
    for lead in leads:
        lead.names_contact = _is_named(lead.became_contact, member)
        lead.names_company = _is_named(lead.became_company, member)
    return leads


def _is_named(record, member):
    return record is not None and is_named_to(member, record)


LEADS = RecordList(
    model=Lead,
    filterset=LeadFilter,
    form=LeadForm,
    prepare=prepare_leads,
    icon="funnel",
    search_label=_("Name, e-mail, phone or company"),
    empty_text=_("People who asked, but whom nobody has looked at closely yet. Add the first enquiry by hand."),
    columns=(
        Column("name", _("Name"), draws=draw_name, sort="name", look="first", is_fixed=True),
        Column("company", _("Company"), sort="company_name", edits="company", look="second medium"),
        Column("job_title", _("Job title"), sort="job_title", edits="job_title", look="soft medium", is_default=False),
        Column("email", _("E-mail"), sort="email", edits="email", look="second long"),
        Column("phone", _("Phone"), sort="phone", edits="phone", look="soft"),
        Column(
            "status",
            _("Status"),
            draws=cells.draw_status,
            sort="status",
            edits="status",
            edits_if=lambda lead: lead.is_open,
            look="aside",
        ),
        Column("tags", _("Tags"), draws=draw_tags, edits="tags", look="short"),
        Column("owner", _("Owner"), draws=draw_owner, sort="assigned_to_name", edits="assigned_to", look="short"),
        Column("created", _("Created"), draws=draw_created, sort="created_at", look="soft num"),
        Column("source", _("Source"), sort="source", edits="source", look="soft", is_default=False),
        Column("became", _("Became"), draws=cells.draw_became, is_default=False),
        Column("updated", _("Changed"), draws=draw_updated, sort="updated_at", look="soft num", is_default=False),
    ),
    pickers=(
        ChoicePicker("status", _("Status"), choices=tuple(Lead.STATUSES)),
        SuggestedPicker("source", _("Source"), category="contact_source"),
        Picker("company", _("Company")),
        OwnerPicker(),
        TagPicker("tag", _("Tag")),
        DatesPicker("created", _("Created")),
    ),
    acts=(Assign(), AddTags(), Move(), Disqualify(), SetField(kind=Lead.KIND), Export(), Remove()),
)
