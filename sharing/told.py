"""Links on the timeline of a contact: shared, opened, and what was read then. Machines are left out."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activity.timeline import Entry, Source

from .models import LinkEvent, SmartLink

NAME = "links"


def told_of(record, member, before, most):
    """Entries of when links were made for the contact and what happened to them."""
    made = SmartLink.objects.visible_to(member).filter(contact=record.pk).select_related("item", "member__user")
    made = made.filter(_older(before, "created_at", is_event=False)) if before else made
    events = LinkEvent.objects.visible_to(member).filter(contact=record.pk).exclude(kind=LinkEvent.BOT)
    events = events.filter(_older(before, "at", is_event=True)) if before else events
    entries = [
        _entry(link.created_at, 2 * link.pk, link, "shared") for link in made.order_by("-created_at", "-pk")[:most]
    ]
    for event in events.select_related("link__item").order_by("-at", "-pk")[:most]:
        entries.append(_entry(event.at, 2 * event.pk + 1, event.link, event.kind, event))
    return sorted(entries, key=lambda entry: entry.mark, reverse=True)[:most]


def _entry(at, key, link, what, event=None):
    return Entry(at, NAME, key, "sharing/_told_link.html", {"link": link, "what": what, "event": event})


def _older(before, at, *, is_event):
    """As `Mark.older`, of keys that are twice the row's, and one more of an event."""
    if before.source != NAME:
        return before.older(NAME, at, "pk")
    below = before.key // 2 if is_event else (before.key + 1) // 2
    return Q(**{f"{at}__lt": before.at}) | Q(**{at: before.at, "pk__lt": below})


SOURCE = Source(NAME, _("SmartLinks"), told_of)
