"""What the lists of contacts and companies are narrowed and sorted by: on the page, in the API, for an export."""

import django_filters as df
import orjson
from django import forms
from django.utils.translation import gettext_lazy as _

from api.filters import IdFilter, ListFilter, ManyTextsFilter
from customization.filters import CustomListFilter

from .metadata import check_metadata
from .models import Contact

OWNER = ("assigned_to__user__first_name", "assigned_to__user__last_name", "assigned_to__name")


class TaggedListFilter(CustomListFilter):
    tag = ManyTextsFilter(method="filter_tag", label=_("Tag"))

    def filter_tag(self, queryset, _name, names):
        return queryset.tagged(names, member=self.member) if names else queryset


class ContactFilter(TaggedListFilter):
    """Contacts by words, status, company, owner, source, tag and day of creation."""

    SORTS = {
        "name": ("name_key",),
        "email": ("email_key",),
        "phone": ("phone",),
        "company_name": ("company_key",),
        "status": ("status",),
        "created_at": ("created_at",),
        "updated_at": ("updated_at",),
        "job_title": ("job_title",),
        "source": ("source",),
        "assigned_to_name": OWNER,
    }

    status = df.ChoiceFilter(choices=Contact.STATUSES, label=_("Status"))
    company_id = IdFilter(field_name="company", label=_("Company"))
    source = ManyTextsFilter(label=_("Source"))


class CompanyFilter(TaggedListFilter):
    """Companies by words, industry, owner, tag and day of creation."""

    SORTS = {
        "name": ("name_key",),
        "domain": ("domain",),
        "email": ("email",),
        "phone": ("phone",),
        "industry": ("industry",),
        "created_at": ("created_at",),
        "updated_at": ("updated_at",),
        "assigned_to_name": OWNER,
    }

    industry = ManyTextsFilter(label=_("Industry"))


class MetadataField(forms.CharField):
    """A JSON object as text."""

    def clean(self, value):
        text = super().clean(value)
        try:
            return check_metadata(orjson.loads(text)) if text else None
        except orjson.JSONDecodeError:
            raise forms.ValidationError(_('Give a JSON object such as {"plan": "Gold"}.')) from None


class MetadataFilter(df.Filter):
    """Contacts whose metadata contains an object."""

    field_class = MetadataField

    def filter(self, queryset, part):
        return queryset if part is None else queryset.with_metadata(part)


class RepContactFilter(ListFilter):
    """Contacts as clients of the Rep API ask for them, the newest first; `segment` is where one stands as a customer.

    A subclass says in `facts` whose they are, in words that tallies know too.
    """

    SORTS = {"created_at": ("created_at",)}
    SEGMENTS = ("all", "leads", "customers", "prospects", "archived")
    descending, TALLIED = True, frozenset()

    search = df.CharFilter(method="filter_search", max_length=200)
    rep_status = df.CharFilter(max_length=50)
    segment = df.ChoiceFilter(method="filter_segment", choices=[(name, name) for name in SEGMENTS])
    metadata = MetadataFilter(max_length=20_000)

    @property
    def facts(self):
        """What all contacts of the list have in common: `{column: value}`."""
        raise NotImplementedError

    @property
    def qs(self):
        return super().qs.filter(**self.facts)

    def narrow(self, entries):
        return super().narrow(entries).filter(**self.facts)

    def filter_search(self, queryset, _name, text):
        return queryset.search(text)

    def filter_segment(self, queryset, _name, segment):
        return queryset.in_segment(segment, member=self.member)


class ContactsOfRep(RepContactFilter):
    """The contacts that are the member's, as `contacts.reps.contacts_of_rep` has them."""

    @property
    def facts(self):
        return {"assigned_to": self.member.pk}


class ContactsOfCompany(RepContactFilter):
    """The contacts that are the company's, as `contacts.reps.contacts_of_company` has them."""

    facts = {"is_private": False}
