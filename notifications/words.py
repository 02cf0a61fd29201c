"""The words of notifications: made when they are read, of what their reader sees then, never kept."""

from collections import defaultdict
from dataclasses import dataclass

from django.apps import apps

from customization.zones import in_zone_of

from .kinds import KINDS
from .phrases import PHRASES

#: What is fetched along with each kind of thing that notifications are about.
ALONG = {
    "tasks.task": ("assigned_to__user", "contact", "company", "lead", "deal"),
    "sharing.smartlink": ("item",),
    "accounts.member": ("user",),
    "customization.subscription": ("view",),
}


@dataclass(frozen=True)
class Words:
    """What the reader of a notification sees: a title, a line below it, a path of ours to go to ("" for nowhere), and an
    icon. `is_settled` where there is nothing more to be told: the task is done, the record out of their sight."""

    title: str
    text: str = ""
    url: str = ""
    icon: str = "bell"
    is_settled: bool = False


class Sight:
    """What `member` sees of the things that notifications are about: one query for each kind of things."""

    def __init__(self, member, needs):
        self.member, self._found = member, {}
        wanted = defaultdict(set)
        for label, pk in needs:
            wanted[label].add(pk)
        for label in sorted(wanted):
            things = apps.get_model(label).objects.visible_to(member).select_related(*ALONG.get(label, ()))
            self._found[label] = things.in_bulk(wanted[label])
        self._tell_tasks()

    def _tell_tasks(self):
        from tasks.parents import tell

        if self._found.get("tasks.task"):
            tell(list(self._found["tasks.task"].values()), self.member)

    def of(self, label, pk):
        """The thing of model `label` with the key `pk`, None where the member does not see it (any more)."""
        return self._found.get(label, {}).get(pk)


def words_of(notifications, member):
    """`[Words]` for each of `notifications`, which are `member`'s: in constantly many queries, in their time zone."""
    phrases = [PHRASES[notification.kind] for notification in notifications]
    with in_zone_of(member):
        needs = [need for phrase, one in zip(phrases, notifications, strict=True) for need in phrase.needs(one)]
        sight = Sight(member, needs)
        said = [phrase.say(one, sight) for phrase, one in zip(phrases, notifications, strict=True)]
    return [Words(**{"icon": KINDS[one.kind].icon} | words) for one, words in zip(notifications, said, strict=True)]
