"""What tasks add to smart lists of what they can be on."""

from django.db.models import Exists, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

from customization.smart.facts import register_moment
from customization.smart.vocabulary import SmartField, register

from .models import PARENTS, Task


def register_fields():
    """Called once the apps are ready. Who sees a record sees its tasks, so these facts are the same for everybody."""
    for kind in PARENTS:
        register(kind, field_of(kind))
        register_moment(kind, last_task_at(kind), task_since(kind))


def field_of(kind):
    """The field `has_open_task`: whether something is still to do on a record of a kind."""

    def value(member):
        return Exists(Task.objects.open().filter(**{kind: OuterRef("pk")}))

    def found(member):
        tasks = Task.objects.open().filter(organization=member.organization_id, **{f"{kind}__isnull": False})
        return Q(pk__in=tasks.values(kind))

    return SmartField("has_open_task", _("Has an open task"), "boolean", value=value, found=found)


def last_task_at(kind):
    """The value: when a task was last written down or done; null where there is none."""

    def value(member):
        tasks = Task.objects.filter(**{kind: OuterRef("pk")}).order_by().values(kind)
        latest = Greatest(Max("created_at"), Coalesce(Max("completed_at"), Max("created_at")))
        return Subquery(tasks.annotate(at=latest).values("at"))

    return value


def task_since(kind):
    """Whether a task was written down or done at a moment or later."""

    def since(moment, member):
        tasks = Task.objects.filter(organization=member.organization_id, **{f"{kind}__isnull": False})
        return Q(pk__in=tasks.filter(Q(created_at__gte=moment) | Q(completed_at__gte=moment)).values(kind))

    return since
