"""The card of a lead."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from contacts.views.following import follows_merges
from customization.lists.cards import show_card
from deals.models import Deal

from ..cells import LOOKS
from ..lists import LEADS
from ..models import Conversion, Lead


@require_GET
@follows_merges(Lead)
def lead_card(request, pk):
    """A lead: who it is, how to reach them, what became of it, what happened."""
    return show_card(request, LEADS, pk, "leads/lead_card.html", lambda lead: _standing(lead, request.member))


def _standing(lead, member):
    """Template context of a lead's status; for a qualified one also what it became, as far as `member` may know."""
    context = {"look": LOOKS[lead.status]}
    if lead.status != Lead.QUALIFIED:
        return context
    conversions = Conversion.objects.visible_to(member).filter(lead=lead, undone_at=None)
    conversion = conversions.select_related("member__user").first()
    found = (_contact(lead), _company(lead), _deal(lead, member))
    return context | {"conversion": conversion, "became": [one for one in found if one]}


@dataclass(frozen=True)
class Became:
    """A record the lead became; without `url` its card is not the reader's to open."""

    label: str
    icon: str
    name: str
    url: str


def _contact(lead):
    if not lead.names_contact:
        return None
    url = lead.became_contact.get_absolute_url() if lead.sees_contact else ""
    return Became(_("Contact"), "user", str(lead.became_contact), url)


def _company(lead):
    if not lead.names_company:
        return None
    url = lead.became_company.get_absolute_url() if lead.sees_company else ""
    return Became(_("Company"), "building-2", str(lead.became_company), url)


def _deal(lead, member):
    deals = Deal.objects.visible_to(member)
    deal = deals.filter(pk=lead.became_deal_id).first() if lead.became_deal_id else None
    return deal and Became(_("Deal"), "handshake", str(deal), deal.get_absolute_url())
