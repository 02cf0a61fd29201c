"""The page of one task, and its form."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from activity.recent import remember_opened
from activity.timeline import Mark
from activity.views import activity_of
from customization.lists.editing import edit_record, new_record

from ..forms import ASKED, TaskForm
from ..lists import TASKS, prepare_tasks
from ..models import Task


@require_GET
def task_card(request, pk):
    """A task: what, when, who, about what, and what happened to it."""
    task = next(iter(prepare_tasks(Task.objects.visible_to(request.member).filter(pk=pk), request.member)), None)
    if task is None:
        raise Http404
    remember_opened(request, task)
    context = activity_of(request, task, before=Mark.read(request.GET.get("before")))
    return render(
        request, "tasks/task_card.html", context | {"declared": TASKS, "may_edit": request.member.may_edit(task)}
    )


@require_http_methods(["GET", "POST"])
def task_new(request):
    """A new task, on the record the address names."""
    return new_record(request, TaskForm, _("New task"), prefilled=("title", "due_date", *ASKED))


@require_http_methods(["GET", "POST"])
def task_edit(request, pk):
    """Change a task."""
    return edit_record(request, TaskForm, pk, _("Edit task"))
