"""Making and changing leads."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customization.lists.editing import edit_record, new_record

from ..forms import LeadForm

PREFILLED = ("first_name", "last_name", "email", "phone", "company", "job_title", "source")


@require_http_methods(["GET", "POST"])
def lead_new(request):
    """A new lead."""
    return new_record(request, LeadForm, _("New lead"), prefilled=PREFILLED)


@require_http_methods(["GET", "POST"])
def lead_edit(request, pk):
    """Change a lead."""
    return edit_record(request, LeadForm, pk, _("Edit lead"))
