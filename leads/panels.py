"""What stands of leads on the cards of contacts and companies."""

from django.db.models import Q

from .cells import LOOKS
from .models import Lead

SHOWN = 5


def _shown(leads):
    """The newest of `leads` with the looks of their status, as a panel reads them; None where there are none."""
    found = list(leads.order_by("-created_at", "-pk")[: SHOWN + 1])
    if not found:
        return None
    for lead in found:
        lead.look = LOOKS[lead.status]
    return {"leads": found[:SHOWN], "has_more": len(found) > SHOWN}


def of_contact(contact, member):
    """The leads that became this contact. One query."""
    return _shown(Lead.objects.visible_to(member).filter(became_contact=contact))


def of_company(company, member):
    """The leads that became this company, or name it. One query."""
    of_it = Q(became_company=company)
    if company.match_key:
        of_it |= Q(company_match=company.match_key)
    return _shown(Lead.objects.visible_to(member).filter(of_it))
