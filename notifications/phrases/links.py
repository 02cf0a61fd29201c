"""A SmartLink is opened."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .things import hidden, record_need, record_of


def needs(notification):
    """The contact and the link."""
    link = notification.facts.get("link")
    return [*record_need(notification), *([("sharing.smartlink", link)] if link else [])]


def say(notification, sight):
    """Who opened what, and how often."""
    contact, link = record_of(notification, sight), sight.of("sharing.smartlink", notification.facts.get("link"))
    if contact is None or link is None:
        return hidden(_("A SmartLink was opened"))
    times = ngettext("once", "%(n)s times", notification.count) % {"n": notification.count}
    return {
        "title": _("%(name)s opened “%(title)s”") % {"name": contact, "title": link.item},
        "text": times if notification.count > 1 else "",
        "url": contact.get_absolute_url(),
    }
