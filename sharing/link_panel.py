"""The links of a contact on its card."""

from django.utils import timezone

from activity.panels import Panel

from .models import SmartLink

SHOWN = 5


def links_of(contact, member):
    """The contact's latest links, and whether there are more. One query."""
    links = SmartLink.objects.visible_to(member).filter(contact=contact.pk).select_related("item", "member__user")
    found = list(links.order_by("-created_at", "-pk")[: SHOWN + 1])
    now = timezone.now()
    for link in found:
        link.works = link.is_usable(now)
    return {"links": found[:SHOWN], "has_more": len(found) > SHOWN, "contact": contact}


PANEL = Panel("links", "sharing/_links_panel.html", links_of, order=30)
