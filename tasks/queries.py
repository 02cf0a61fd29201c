"""Questions about many tasks, in words that chain."""

from django.apps import apps
from django.db import transaction
from django.db.models import BooleanField, Case, ExpressionWrapper, F, OuterRef, Q, Subquery, When

from accounts.ownership import seen_by
from activity.models import RecordedQuerySet
from contacts.queries import matching

#: What a task can be attached to: foreign key, and the model it points to.
PARENTS = {"contact": "contacts.Contact", "company": "contacts.Company", "lead": "leads.Lead", "deal": "deals.Deal"}


def on_seen_record(member):
    """A condition that holds for tasks on records `member` sees, and for those on none by the rule for records.

    Each parent is looked up by its key, as a value: written as `EXISTS` or as a join, the database would sooner or later
    read every contact to count a few tasks.
    """
    rules = [When(**{f"{name}__isnull": False}, then=_sees(name, member)) for name in PARENTS]
    return Case(*rules, default=ExpressionWrapper(seen_by(member), BooleanField()), output_field=BooleanField())


def _sees(name, member):
    parent = apps.get_model(PARENTS[name])._base_manager.filter(pk=OuterRef(f"{name}_id"))
    return Subquery(parent.values(seen=ExpressionWrapper(seen_by(member), BooleanField()))[:1])


class TaskQuerySet(RecordedQuerySet):
    def visible_to(self, member):
        """A member's own tasks, those on records they see, and those on no record by the rule for records. What is on
        somebody's private record is theirs, and whose it was given to."""
        return self.filter(Q(assigned_to=member.pk) | Q(on_seen_record(member)), organization=member.organization_id)

    def whole(self):
        return super().whole().select_related("assigned_to__user")

    def open(self):
        """Tasks still to do, the opposite of `Task.is_done`."""
        return self.filter(status="pending")

    def search(self, text):
        """Tasks whose title holds every word of `text`."""
        return self.filter(matching(text, "title_key"))

    def in_order(self):
        """The next due first, within a day those of an hour first, undated ones last."""
        return self.order_by(F("due_date").asc(nulls_last=True), F("due_time").asc(nulls_last=True), "id")

    def due_between(self, first, last):
        """Tasks due on the days from `first` to `last`, both included."""
        return self.filter(due_date__gte=first, due_date__lte=last)

    def due_to_remind(self, now):
        """Open tasks that somebody has to be reminded of by `now`, and has not been."""
        return self.filter(status="pending", reminded_at=None, remind_at__lte=now, assigned_to__is_active=True)

    def not_kept_from(self, owner_id):
        """Those that `owner_id` may have: all but the ones on a private record of somebody else."""
        hidden = Q()
        for name in PARENTS:
            hidden |= Q(**{f"{name}__is_private": True}) & ~Q(**{f"{name}__assigned_to": owner_id})
        return self.exclude(hidden)

    # -- many at once ------------------------------------------------------------------------------

    @transaction.atomic
    def change_all(self, *, by, act=None, **values):
        """As for every record. Done ones keep who did them; a task on a private record stays with that record's owner."""
        from activity import recording

        act = act or recording.open_act("task_changed", by=by)
        values = self.model.settled(values)
        tasks = self.not_kept_from(values["assigned_to_id"]) if "assigned_to_id" in values else self
        values = self._with_assignee(values)
        if "status" not in values:
            return super(TaskQuerySet, tasks).change_all(by=by, act=act, **values)
        ids = list(tasks.values_list("pk", flat=True))
        status, others = values.pop("status"), self.model.objects.visible_to(by).filter(pk__among=ids)
        stated = self.model.completion(status, by=by, at=act.at) | {"status": status}
        super(TaskQuerySet, others.exclude(status=status)).change_all(by=by, act=act, **stated)
        return super(TaskQuerySet, others).change_all(by=by, act=act, **values) if values else act

    def _with_assignee(self, values):
        """`values` with the new assignee fetched once, for the time zone of all."""
        if values.get("assigned_to_id") is None:
            return values
        members = self.model._meta.get_field("assigned_to").related_model._base_manager
        return values | {"assigned_to": members.select_related("user").get(pk=values["assigned_to_id"])}

    def _as_changed(self):
        return self.model.objects.whole()
