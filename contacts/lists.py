"""The lists of contacts and of companies."""

from django.db.models import Count, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from customization.lists import (
    AddTags,
    Assign,
    ChoicePicker,
    Choose,
    Column,
    DatesPicker,
    Export,
    OwnerPicker,
    RecordList,
    RecordPicker,
    Remove,
    SetField,
    SuggestedPicker,
    TagPicker,
)
from customization.lists.cells import draw_created, draw_owner, draw_tags, draw_updated

from . import cells, keys
from .filters import CompanyFilter, ContactFilter
from .forms import CompanyForm, ContactForm
from .models import Company, Contact


def prepare_contacts(queryset, member):
    """Contacts with what their row or card shows."""
    rows = queryset.with_company(member).select_related("assigned_to__user").prefetch_related("tags")
    contacts = list(rows)
    for contact in contacts:
        contact.employer = contact.seen_company(member)
    return contacts


def prepare_companies(queryset, member):
    """Companies with what their row or card shows, the number of their people the member sees included."""
    people = Contact.objects.visible_to(member).filter(company=OuterRef("pk")).order_by()
    counted = Subquery(people.values("company").annotate(n=Count("pk")).values("n"))
    return list(queryset.annotate(people=counted).select_related("assigned_to__user").prefetch_related("tags"))


def company_called(text, member):
    """The company of exactly this name, whatever its case, that the member sees; None if there is none."""
    return Company.objects.visible_to(member).filter(name_key=keys.fold(text)[:300]).order_by("pk").first()


CONTACTS = RecordList(
    model=Contact,
    filterset=ContactFilter,
    form=ContactForm,
    prepare=prepare_contacts,
    icon="users",
    search_label=_("Name, e-mail, phone or company"),
    empty_text=_("Bring the people you know from a file, or add the first one by hand."),
    columns=(
        Column("name", _("Name"), draws=cells.draw_name, sort="name", look="first", is_fixed=True),
        Column(
            "company",
            _("Company"),
            draws=cells.draw_company,
            sort="company_name",
            edits="company_name",
            look="second medium",
            has_links=True,
        ),
        Column("job_title", _("Job title"), sort="job_title", edits="job_title", look="soft second medium"),
        Column("email", _("E-mail"), sort="email", edits="email", look="long"),
        Column("phone", _("Phone"), sort="phone", edits="phone", look="soft"),
        Column("tags", _("Tags"), draws=draw_tags, edits="tags", look="short"),
        Column("status", _("Status"), draws=cells.draw_status, sort="status", edits="status", look="aside"),
        Column(
            "owner",
            _("Owner"),
            draws=draw_owner,
            sort="assigned_to_name",
            edits="assigned_to",
            look="short",
        ),
        Column("updated", _("Changed"), draws=draw_updated, sort="updated_at", look="soft num", is_default=False),
        Column("dnc", _("Do not contact"), draws=cells.draw_dnc, edits="dnc", look="short", is_default=False),
        Column("mobile", _("Mobile"), edits="mobile", look="soft", is_default=False),
        Column("source", _("Source"), sort="source", edits="source", look="soft", is_default=False),
        Column("address_city", _("City"), edits="address_city", look="soft", is_default=False),
        Column("address_country", _("Country"), edits="address_country", look="soft", is_default=False),
        Column("created", _("Created"), draws=draw_created, sort="created_at", look="soft num", is_default=False),
    ),
    pickers=(
        ChoicePicker("status", _("Status"), choices=tuple(Contact.STATUSES)),
        SuggestedPicker("source", _("Source"), category="contact_source"),
        RecordPicker("company_id", _("Company"), model=Company, find=company_called, suggest="company_suggest"),
        OwnerPicker(),
        TagPicker("tag", _("Tag")),
        DatesPicker("created", _("Created")),
    ),
    acts=(
        Assign(),
        AddTags(),
        Choose(choices=tuple(Contact.STATUSES)),
        SetField(kind=Contact.KIND),
        Export(),
        Remove(),
    ),
)

COMPANIES = RecordList(
    model=Company,
    filterset=CompanyFilter,
    form=CompanyForm,
    prepare=prepare_companies,
    icon="building-2",
    search_label=_("Name, domain, e-mail, phone or city"),
    empty_text=_("Companies come with imported contacts, or add the first one by hand."),
    columns=(
        Column("name", _("Name"), draws=cells.draw_name, sort="name", look="first", is_fixed=True),
        Column("industry", _("Industry"), sort="industry", edits="industry", look="soft second"),
        Column("domain", _("Domain"), sort="domain", edits="domain", look="second"),
        Column("people", _("People"), draws=cells.draw_people, look="num aside"),
        Column("phone", _("Phone"), sort="phone", edits="phone", look="soft"),
        Column("tags", _("Tags"), draws=draw_tags, edits="tags"),
        Column("owner", _("Owner"), draws=draw_owner, sort="assigned_to_name", edits="assigned_to"),
        Column("updated", _("Changed"), draws=draw_updated, sort="updated_at", look="soft num"),
        Column("email", _("E-mail"), sort="email", edits="email", is_default=False),
        Column("website", _("Website"), edits="website", look="soft", is_default=False),
        Column("address_city", _("City"), edits="address_city", look="soft", is_default=False),
        Column("address_country", _("Country"), edits="address_country", look="soft", is_default=False),
        Column("created", _("Created"), draws=draw_created, sort="created_at", look="soft num", is_default=False),
    ),
    pickers=(
        SuggestedPicker("industry", _("Industry"), category="industry"),
        OwnerPicker(),
        TagPicker("tag", _("Tag")),
        DatesPicker("created", _("Created")),
    ),
    acts=(Assign(), AddTags(), SetField(kind=Company.KIND), Export(), Remove()),
)
