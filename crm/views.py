"""Pages that belong to no single app."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from .search import found, recent
from .today import glance, sections


def today(request):
    """What waits for the member today."""
    now = timezone.now()
    figures, waiting = glance(request.member, now), sections(request.member, now)
    is_empty = not waiting and not any(figure.count for figure in figures)
    return render(request, "crm/today.html", {"glance": figures, "sections": waiting, "is_empty": is_empty})


def search(request):
    """Everything that holds `q`; without it, what was opened last. To htmx, the lines of the palette."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    context = {"text": text, "groups": found(request, text) if text else recent(request)}
    return render(request, "crm/_search.html" if request.htmx else "crm/search.html", context)


@login_not_required
def health(request):
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def ready(request):
    """The process can do its work: the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ready", content_type="text/plain")
