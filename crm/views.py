"""Pages that belong to no single app."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render


def today(request):
    """What waits for the member today."""
    return render(request, "crm/today.html")


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
