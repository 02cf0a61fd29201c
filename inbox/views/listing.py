"""A member's own messages, newest first."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from activity.timeline import Mark

from ..forms import MailFilterForm
from ..models import Message, MessageCopy
from ..people import link

PER_PAGE = 50


@require_GET
def message_list(request):
    """The messages in the member's mailboxes, narrowed by words, direction and whether their people are on record."""
    asked = _asked(request.GET)
    before = Mark.read(request.GET.get("before"))
    copies = MessageCopy.objects.visible_to(request.member).narrowed(request.member, **asked)
    copies = copies.filter(before.older("mail", "sent_at", "message")) if before else copies
    found = list(copies.order_by("-sent_at", "-message_id").values_list("sent_at", "message_id")[: PER_PAGE + 1])
    page = list(dict.fromkeys(found[:PER_PAGE]))  # one message may lie in two folders
    messages = Message.objects.visible_to(request.member).light().in_bulk([pk for _at, pk in page])
    rows = [messages[pk] for _at, pk in page if pk in messages]
    context = {
        "messages_shown": link(rows, request.member),
        "form": MailFilterForm(request.GET),
        "asked": asked,
        "is_narrowed": any(asked.values()),
        "earlier": str(Mark(found[PER_PAGE - 1][0], "mail", found[PER_PAGE - 1][1])) if len(found) > PER_PAGE else "",
        "is_first": before is None,
    }
    return render(request, "inbox/list.html", context)


def _asked(params):
    """`{filter: value}` of the filters that were given a value they can have."""
    form = MailFilterForm(params)
    form.is_valid()
    return {name: form.cleaned_data.get(name, "") for name in form.fields}
