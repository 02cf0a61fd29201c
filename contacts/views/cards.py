"""The cards of a contact and of a company."""

from django.http import Http404, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from activity.recent import remember_opened
from activity.timeline import Mark
from activity.views import activity_of
from customization.lists import Listing, neighbours_of

from ..lists import COMPANIES, CONTACTS
from ..models import Contact

PEOPLE_SHOWN = 8


def _card(request, declared, pk, template, more=lambda record: {}):
    queryset = declared.model.objects.visible_to(request.member).filter(pk=pk)
    record = next(iter(declared.prepare(queryset, request.member)), None)
    if record is None:
        raise Http404
    remember_opened(request, record)
    context = activity_of(request, record, before=Mark.read(request.GET.get("before")))
    context |= {"declared": declared, "may_edit": request.member.may_edit(record), **more(record)}
    context |= _on_the_list(request, declared, record)
    return render(request, template, context)


def _on_the_list(request, declared, record):
    """Where the record stands on the list one came `from`, and the way back there."""
    state = request.GET.get("from")
    if state is None:
        return {"back_url": declared.url("list")}
    listing = Listing(declared, QueryDict(state), request.member)
    return {"back_url": listing.url(), "from": listing.state, "neighbours": neighbours_of(record, listing)}


@require_GET
def contact_card(request, pk):
    """A contact: who it is, how to reach them, what happened."""
    return _card(request, CONTACTS, pk, "contacts/contact_card.html")


@require_GET
def company_card(request, pk):
    """A company, its people, what happened."""

    def people(record):
        found = Contact.objects.visible_to(request.member).filter(company=record).order_by("name_key", "id")
        return {"people": found[:PEOPLE_SHOWN]}

    return _card(request, COMPANIES, pk, "contacts/company_card.html", people)
