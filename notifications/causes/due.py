"""Tasks are due: told to who has to do them."""

from collections import defaultdict

from django.dispatch import receiver

from tasks.signals import tasks_due

from ..models import Notification
from ..telling import Telling, tell


@receiver(tasks_due)
def tell_of_tasks(sender, tasks, now, **_more):
    """Once for each time that a task is due, to each who has it then."""
    tellings = defaultdict(list)
    for task in tasks:
        key = f"due:{task.pk}:{task.remind_at.isoformat()}"
        telling = Telling(task.assigned_to_id, Notification.TASK_DUE, key, record_kind=task.KIND, record_id=task.pk)
        tellings[task.organization_id].append(telling)
    for organization_id, of_one in tellings.items():
        tell(of_one, organization_id=organization_id, at=now)
