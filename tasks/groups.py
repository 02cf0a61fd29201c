"""Tasks by when they are due: what is late, what is for today, what can wait."""

import datetime
from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from .parents import tell, with_parents

SHOWN = 30  # of each group
LATELY = datetime.timedelta(days=7)


@dataclass
class Group:
    """One heading: `tasks` are its first, `count` says how many there are."""

    name: str
    label: str
    tasks: list = field(default_factory=list)
    count: int = 0
    look: str = ""

    @property
    def more(self):
        return self.count - len(self.tasks)


def spans(today):
    """`{name: (label, a Q, class)}` of the open groups, for whom it is `today`. Every open task is in exactly one."""
    tomorrow = today + datetime.timedelta(days=1)
    sunday = today + datetime.timedelta(days=6 - today.weekday())
    ahead = max(sunday, tomorrow)
    return {
        "overdue": (_("Overdue"), Q(due_date__lt=today), "bad"),
        "today": (_("Today"), Q(due_date=today), ""),
        "tomorrow": (_("Tomorrow"), Q(due_date=tomorrow), ""),
        "week": (_("This week"), Q(due_date__gt=tomorrow, due_date__lte=ahead), ""),
        "later": (_("Later"), Q(due_date__gt=ahead), ""),
        "undated": (_("No date"), Q(due_date=None), ""),
    }


def groups_of(tasks, member, now):
    """The `Group`s of a queryset of tasks, empty ones left out; `now` is in the member's zone. Nine queries at most."""
    found, wanted = spans(now.date()), tasks.open()
    counts = wanted.order_by().aggregate(
        **{name: Count("pk", filter=span) for name, (_label, span, _look) in found.items()}
    )
    groups = [
        Group(name, label, _first(wanted.filter(span).in_order(), member), counts[name], look)
        for name, (label, span, look) in found.items()
        if counts[name]
    ]
    return [*groups, *_done_lately(tasks, member, now)]


def _done_lately(tasks, member, now):
    done = tasks.filter(status="completed", completed_at__gte=now - LATELY)
    newest = _first(done.order_by("-completed_at", "-pk"), member)
    count = len(newest) if len(newest) < SHOWN else done.order_by().count()
    return [Group("done", _("Done lately"), newest, count)] if newest else []


def _first(tasks, member):
    return tell(list(with_parents(tasks)[:SHOWN]), member)
