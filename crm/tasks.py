"""Background work that belongs to no app alone."""

from django.utils import timezone
from django_tasks import task

from .clearing import clear_expired


@task()
def clear():
    """Throw away what has expired; returns `{what: how many}`."""
    return clear_expired(timezone.now())
