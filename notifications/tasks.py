"""Sending in the background. The queue carries nothing: what waits stands in the database."""

from django.utils import timezone
from django_tasks import task


@task()
def deliver():
    """Send what is due; returns how many deliveries were sent."""
    from .delivering import deliver_due

    return deliver_due(timezone.now())
