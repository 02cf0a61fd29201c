"""What people type into tasks."""

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.forms import complete, shorten
from customization.forms import RecordForm

from .models import PARENTS, Task
from .parents import NotClear, meant, model_of, written

ASKED = tuple(f"{name}_id" for name in PARENTS)  # parameters that fill in the record


class TaskForm(RecordForm):
    """A task. Its record is typed by name, or chosen from what is suggested meanwhile."""

    tags = None
    record_text = forms.CharField(label=gettext_lazy("About"), max_length=300, required=False)

    class Meta:
        model = Task
        fields = ["title", "due_date", "due_time", "priority", "status", "description"]
        widgets = {
            "due_date": forms.DateInput(
                format="%Y-%m-%d", attrs={"type": "date", "min": "1900-01-01", "max": "2999-12-31"}
            ),
            "due_time": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        }
        labels = {"due_date": gettext_lazy("Due"), "due_time": gettext_lazy("At")}

    template = "tasks/_task_fields.html"

    def __init__(self, typed=None, *, member, record=None, only=None, initial=None):
        asked = {name: initial.pop(name) for name in ASKED if name in (initial or {})}
        self.parent = None
        super().__init__(typed, member=member, record=record, only=only, initial=initial)
        if "record_text" in self.fields:
            complete(self.fields["record_text"], "records", reverse_lazy("task_records"))
            self.initial.setdefault("record_text", self._asked(asked))
        if "description" in self.fields:
            shorten(self.fields["description"], 3)
        if "assigned_to" in self.fields:
            self.fields["assigned_to"].label = _("Who")

    def _asked(self, asked):
        """The record an address asks for, as text; "" where it is none the member sees."""
        for name, text in asked.items():
            if text.isascii() and text.isdigit() and len(text) < 19:
                records = model_of(name.removesuffix("_id")).objects.visible_to(self.member)
                found = records.filter(pk=int(text)).first()
                return written(found) if found else ""
        return ""

    def _initial(self, record):
        if record is None:
            return {"assigned_to": str(self.member.pk)}
        parent = record.parent
        return {
            "record_text": written(parent) if parent and self._sees(parent) else "",
            "assigned_to": str(record.assigned_to_id or ""),
            "version": record.updated_at.isoformat(),
        }

    def _sees(self, parent):
        return type(parent).objects.visible_to(self.member).filter(pk=parent.pk).exists()

    def clean_record_text(self):
        text = self.cleaned_data["record_text"].strip()
        if text:
            try:
                self.parent = meant(text, self.member)
            except NotClear as error:
                raise forms.ValidationError(str(error)) from error
        return text

    def clean_due_time(self):
        time = self.cleaned_data["due_time"]
        return time and time.replace(second=0, microsecond=0)

    def clean(self):
        cleaned = super().clean()
        day = cleaned.get("due_date") if "due_date" in self.fields else self.instance.due_date
        if cleaned.get("due_time") and not day and "due_date" not in self.errors:
            self.add_error("due_time", _("A time needs a day."))
        self._leave_to_its_owner(cleaned)
        return cleaned

    def _leave_to_its_owner(self, cleaned):
        """Refuse to give somebody else a task on a private record."""
        parent = self._parent_then()
        present = self.record.assigned_to_id if self.record else self.member.pk
        owner = cleaned.get("assigned_to", str(present or ""))
        moves = "assigned_to" in self.changed_data or "record_text" in self.changed_data or self.record is None
        if moves and parent and parent.is_private and owner != str(parent.assigned_to_id):
            name = "assigned_to" if "assigned_to" in self.fields else next(iter(self.fields))
            self.add_error(name, _("The record is private: only its owner can have its tasks."))

    def _parent_then(self):
        """The record the task is on once this is saved."""
        if "record_text" in self.changed_data or self.record is None:
            return self.parent
        return self.record.parent

    def stored(self, values):
        if "record_text" not in values:
            return values
        values.pop("record_text")
        return values | {f"{kind}_id": self.parent.pk if self._is_on(kind) else None for kind in PARENTS}

    def _is_on(self, kind):
        return self.parent is not None and kind == self.parent.KIND


class QuickForm(TaskForm):
    """A task in one line, one's own; on `parent` where that is given."""

    description = status = None

    class Meta(TaskForm.Meta):
        fields = ["title", "due_date", "due_time", "priority"]

    def __init__(self, typed=None, *, member, parent=None):
        super().__init__(typed, member=member)
        del self.fields["assigned_to"], self.fields["version"]
        self.auto_id = "quick_%s"
        self.fields["title"].widget.attrs |= {"placeholder": _("What is to be done?"), "autocomplete": "off"}
        self.fields["record_text"].widget.attrs["placeholder"] = _("Contact, company, deal…")
        if parent is not None:
            del self.fields["record_text"]
            self.parent = parent

    def create(self):
        place = {f"{self.parent.KIND}_id": self.parent.pk} if self.parent else {}
        values = {name: value for name, value in self.values().items() if name != "record_text"}
        return Task.create(by=self.member, **values, **place)
