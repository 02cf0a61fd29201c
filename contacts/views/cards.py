"""The cards of a contact and of a company."""

from django.views.decorators.http import require_GET

from customization.lists.cards import show_card

from ..lists import COMPANIES, CONTACTS
from ..models import Company, Contact
from .following import follows_merges

PEOPLE_SHOWN = 8


@require_GET
@follows_merges(Contact)
def contact_card(request, pk):
    """A contact: who it is, how to reach them, what happened."""
    return show_card(request, CONTACTS, pk, "contacts/contact_card.html")


@require_GET
@follows_merges(Company)
def company_card(request, pk):
    """A company, its people, what happened."""

    def people(record):
        found = Contact.objects.visible_to(request.member).filter(company=record).order_by("name_key", "id")
        return {"people": found[:PEOPLE_SHOWN]}

    return show_card(request, COMPANIES, pk, "contacts/company_card.html", people)
