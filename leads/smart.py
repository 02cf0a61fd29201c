"""What smart lists can ask about leads."""

from django.utils.translation import gettext_lazy as _

from contacts.smart import common_fields, found_in, full_name
from customization.smart.vocabulary import SmartField, column, register

from .models import Lead, LeadNote


def register_fields():
    """Called once the apps are ready."""
    in_search = found_in("search_text")
    register(
        "lead",
        SmartField("name", _("Name"), "text", value=full_name, hint=in_search),
        column("first_name", _("First name"), hint=in_search),
        column("last_name", _("Last name"), hint=in_search),
        column("email", _("E-mail"), hint=in_search),
        column("phone", _("Phone"), hint=in_search),
        column("job_title", _("Job title")),
        column("company", _("Company"), hint=in_search),
        column("status", _("Status"), "select", options=lambda member: Lead.STATUSES),
        column("disqualified_for", _("Reason")),
        column("source", _("Source")),
        *common_fields(Lead, LeadNote),
    )
