"""One message."""

from django.http import Http404
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.html import format_html
from django.views.decorators.http import require_GET

from ..models import Message
from ..people import link, strangers
from ..taking import addresses_of_organization

IN_THREAD = 50
STRANGERS = 10
SHOWN = ("html", "text", "headers")


@require_GET
def message_show(request, pk):
    """A message: who, when, what it says, what hangs on it, whom it belongs to, what was written before and after."""
    message = Message.objects.visible_to(request.member).filter(pk=pk).first()
    if message is None:
        raise Http404
    link([message], request.member)
    ways = [way for way in SHOWN if getattr(message, way) or (way == "text" and not message.html)]
    shown = request.GET.get("show")
    shown = shown if shown in ways else ways[0]
    context = {
        "message": message,
        "ways": ways,
        "shown": shown,
        "frame": frame_of(message, request.user.theme) if shown == "html" else "",
        "headers": message.headers_seen(request.member) if shown == "headers" else [],
        "strangers": strangers(message, request.member, addresses_of_organization(request.member))[:STRANGERS],
        "thread": thread_of(message, request.member),
    }
    return render(request, "inbox/show.html", context)


def thread_of(message, member):
    """The messages of the same conversation that the member sees, earliest first, this one among them; empty if alone."""
    if not message.thread:
        return []
    found = Message.objects.visible_to(member).filter(thread=message.thread).light().order_by("sent_at", "pk")
    messages = list(found[:IN_THREAD])
    return messages if len(messages) > 1 else []


def frame_of(message, theme):
    """The cleaned HTML of a message as a document of its own, a plain text that the template escapes into `srcdoc`.

    The frame it stands in is sandboxed: even what cleaning had overlooked could neither run nor touch the page.
    """
    head = format_html(
        '<!doctype html><html data-theme="{}"><head><meta charset="utf-8"><meta name="referrer" content="no-referrer">'
        '<link rel="stylesheet" href="{}"><link rel="stylesheet" href="{}"></head><body class="letter">',
        theme,
        static("css/tokens.css"),
        static("css/mail.css"),
    )
    return f"{head!s}{message.html}</body></html>"
