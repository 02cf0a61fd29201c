"""Records one looks at: found or 404, and remembered as recently opened."""

from django.http import Http404

from .models import recorded_models

MOST = 8
SESSION_KEY = "recent"


def found_or_404(model, pk, member, queryset=None):
    """The record of `model` that the member sees, else a 404. `queryset` may fetch more with it."""
    record = (model.objects if queryset is None else queryset).visible_to(member).filter(pk=pk).first()
    if record is None:
        raise Http404
    return record


def remember_opened(request, record):
    """Put `record` first among the session's recent ones; writes nothing if it is there already."""
    entry = [record.KIND, record.pk]
    recent = request.session.get(SESSION_KEY, [])
    if recent[:1] != [entry]:
        request.session[SESSION_KEY] = [entry, *(other for other in recent if other != entry)][:MOST]


def recently_opened(request):
    """The records opened last that the member still sees, newest first. One query for each kind among them."""
    entries = request.session.get(SESSION_KEY, [])
    found = {}
    for kind, model in recorded_models().items():
        ids = [pk for name, pk in entries if name == kind]
        if ids:
            found |= {(kind, one.pk): one for one in model.objects.visible_to(request.member).filter(pk__in=ids)}
    return [found[kind, pk] for kind, pk in map(tuple, entries) if (kind, pk) in found]
