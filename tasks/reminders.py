"""Reminding people of what is due: once for each time, also of what became due while no worker ran."""

from django.db import connection, transaction

from .models import Task
from .signals import tasks_due

CHUNK = 500


def remind_due(now):
    """Remind of every open task whose time has come by `now`. Returns how many there were.

    Any number of workers may do this at once: each takes tasks that no other holds. `tasks_due` tells who listens, in the
    transaction that marks the tasks, so that either both happen or none.
    """
    reminded = 0
    while count := _remind_some(now):
        reminded += count
    return reminded


@transaction.atomic
def _remind_some(now):
    """Remind of some tasks that no other worker is at; how many."""
    due = Task.objects.due_to_remind(now).order_by("remind_at", "pk")
    skips = connection.features.has_select_for_update_skip_locked
    tasks = list(due.select_for_update(of=("self",), skip_locked=skips)[:CHUNK])
    if tasks:
        tasks_due.send(sender=Task, tasks=tasks, now=now)
        Task.objects.filter(pk__in=[task.pk for task in tasks]).update(reminded_at=now)
    return len(tasks)
