"""What tasks do when floors below tell of something."""

from django.db.models import Q
from django.dispatch import receiver
from django.utils.translation import ngettext

from accounts.signals import zone_changed
from activity import pouring
from leads.signals import lead_qualified, lead_unqualified

from .models import Task

CHUNK = 500


@receiver(lead_qualified)
def move_to_contact(sender, lead, contact, act, by, **_more):
    """The lead's tasks go to the contact it became. Returns `{"tasks": [their ids]}`."""
    ids = list(Task.objects.visible_to(by).filter(lead=lead).values_list("pk", flat=True))
    if ids:
        Task.objects.visible_to(by).filter(pk__in=ids).change_all(by=by, act=act, lead_id=None, contact_id=contact.pk)
    return {"tasks": ids}


@receiver(lead_unqualified)
def move_back(sender, lead, contact, carried, act, by, **_more):
    """Tasks that came along with the lead go back to it, unless somebody put them elsewhere. Returns sentences of those."""
    ids = carried.get("tasks", [])
    there = Task.objects.visible_to(by).filter(pk__in=ids, contact=contact) if contact else Task.objects.none()
    returning = list(there.values_list("pk", flat=True))
    if returning:
        Task.objects.visible_to(by).filter(pk__in=returning).change_all(
            by=by, act=act, contact_id=None, lead_id=lead.pk
        )
    staying = len(ids) - len(returning)
    if not staying:
        return []
    sentence = ngettext("%d task is no longer on the contact.", "%d tasks are no longer on the contact.", staying)
    return [sentence % staying]


@receiver(zone_changed)
def due_in_the_new_zone(sender, user, **_more):
    """What is due at an hour is due at that hour where the person lives now."""
    theirs = Task.objects.filter(~Q(due_date=None), assigned_to__user=user, status=Task.PENDING).whole()
    ids = list(theirs.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        tasks = list(theirs.select_for_update(of=("self",)).filter(pk__in=ids[start : start + CHUNK]))
        for task in tasks:
            task.assigned_to.user.time_zone = user.time_zone
            task.derive()
        pouring.update(Task, tasks, ["due_at", "remind_at", "reminded_at"])
