"""A webhook was turned off because it kept failing."""

from django.utils.translation import gettext as _

from .things import hidden

LABEL = "webhooks.endpoint"


def needs(notification):
    """The address."""
    return [(LABEL, notification.record_id)]


def say(notification, sight):
    """Which address it was; admins alone see it."""
    endpoint = sight.of(LABEL, notification.record_id) if sight.member.is_admin else None
    if endpoint is None:
        return hidden(_("A webhook was turned off"))
    return {
        "title": _("A webhook was turned off"),
        "text": _("%(address)s kept failing.") % {"address": endpoint},
        "url": endpoint.get_absolute_url() if hasattr(endpoint, "get_absolute_url") else "",
    }
