"""Tasks in feeds: when they were written down and done."""

from django.db.models import F

from activity.feed import FeedSource, kind_as

from .models import Task


def rows_of(kind, at):
    """The `rows` of a source that tells of tasks at their moment `at`."""

    def rows(contacts, member):
        tasks = Task.objects.filter(organization=member.organization_id, contact__in=contacts.values("pk"))
        return tasks.filter(**{f"{at}__isnull": False}).annotate(
            feed_at=F(at), feed_record=F("contact_id"), feed_kind=kind_as(kind)
        )

    return rows


def told(keys, member):
    tasks = Task.objects.filter(organization=member.organization_id, pk__in=keys)
    return {pk: (title, description) for pk, title, description in tasks.values_list("pk", "title", "description")}


CREATED = FeedSource(3, ("task_created",), rows_of("task_created", "created_at"), told)
DONE = FeedSource(4, ("task_done",), rows_of("task_done", "completed_at"), told)
