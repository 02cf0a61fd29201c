"""Sending where no worker runs (TASKS_BACKEND=immediate). Workers look for what waits by themselves, see `work`."""

from django_tasks import task


@task()
def send():
    """Make deliveries of the events that wait, and send what is due; returns how many arrived."""
    from .sending import send_waiting

    return send_waiting(seconds=5)
