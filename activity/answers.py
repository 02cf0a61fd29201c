"""How a page says what was done, with a button to take it back."""

import json

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def typed_in(request):
    """What was sent with a POST, even if it is nothing; None for a page that is only opened."""
    return request.POST if request.method == "POST" else None


def undo_url(act):
    return reverse("undo", args=[act.pk]) if act else ""


def done(request, text, *, to, act=None, undo=""):
    """Go to the address `to` and say `text` there in a toast, with an undo button if an `act` is given, or `undo`, an
    address of ours that takes back what has no act."""
    undo = undo_url(act) or undo
    messages.success(request, text, extra_tags=f"undo:{undo}" if undo else "")
    return go(request, to)


def go(request, to):
    """Go to the address `to`; htmx is told to load it whole."""
    if request.htmx:
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = to
        return answer
    return HttpResponseRedirect(to)


def toast(answer, text, *, act=None, **events):
    """Let an htmx `answer` show a toast, and fire other `events` by name. Returns the answer."""
    answer["HX-Trigger"] = json.dumps({"toast": {"text": str(text), "undo": undo_url(act)}, **events})
    return answer


def refused(request, text, *, to):
    """Go to `to` and say there why nothing was done."""
    messages.error(request, text)
    return go(request, to)


def where_from(request, fallback="/"):
    """The address of our own page the request was sent from, else `fallback`."""
    wanted = request.headers.get("Referer", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()) else fallback
