"""The record a task is on: found by what people type, named as far as the reader may know it."""

import re
from dataclasses import dataclass

from django.apps import apps
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.ownership import is_named_to

from .models import PARENTS

MOST = 6
WRITTEN = re.compile(r"\b(contact|company|lead|deal) #([0-9]{1,18})$")


class NotClear(Exception):
    """What was typed means no record, or several."""


@dataclass
class About:
    """A task's record as one reader knows it: its name, "" where it is private to somebody else, and its card, ""
    where that is closed to them."""

    kind: str
    name: str
    url: str


def model_of(kind):
    return apps.get_model(PARENTS[kind])


def written(record):
    """How a record is written into a field, so that `meant` finds exactly it."""
    return f"{record} · {record.KIND} #{record.pk}"


def meant(text, member):
    """The record that `text` names: as `written` has it, or by a name that only one has. Raises NotClear."""
    exact = WRITTEN.search(text)
    if exact:
        found = list(model_of(exact[1]).objects.visible_to(member).filter(pk=int(exact[2])))
    else:
        found = suggested(text, member, most=2)
    if len(found) != 1:
        raise NotClear(
            _("Several records match. Choose one from the list.") if found else _("No record of yours matches this.")
        )
    return found[0]


def suggested(text, member, most=MOST):
    """Records of every kind that the member sees and whose name holds the words of `text`, a few of each kind."""
    found = []
    for kind in PARENTS:
        records = model_of(kind).objects.visible_to(member)
        searched = records.search(text, member) if kind == "deal" else records.search(text)
        found += searched.order_by("name_key", "pk")[:most]
    return found


def with_parents(queryset):
    """Fetches the records along that `tell` reads."""
    return queryset.select_related(*PARENTS, "assigned_to__user")


def tell(tasks, member):
    """Set on each of `tasks` (fetched by `with_parents`) its `about`: an `About`, None where it is on no record. Asks one
    query at most. Returns the tasks."""
    sees = _sight(member)
    for task in tasks:
        parent = task.parent
        name = str(parent) if parent and is_named_to(member, parent) else ""
        url = parent.get_absolute_url() if parent and sees(parent) else ""
        task.about = About(parent.KIND, name, url) if parent else None
    return tasks


def _sight(member):
    """`accounts.ownership.seen_by` as a function of a record at hand."""
    theirs = {member.pk, None}
    if not member.sees_all and member.data_scope == Member.TEAM:
        theirs |= set(member.teammates().values_list("member", flat=True))

    def sees(record):
        if record.is_private or (member.data_scope == Member.ASSIGNED and not member.sees_all):
            return record.assigned_to_id == member.pk
        return member.sees_all or record.assigned_to_id in theirs

    return sees
