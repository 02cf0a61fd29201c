"""Making and changing deals."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customization.lists.editing import edit_record, new_record

from ..forms import DealForm

PREFILLED = ("name", "value", "stage", "contact_id", "company_name", "expected_close_date", "source")


@require_http_methods(["GET", "POST"])
def deal_new(request):
    """A new deal."""
    return new_record(request, DealForm, _("New deal"), prefilled=PREFILLED)


@require_http_methods(["GET", "POST"])
def deal_edit(request, pk):
    """Change a deal."""
    return edit_record(request, DealForm, pk, _("Edit deal"))
