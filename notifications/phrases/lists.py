"""Records entered or left a list that somebody follows."""

from django.urls import reverse
from django.utils.translation import gettext as _

from customization.lists.registry import list_of
from customization.lists.tabs import view_url

from .things import hidden, many_needs, named, nouns, seen_of

LABEL = "customization.savedview"


def needs(notification):
    """The list, and the first of what moved."""
    return [(LABEL, notification.facts["view"]), *many_needs(notification)]


def say(notification, sight):
    """The list, how many entered or left, the first of them; or why it is not looked at any more."""
    facts = notification.facts
    view = sight.of(LABEL, facts["view"])
    if facts.get("problem"):
        title = (
            _("“%(list)s” is not followed any more") % {"list": view} if view else _("A list is not followed any more")
        )
        return {
            "title": title,
            "text": facts["problem"],
            "url": reverse("subscription_list"),
            "icon": "triangle-alert",
        }
    if view is None:
        return hidden(_("A list changed"))
    declared = list_of(view.kind)
    moved = nouns(notification.record_kind, notification.count)
    title = _("%(moved)s entered “%(list)s”") if facts["entered"] else _("%(moved)s left “%(list)s”")
    return {
        "title": title % {"moved": moved, "list": view},
        "text": named(seen_of(notification, sight), notification.count),
        "url": view_url(declared, view) if declared else "",
        "icon": "arrow-right" if facts["entered"] else "arrow-left",
    }
