"""A task is due."""

from django.utils.translation import gettext as _

from tasks.cells import due_words

from .things import hidden, record_need, record_of

needs = record_need


def say(notification, sight):
    """The task, when it is due and what it is about; settled where it is done or somebody else's now."""
    task = record_of(notification, sight)
    if task is None:
        return hidden(_("A task was due"))
    is_theirs = task.assigned_to_id == sight.member.pk
    due = _("due %(when)s") % {"when": due_words(task)} if task.due_date else ""
    words = [_("done") if task.is_done else due, task.about.name if task.about else ""]
    return {
        "title": task.title,
        "text": " · ".join(filter(None, words)),
        "url": task.get_absolute_url(),
        "icon": "circle-check-big" if task.is_done else "alarm-clock",
        "is_settled": task.is_done or not is_theirs or task.due_date is None,
    }
