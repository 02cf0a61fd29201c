"""What the list of tasks is narrowed and sorted by, on its page and in the API."""

import django_filters as df
from django.db.models import Case, F, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.ownership import named_to
from api.filters import DayFilter, DaysInOrder, IdFilter, OwnedListFilter

from .models import Task

OWNER = ("assigned_to__user__first_name", "assigned_to__user__last_name", "assigned_to__name")


class DueInOrder(DaysInOrder):
    """Refuses ranges that end before they begin."""

    def clean(self):
        values = super().clean()
        first, last = values.get("due_date_from"), values.get("due_date_to")
        if first and last and first > last:
            self.add_error("due_date_to", _("Give a day that is not before due_date_from."))
        return values


class TaskFilter(OwnedListFilter):
    """Tasks by words, status, priority, who has to do them, day, and the record they are on."""

    SORTS = {
        "due_date": ("due_date", "due_time"),
        "title": ("title_key",),
        "status": ("status",),
        "priority": ("priority_rank",),
        "assigned_to_name": OWNER,
        "deal_title": ("deal__name_key",),
        "company_name": ("company__name_key",),
        "created_at": ("created_at",),
    }
    NAMED = ("deal__name_key", "company__name_key")  # sorted by as far as the reader may know the name

    status = df.ChoiceFilter(choices=Task.STATUSES, label=_("Status"))
    priority = df.ChoiceFilter(choices=Task.PRIORITIES, label=_("Priority"))
    due_date_from = DayFilter(field_name="due_date", lookup_expr="gte", label=_("Due from"))
    due_date_to = DayFilter(field_name="due_date", lookup_expr="lte", label=_("Due to"))
    contact_id = IdFilter(field_name="contact", label=_("Contact"))
    company_id = IdFilter(field_name="company", label=_("Company"))
    lead_id = IdFilter(field_name="lead", label=_("Lead"))
    deal_id = IdFilter(field_name="deal", label=_("Deal"))

    class Meta:
        form = DueInOrder

    @property
    def ordering(self):
        """What to order by; tasks without the value come last, whichever way it is sorted."""
        turn = "desc" if self.descending else "asc"
        columns = [self._by(column) for column in self.SORTS[self.sort_by]]
        return [*(getattr(column, turn)(nulls_last=True) for column in columns), f"{'-' if self.descending else ''}id"]

    def _by(self, column):
        if column not in self.NAMED:
            return F(column)
        paths = [column.removesuffix("name_key")]
        if column.startswith("company"):
            paths += ["contact__company__", "deal__company__"]
        return Coalesce(*(self._named(path) for path in paths), None)

    def _named(self, path):
        """The name at the relation `path`, null where the reader may not know it, or the record between."""
        knows = named_to(self.member, path)
        between = path.removesuffix("company__")
        return Case(When(knows & named_to(self.member, between) if between else knows, then=F(f"{path}name_key")))

    @property
    def is_searched(self):
        return False  # an order that puts nulls last cannot be told by value; the matches are found in it

    @property
    def is_tallied(self):
        """Tallies know whose a task is, not on which record: they count one's own, all of which one sees."""
        mine = self.active.get("assigned_to") in ("me", self.member.pk) or self.active.get("scope") == "me"
        return mine and super().is_tallied


class CalendarFilter(TaskFilter):
    """The tasks due on the days from `start` to `end`, at most a year of them."""

    LONGEST = 366

    start = DayFilter(field_name="due_date", lookup_expr="gte", required=True, label=_("First day"))
    end = DayFilter(field_name="due_date", lookup_expr="lte", required=True, label=_("Last day"))

    class Meta:
        form = DueInOrder

    @property
    def asked(self):
        return list({*super().asked, "start", "end"})

    def is_valid(self):
        is_valid = super().is_valid()
        start, end = (self.form.cleaned_data.get(name) for name in ("start", "end"))
        if start and end and not 0 <= (end - start).days < self.LONGEST:
            self.form.add_error("end", _("Give a day from start on, at most 366 days with it."))
        return is_valid and not self.form.errors
