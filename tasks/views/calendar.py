"""Tasks on the days of a week or a month, and moving one to another day."""

import calendar
import datetime
from dataclasses import dataclass, field

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.http import QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from activity.answers import done, toast, typed_in
from activity.recent import found_or_404
from customization.lists import Listing

from ..lists import TASKS, DayForm
from ..models import Task
from .groups import SCOPES, scopes

SHOWN = {"week": 40, "month": 6}  # of one day


@dataclass
class Day:
    """One day of the calendar: its `tasks` are the first of `count`."""

    day: datetime.date
    is_other: bool
    is_today: bool
    tasks: list = field(default_factory=list)
    count: int = 0

    @property
    def more(self):
        return self.count - len(self.tasks)


@dataclass
class Calendar:
    """A week or a month around `day`: its first and last day shown, and where one leafs to."""

    way: str
    day: datetime.date

    @property
    def first(self):
        day = self.day.replace(day=1) if self.way == "month" else self.day
        return day - datetime.timedelta(days=day.weekday())

    @property
    def last(self):
        if self.way == "week":
            return self.first + datetime.timedelta(days=6)
        end = self.day.replace(day=calendar.monthrange(self.day.year, self.day.month)[1])
        return end + datetime.timedelta(days=6 - end.weekday())

    @property
    def title(self):
        if self.way == "month":
            return formats.date_format(self.day, "F Y")
        return f"{formats.date_format(self.first, 'j M')} – {formats.date_format(self.last, 'j M Y')}"

    @property
    def before(self):
        return (
            self.first - datetime.timedelta(days=1)
            if self.way == "week"
            else self.day.replace(day=1) - datetime.timedelta(days=1)
        )

    @property
    def after(self):
        if self.way == "week":
            return self.last + datetime.timedelta(days=1)
        return self.day.replace(day=28) + datetime.timedelta(days=4)

    def days(self, tasks, today):
        """Every `Day` shown, with its first tasks of a queryset: those of an hour first, in order. Two queries."""
        due, shown = tasks.due_between(self.first, self.last), {}
        for number in range((self.last - self.first).days + 1):
            day = self.first + datetime.timedelta(days=number)
            shown[day] = Day(day, self.way == "month" and day.month != self.day.month, day == today)
        for day, count in due.order_by().values_list("due_date").annotate(n=Count("pk")):
            shown[day].count = count
        for task in self._first(due).in_order():
            shown[task.due_date].tasks.append(task)
        return list(shown.values())

    def _first(self, due):
        """The first tasks of each day, however many the days before have."""
        order = [F("due_time").asc(nulls_last=True), F("pk").asc()]
        place = Window(RowNumber(), partition_by=F("due_date"), order_by=order)
        first = due.order_by().annotate(place=place).filter(place__lte=SHOWN[self.way])
        return due.filter(pk__in=first.values("pk"))


def asked_day(typed, today):
    """The day that `typed` names, in the years that can be drawn; else `today`."""
    try:
        day = parse_date(typed.get("day", ""))
    except ValueError:
        day = None
    return day if day and 1900 < day.year < 2999 else today


def context_of(request, way, typed):
    """Template context of the calendar."""
    today = timezone.localdate()
    params = QueryDict(mutable=True)
    params["scope"] = typed.get("scope") if typed.get("scope") in SCOPES else "me"
    listing = Listing(TASKS, params, request.member, way=way)
    shown = Calendar(way, asked_day(typed, today))
    scope = params["scope"]
    return {
        "declared": TASKS,
        "listing": listing,
        "shown": shown,
        "way": way,
        "url": reverse(f"task_{way}"),
        "days": shown.days(listing.filtered.qs, today),
        "today": today,
        "scope": scope,
        "scopes": [(name, label, name == scope) for name, label in scopes()],
    }


@require_GET
def task_calendar(request, way):
    """A week or a month of tasks."""
    name = "tasks/_calendar.html" if request.htmx and request.htmx.target == "calendar" else "tasks/calendar.html"
    return render(request, name, context_of(request, way, request.GET))


@require_http_methods(["GET", "POST"])
def task_move(request, pk):
    """Asks for another day for a task (GET), and moves it there (POST); its time of day stays."""
    task = found_or_404(Task, pk, request.member)
    request.member.must_edit(task)
    typed = typed_in(request)
    form = DayForm(typed, member=request.member, initial={"due_date": task.due_date})
    way = request.GET.get("way") if request.GET.get("way") in SHOWN else "month"
    context = {
        "task": task,
        "form": form,
        "way": way,
        "day": request.GET.get("day", ""),
        "scope": request.GET.get("scope", "me"),
    }
    if typed is None or not form.is_valid():
        name = "tasks/_move.html" if request.htmx else "tasks/move.html"
        return render(request, name, context, status=422 if form.is_bound else 200)
    act = task.change(by=request.member, due_date=form.cleaned_data["due_date"])
    said = _("“%(title)s” moved.") % {"title": task} if act else _("Nothing changed.")
    if not request.htmx:
        return done(
            request, said, act=act, to=f"{reverse(f'task_{way}')}?day={asked_day(request.GET, timezone.localdate())}"
        )
    return toast(render(request, "tasks/_calendar.html", context_of(request, way, request.GET)), said, act=act)
