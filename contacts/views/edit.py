"""Making and changing contacts and companies."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customization.lists.editing import edit_record, new_record

from ..forms import CompanyForm, ContactForm

PREFILLED = ("first_name", "last_name", "email", "phone", "company_name")


@require_http_methods(["GET", "POST"])
def contact_new(request):
    """A new contact."""
    return new_record(request, ContactForm, _("New contact"), prefilled=PREFILLED)


@require_http_methods(["GET", "POST"])
def contact_edit(request, pk):
    """Change a contact."""
    return edit_record(request, ContactForm, pk, _("Edit contact"))


@require_http_methods(["GET", "POST"])
def company_new(request):
    """A new company."""
    return new_record(request, CompanyForm, _("New company"), prefilled=("name",))


@require_http_methods(["GET", "POST"])
def company_edit(request, pk):
    """Change a company."""
    return edit_record(request, CompanyForm, pk, _("Edit company"))
