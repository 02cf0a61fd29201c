"""Tasks on contacts in the Rep API."""

from django.db.models import F
from rest_framework import serializers

from api.answers import moment
from api.bodies import StrictBody
from api.fields import Choice
from contacts.serializers import text
from tasks.models import Task
from tasks.serializers import Day, Hour, with_day

from .wire import ContactField, OfContactsViewSet

COLUMNS = (
    "id", "contact_id", "title", "description", "due_date", "due_time", "priority", "status", "completed_at",
    "created_at", "updated_at",
)  # fmt: skip


class TaskBody(StrictBody):
    """A task as it comes in."""

    READ = ("id", "completed_at", "created_at", "updated_at")

    title = text(Task, "title", required=True)
    description = text(Task, "description")
    due_date = Day(required=False, allow_null=True)
    due_time = Hour(required=False, allow_null=True)
    priority = Choice(choices=Task.PRIORITIES, required=False)
    status = Choice(choices=Task.STATUSES, required=False)
    contact_id = ContactField(source="contact")

    def validate(self, attrs):
        return on_contact(with_day(attrs, self.instance))


def on_contact(values):
    """`values` with the columns of the contact that they name; whose contact it is has its tasks."""
    contact = values.pop("contact", None)
    if contact is None:
        return values
    return {**values, "contact_id": contact.pk, "assigned_to_id": contact.assigned_to_id}


class RepTaskWire(serializers.Serializer):
    """A task as it goes out."""

    id = serializers.IntegerField()
    contact_id = serializers.IntegerField()
    title = serializers.CharField()
    description = serializers.CharField(allow_null=True)
    due_date = serializers.DateField(allow_null=True)
    due_time = serializers.CharField(allow_null=True, help_text="HH:MM in the assignee's time zone")
    priority = serializers.ChoiceField(Task.PRIORITIES)
    status = serializers.ChoiceField(Task.STATUSES)
    completed_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


def show(row):
    """A row of tasks as it goes out."""
    return {
        **row,
        "description": row["description"] or None,
        "due_date": row["due_date"] and row["due_date"].isoformat(),
        "due_time": row["due_time"] and row["due_time"].strftime("%H:%M"),
        **{name: row[name] and moment(row[name]) for name in ("completed_at", "created_at", "updated_at")},
    }


class TaskViewSet(OfContactsViewSet):
    """Tasks on contacts, the next due first."""

    model, wrapper, plural = Task, "task", "tasks"
    serializer_class, wire_serializer_class = TaskBody, RepTaskWire
    order = (F("due_date").asc(nulls_last=True), F("due_time").asc(nulls_last=True), "pk")

    def rows(self, queryset):
        return [show(row) for row in queryset.values(*COLUMNS)]
