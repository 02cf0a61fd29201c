"""What is settled waits no more to be looked at: a task that is done, put off or somebody else's, a record that is gone."""

from django.dispatch import receiver

from activity.models import Change
from activity.signals import recorded

from ..models import Notification
from ..seeing import see

SETTLES = {"status", "assigned_to_id", "due_date", "due_time"}


@receiver(recorded)
def settle(sender, act, kind, action, changes, **_more):
    """Nobody has to look at it any more; what waits to be mailed or pushed of it is dropped when its turn comes."""
    about = Notification.objects.filter(organization=act.organization_id, record_kind=kind)
    if action == Change.REMOVED:
        see(about.filter(record_id__among=[pk for pk, _fields, _record in changes]), act.at)
    elif kind == "task" and action == Change.CHANGED:
        ids = [pk for pk, fields, _record in changes if SETTLES & fields.keys()]
        if ids:
            see(about.filter(record_id__among=ids, kind=Notification.TASK_DUE), act.at)
