"""What the lists of contacts and companies are narrowed and sorted by: on the page, in the API, for an export."""

import django_filters as df
from django.utils.translation import gettext_lazy as _

from api.filters import IdFilter, ManyTextsFilter, OwnedListFilter

from .models import Contact

OWNER = ("assigned_to__user__first_name", "assigned_to__user__last_name", "assigned_to__name")


class TaggedListFilter(OwnedListFilter):
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
