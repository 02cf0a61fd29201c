"""The events that may be told, in groups as people choose them."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

TEST = "webhook.test"  # asked for by a button, told whatever was chosen
LINK_OPENED = "smart_link.opened"


class Group(NamedTuple):
    """Events about one kind of record: `[(name, what happened)]`."""

    kind: str
    label: str
    events: tuple


def _group(kind, label, *more):
    happened = (("created", _("created")), ("updated", _("updated")), ("deleted", _("deleted")), *more)
    return Group(kind, label, tuple((f"{kind}.{verb}", words) for verb, words in happened))


GROUPS = (
    _group("contact", _("Contacts")),
    _group("company", _("Companies")),
    _group("lead", _("Leads"), ("qualified", _("qualified"))),
    _group("deal", _("Deals"), ("moved", _("moved to another stage")), ("won", _("won")), ("lost", _("lost"))),
    _group("task", _("Tasks")),
    Group("smart_link", _("SmartLinks"), ((LINK_OPENED, _("opened by a person")),)),
)
RECORDS = frozenset(group.kind for group in GROUPS) - {"smart_link"}
NAMES = tuple(name for group in GROUPS for name, _words in group.events)


def kind_of(name):
    """The kind of record an event is about: `deal` of `deal.won`."""
    return name.partition(".")[0]
