"""Background work on duplicates."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from accounts.models import Organization

from ..models import DuplicateSearch
from .kinds import kinds
from .searching import search

NIGHT = timedelta(hours=20)


@task()
def search_duplicates(organization_id):
    """Search the organization, unless somebody else does."""
    return search(organization_id)


@transaction.atomic
def ask_for_search(organization_id):
    """Let a worker search the organization. Returns whether that was not asked for already."""
    asked = DuplicateSearch.ask(organization_id, timezone.now())
    if asked:
        transaction.on_commit(lambda: search_duplicates.enqueue(organization_id))
    return asked is not None


def search_nightly(now):
    """Ask for a search of every organization that changed since its last one, which is a night ago. Returns how many.

    Asking again and again does no harm; a search whose worker died is asked for anew.
    """
    last = dict(DuplicateSearch.objects.values_list("organization", "finished_at"))
    due = [
        pk
        for pk in Organization.objects.order_by("pk").values_list("pk", flat=True)
        if (last.get(pk) is None or last[pk] < now - NIGHT) and _changed(pk, last.get(pk))
    ]
    return sum(ask_for_search(pk) for pk in due)


def _changed(organization_id, since):
    found = ({"updated_at__gt": since} if since else {}) | {"organization": organization_id}
    return any(alike.model.objects.filter(**found).exists() for alike in kinds().values())
