"""What tasks add to what is known of a deal, for its risk."""

from django.db.models import Exists, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce, Greatest

from .models import Task


def has_open_task():
    """Whether something is still to do on the deal."""
    return Exists(Task.objects.filter(deal=OuterRef("pk"), status=Task.PENDING))


def last_task_at():
    """When a task on the deal was last written down or done; null where there is none."""
    tasks = Task.objects.filter(deal=OuterRef("pk")).order_by().values("deal")
    latest = Greatest(Max("created_at"), Coalesce(Max("completed_at"), Max("created_at")))
    return Subquery(tasks.annotate(at=latest).values("at"))
