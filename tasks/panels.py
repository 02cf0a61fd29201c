"""Tasks on the cards of contacts, companies, leads and deals: what is to do there, and what happened."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activity.panels import Panel
from activity.timeline import Entry, Source

from .forms import QuickForm
from .models import Task

SHOWN = 8


def tasks_of(record, member, form=None):
    """What the panel shows of a record's tasks: the open ones, the next due first, and how many are done. Two queries."""
    tasks = Task.objects.visible_to(member).filter(**{record.KIND: record.pk})
    counts = tasks.order_by().aggregate(
        open=Count("pk", filter=Q(status="pending")), done=Count("pk", filter=Q(status="completed"))
    )
    shown = list(tasks.open().in_order().select_related("assigned_to__user")[:SHOWN]) if counts["open"] else []
    listed = f"{reverse('task_list')}?{record.KIND}_id={record.pk}"
    return {
        **counts,
        "tasks": shown,
        "more": counts["open"] - len(shown),
        "open_url": f"{listed}&status=pending",
        "done_url": f"{listed}&status=completed",
        "form": form or QuickForm(member=member, parent=record),
    }  # fmt: skip


PANEL = Panel("tasks", "tasks/_panel.html", tasks_of, order=10)


def told_of(record, member, before, most):
    """Entries of when tasks on the record were written down and done."""
    tasks = Task.objects.visible_to(member).filter(**{record.KIND: record.pk})
    tasks = tasks.select_related("created_by__user", "completed_by__user", "assigned_to__user")
    entries = []
    for is_done, at in ((False, "created_at"), (True, "completed_at")):
        found = tasks.filter(**{f"{at}__isnull": False}).filter(_older(before, at, is_done) if before else Q())
        found = found.order_by(f"-{at}", "-pk")[:most]
        entries += [_entry(task, at, is_done) for task in found]
    return sorted(entries, key=lambda entry: entry.mark, reverse=True)[:most]


def _entry(task, at, is_done):
    subject = {"task": task, "is_done": is_done}
    return Entry(getattr(task, at), "tasks", 2 * task.pk + is_done, "tasks/_told.html", subject)


def _older(before, at, is_done):
    """As `Mark.older`, of keys that are twice the task's, and one more where it is done."""
    if before.source != "tasks":
        return before.older("tasks", at, "pk")
    below = before.key // 2 if is_done else (before.key + 1) // 2
    return Q(**{f"{at}__lt": before.at}) | Q(**{at: before.at, "pk__lt": below})


SOURCE = Source("tasks", _("Tasks"), told_of)
