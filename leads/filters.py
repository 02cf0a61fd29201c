"""What the list of leads is narrowed and sorted by: on the page, in the API, for an export."""

import django_filters as df
from django.utils.translation import gettext_lazy as _

from api.filters import ManyTextsFilter
from contacts import keys
from contacts.filters import OWNER, TaggedListFilter

from .models import Lead


class LeadFilter(TaggedListFilter):
    """Leads by words, status, company, owner, source, tag and day of creation."""

    SORTS = {
        "name": ("name_key",),
        "email": ("email_key",),
        "company_name": ("company_key",),
        "status": ("status",),
        "source": ("source",),
        "assigned_to_name": OWNER,
        "created_at": ("created_at",),
        "updated_at": ("updated_at",),
        "phone": ("phone",),
        "job_title": ("job_title",),
    }

    status = df.ChoiceFilter(choices=Lead.STATUSES, label=_("Status"))
    source = ManyTextsFilter(label=_("Source"))
    company = df.CharFilter(method="filter_company", max_length=200, label=_("Company"))

    def filter_company(self, queryset, _name, text):
        """Leads of the company of that name, whatever its case, accents and legal form."""
        return queryset.filter(company_match=keys.match_company(text)[:300])
