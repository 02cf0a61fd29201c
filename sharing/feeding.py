"""SmartLinks in feeds: that they were opened, and what their visitors read."""

from django.db.models import Case, F, When
from django.utils.translation import gettext as _

from activity.feed import FeedSource, kind_as

from .models import LinkEvent

CLICKED, VIEWED = "smart_link_clicked", "page_view"


def rows(contacts, member):
    events = LinkEvent.objects.filter(
        organization=member.organization_id,
        contact__in=contacts.values("pk"),
        kind__in=(LinkEvent.OPEN, LinkEvent.PAGE),
    )
    kind = Case(When(kind=LinkEvent.OPEN, then=kind_as(CLICKED)), default=kind_as(VIEWED))
    return events.annotate(feed_at=F("at"), feed_record=F("contact_id"), feed_kind=kind)


def told(keys, member):
    events = LinkEvent.objects.filter(organization=member.organization_id, pk__in=keys).select_related("link__item")
    return {event.pk: _in_words(event) for event in events}


def _in_words(event):
    if event.kind == LinkEvent.PAGE:
        return _("Looked at %s") % (event.title or event.url), event.url
    return _("Opened %s") % event.link.item.title, event.link.item.url


EVENTS = FeedSource(6, (CLICKED, VIEWED), rows, told)
