"""What the house API accepts for tasks, and what it answers."""

import datetime
import re

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Member
from api.fields import Choice
from api.serializers import Body
from contacts.models import Company, Contact
from contacts.serializers import UnlessUnchanged, text
from deals.models import Deal
from leads.models import Lead

from .models import PARENTS, Task
from .models.task import FIRST_DAY, LAST_DAY


@extend_schema_field(OpenApiTypes.DATE)
class Day(serializers.Field):
    """A day as YYYY-MM-DD; `null` and `""` mean none."""

    default_error_messages = {
        "invalid": _("Give a day as YYYY-MM-DD."),
        "range": _("Give a day between 1900 and 2999."),
    }

    def validate_empty_values(self, data):
        return super().validate_empty_values(None if data == "" else data)

    def to_internal_value(self, data):
        if not isinstance(data, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", data):
            self.fail("invalid")
        try:
            day = datetime.date.fromisoformat(data)
        except ValueError:
            self.fail("invalid")
        if not FIRST_DAY <= day <= LAST_DAY:
            self.fail("range")
        return day


@extend_schema_field({"type": "string", "pattern": r"^([01]?[0-9]|2[0-3]):[0-5][0-9](:00)?$", "example": "09:30"})
class Hour(serializers.Field):
    """A time of day as HH:MM; `null` and `""` mean none."""

    default_error_messages = {"invalid": _("Give a time of day as HH:MM, such as 09:30.")}

    def validate_empty_values(self, data):
        return super().validate_empty_values(None if data == "" else data)

    def to_internal_value(self, data):
        parts = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(:00)?", data) if isinstance(data, str) else None
        if parts is None or not data.isascii():
            self.fail("invalid")
        return datetime.time(int(parts[1]), int(parts[2]))


def parent(model):
    """The id of a record a task can be on."""
    return UnlessUnchanged(model, required=False, allow_null=True)


def with_day(values, task):
    """`values` of a task, or changes to `task`, that give no hour without a day. Raises ValidationError."""
    if values.get("due_time") and not values.get("due_date", task and task.due_date):
        raise serializers.ValidationError({"due_time": _("A time needs a day: give a due_date too.")})
    return values


class TaskSerializer(Body):
    title = text(Task, "title", required=True)
    description = text(Task, "description")
    due_date = Day(required=False, allow_null=True)
    due_time = Hour(required=False, allow_null=True)
    priority = Choice(choices=Task.PRIORITIES, required=False)
    status = Choice(choices=Task.STATUSES, required=False)
    assigned_to = UnlessUnchanged(
        Member, only={"is_active": True}, source="assigned_to_id", required=False, allow_null=True
    )
    contact_id = parent(Contact)
    company_id = parent(Company)
    lead_id = parent(Lead)
    deal_id = parent(Deal)

    def validate(self, values):
        return self.on_one_record(with_day(values, self.instance))

    def on_one_record(self, values):
        """`values` with one parent at most; who names one moves the task there. On a path of a record, its parent counts."""
        path = self.context["view"].path_parent
        named = [name for name in PARENTS if values.get(f"{name}_id") is not None]
        if path is not None:
            named = [path[0]]
            values[f"{path[0]}_id"] = path[1]
        elif len(named) > 1:
            error = _("A task is on one record: this one, or %(first)s.") % {"first": f"{named[0]}_id"}
            raise serializers.ValidationError({f"{named[1]}_id": error})
        if named:
            values |= {f"{name}_id": None for name in PARENTS if name not in named}
        return values


class ToggleSerializer(Body):
    """Without a status, what is done becomes open and the other way round."""

    status = Choice(choices=Task.STATUSES, required=False)


class TaskWire(serializers.Serializer):
    """What goes out of a task, for the schema; the rows themselves come from `tasks.wire`."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    description = serializers.CharField(allow_null=True)
    due_date = serializers.DateField(allow_null=True)
    due_time = serializers.CharField(allow_null=True, help_text=_("HH:MM in the assignee's time zone."))
    due_at = serializers.DateTimeField(allow_null=True, help_text=_("The moment of both in UTC."))
    priority = serializers.ChoiceField(choices=Task.PRIORITIES)
    status = serializers.ChoiceField(choices=Task.STATUSES)
    assigned_to = serializers.IntegerField(allow_null=True)
    assigned_to_name = serializers.CharField(allow_null=True)
    contact_id = serializers.IntegerField(allow_null=True)
    contact_name = serializers.CharField(allow_null=True)
    company_id = serializers.IntegerField(allow_null=True)
    company_name = serializers.CharField(allow_null=True, help_text=_("The company's, or that of the contact or deal."))
    lead_id = serializers.IntegerField(allow_null=True)
    lead_name = serializers.CharField(allow_null=True)
    deal_id = serializers.IntegerField(allow_null=True)
    deal_title = serializers.CharField(allow_null=True)
    completed_at = serializers.DateTimeField(allow_null=True)
    completed_by = serializers.IntegerField(allow_null=True)
    created_by = serializers.IntegerField(allow_null=True)
    created_by_name = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
