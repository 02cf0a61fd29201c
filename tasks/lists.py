"""The list of tasks."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from customization.lists import (
    Assign,
    BulkAct,
    ChoicePicker,
    Column,
    DatesPicker,
    OwnerPicker,
    RecordList,
    Remove,
    Way,
)
from customization.lists.cells import draw_created, draw_owner, draw_updated

from . import cells
from .filters import TaskFilter
from .forms import TaskForm
from .models import Task
from .models.task import FIRST_DAY, LAST_DAY
from .parents import tell, with_parents


@dataclass(frozen=True)
class DuePicker(DatesPicker):
    """A range of days on which tasks are due."""

    part = "tasks/_pick_due.html"

    @property
    def names(self):
        return ("due_date_from", "due_date_to")

    def _range(self, active):
        first, last = map(active.get, self.names)
        return super()._range({"date_from": first, "date_to": last})

    def field(self, params, member):
        return {"picker": self, "first": params.get("due_date_from", ""), "last": params.get("due_date_to", "")}

    def pick(self, typed, member):
        return {name: [text for text in typed.getlist(name) if text.strip()] for name in self.names}, ""


class DayForm(forms.Form):
    """Asks for a day, or for none."""

    due_date = forms.DateField(
        label=_("New day"),
        required=False,
        help_text=_("Without a day they are due at no time. The time of day stays."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)

    def clean_due_date(self):
        day = self.cleaned_data["due_date"]
        if day and not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(_("Give a day between 1900 and 2999."))
        return day


@dataclass(frozen=True)
class Complete(BulkAct):
    name: str = "complete"
    label: str = _("Done")
    icon: str = "circle-check-big"
    save: str = _("Mark as done")
    said: str = _("%(count)s %(nouns)s done.")

    def run(self, records, form, *, by, act=None):
        return records.change_all(by=by, act=act, status=Task.COMPLETED)


@dataclass(frozen=True)
class MoveDay(BulkAct):
    name: str = "day"
    label: str = _("Move")
    icon: str = "calendar-days"
    save: str = _("Move")
    said: str = _("%(count)s %(nouns)s moved.")
    form = DayForm

    def run(self, records, form, *, by, act=None):
        return records.change_all(by=by, act=act, due_date=form.cleaned_data["due_date"])


@dataclass(frozen=True)
class RemoveTasks(Remove):
    text = _("You can undo this.")


def prepare_tasks(queryset, member):
    """Tasks with what their row or card shows."""
    return tell(list(with_parents(queryset).select_related("created_by__user", "completed_by__user")), member)


TASKS = RecordList(
    model=Task,
    filterset=TaskFilter,
    form=TaskForm,
    prepare=prepare_tasks,
    icon="list-checks",
    search_label=_("What is to be done"),
    empty_text=_("Write down what you have promised, with a day and the record it is about."),
    ways=(
        Way("groups", _("Groups"), "list-todo"),
        Way("list", _("Table"), "list"),
        Way("week", _("Week"), "calendar-days"),
        Way("month", _("Month"), "calendar-days"),
    ),
    columns=(
        Column(
            "title", _("Task"), draws=cells.draw_title, sort="title", edits="title", look="first", is_fixed=True,
            has_links=True,
        ),
        Column("about", _("About"), draws=cells.draw_about, look="second medium", has_links=True),
        Column("due", _("Due"), draws=cells.draw_due, sort="due_date", edits="due_date", look="second nowrap"),
        Column("priority", _("Priority"), draws=cells.draw_priority_cell, sort="priority", edits="priority"),
        Column("status", _("Status"), draws=cells.draw_status, sort="status", edits="status", look="aside"),
        Column("owner", _("Who"), draws=draw_owner, sort="assigned_to_name", edits="assigned_to", look="short"),
        Column("created", _("Created"), draws=draw_created, sort="created_at", look="soft num", is_default=False),
        Column("updated", _("Changed"), draws=draw_updated, look="soft num", is_default=False),
    ),
    pickers=(
        ChoicePicker("status", _("Status"), choices=tuple(Task.STATUSES)),
        ChoicePicker("priority", _("Priority"), choices=tuple(Task.PRIORITIES)),
        OwnerPicker(label=_("Who")),
        DuePicker("due", _("Due")),
        DatesPicker("created", _("Created")),
    ),
    acts=(Complete(), Assign(), MoveDay(), RemoveTasks()),
)  # fmt: skip
