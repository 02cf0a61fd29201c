"""The card of one record of any declared kind, and what every card can do."""

from django.http import Http404, QueryDict
from django.shortcuts import render

from activity.panels import panels_of
from activity.recent import remember_opened
from activity.timeline import Mark
from activity.views import activity_of

from .custom import facts_of
from .listing import Listing
from .neighbours import neighbours_of


def show_card(request, declared, pk, template, more=lambda record: {}):
    """The card of a record with its panels and its timeline; `more(record)` adds to the template's context.

    Raises Http404 where the member does not see it.
    """
    queryset = declared.model.objects.visible_to(request.member).filter(pk=pk)
    record = next(iter(declared.prepare(queryset, request.member)), None)
    if record is None:
        raise Http404
    remember_opened(request, record)
    context = activity_of(request, record, before=Mark.read(request.GET.get("before")))
    context |= {"declared": declared, "may_edit": request.member.may_edit(record), **more(record)}
    context |= {"custom": facts_of(record, request.member)} if hasattr(record, "custom") else {}
    context |= {"panels": panels_of(record, request.member), **_on_the_list(request, declared, record)}
    return render(request, template, context)


def _on_the_list(request, declared, record):
    """Where the record stands on the list one came `from`, and the way back there."""
    state = request.GET.get("from")
    if state is None:
        return {"back_url": declared.url("list")}
    listing = Listing(declared, QueryDict(state), request.member)
    return {"back_url": listing.url(), "from": listing.state, "neighbours": neighbours_of(record, listing)}
