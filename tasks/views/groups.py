"""Tasks by when they are due, done where they stand, and written down in one line."""

from django.http import Http404, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from activity.answers import done, toast, where_from
from activity.recent import found_or_404
from customization.lists import Listing

from ..forms import QuickForm
from ..groups import groups_of
from ..lists import TASKS
from ..models import PARENTS, Task
from ..panels import tasks_of
from ..parents import MOST, model_of, suggested, written

SCOPES = ("me", "team", "company")


def shown_in(request, typed):
    """The `Listing` that `typed` asks for, of one's own tasks where it says nothing of whose."""
    params = QueryDict(mutable=True)
    params.update({name: typed[name] for name in ("scope",) if typed.get(name) in SCOPES})
    params.setdefault("scope", "me")
    return Listing(TASKS, params, request.member, way="groups")


def context_of(request, typed, form=None):
    """Template context of the groups."""
    listing = shown_in(request, typed)
    scope = listing.params["scope"]
    return {
        "declared": TASKS,
        "listing": listing,
        "groups": groups_of(listing.filtered.qs, request.member, timezone.localtime()),
        "scope": scope,
        "scopes": [(name, label, name == scope) for name, label in scopes()],
        "form": form or QuickForm(member=request.member),
    }


def scopes():
    return [("me", _("Mine")), ("team", _("My teams'")), ("company", _("Everybody's"))]


@require_GET
def task_groups(request):
    """Open tasks by when they are due."""
    name = "tasks/_groups.html" if request.htmx and request.htmx.target == "task-groups" else "tasks/groups.html"
    return render(request, name, context_of(request, request.GET))


@require_POST
def task_quick(request):
    """Write a task down in one line, on the record that is named by `contact_id` and the like, or typed."""
    parent = _parent(request)
    form = QuickForm(request.POST, member=request.member, parent=parent)
    if not form.is_valid():
        if not request.htmx:
            return render(request, "tasks/quick.html", {"form": form, "parent": parent}, status=422)
        return part(request, form=form, parent=parent, status=422)
    task = form.create()
    said = _("“%(title)s” added.") % {"title": task}
    if not request.htmx:
        return done(request, said, to=where_from(request, task.get_absolute_url()))
    return toast(part(request, parent=parent), said)


@require_POST
def task_done(request, pk):
    """Say that a task is done, or with `status` pending that it is to do again; saying it twice changes nothing."""
    task = found_or_404(Task, pk, request.member)
    request.member.must_edit(task)
    status = request.POST.get("status", Task.COMPLETED)
    if status not in dict(Task.STATUSES):
        raise Http404
    act = task.change(by=request.member, status=status)
    text = _("“%(title)s” is done.") if status == Task.COMPLETED else _("“%(title)s” is to do again.")
    if not request.htmx:
        return done(request, text % {"title": task}, act=act, to=where_from(request, reverse("task_groups")))
    return toast(part(request, parent=task.parent), text % {"title": task}, act=act)


def part(request, *, parent=None, form=None, status=200):
    """The part of a page the request came from, as it is now: the panel of `parent`, or the groups."""
    if request.htmx.target == "tasks-panel" and parent is not None:
        panel = tasks_of(parent, request.member, form)
        return render(request, "tasks/_panel.html", {"panel": panel, "record": parent}, status=status)
    return render(request, "tasks/_groups.html", context_of(request, request.POST, form), status=status)


def _parent(request):
    """The visible record that the form names by its id, None where it names none."""
    for kind in PARENTS:
        text = request.POST.get(f"{kind}_id", "")
        if text:
            pk = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
            return found_or_404(model_of(kind), pk, request.member)
    return None


@require_GET
def task_records(request):
    """Records whose name holds the typed words, as options."""
    typed = next((text for text in request.GET.values() if text.strip()), "")[:200].replace("\x00", "")
    found = suggested(typed, request.member, most=MOST) if typed else []
    return render(request, "_shared/_options.html", {"texts": [written(record) for record in found]})
