"""Mail in feeds: what was sent to people and received from them."""

from django.db.models import Case, Exists, F, OuterRef, Subquery, When
from django.utils.translation import gettext as _

from activity.feed import FeedSource, kind_as

from .models import Message, MessageAddress
from .queries import of_colleagues

RECEIVED, SENT = "email_received", "email_sent"


def rows(contacts, member):
    """Addresses of messages by which contacts have them, each message once; of several contacts with one address the oldest
    has it."""
    addresses = MessageAddress.objects.filter(~of_colleagues(member), organization=member.organization_id)
    again = MessageAddress.objects.filter(
        message=OuterRef("message"), email_key=OuterRef("email_key"), pk__lt=OuterRef("pk")
    )
    owners = contacts.filter(email_key=OuterRef("email_key")).order_by("pk").values("pk")[:1]
    kind = Case(When(message__direction=Message.IN, then=kind_as(RECEIVED)), default=kind_as(SENT))
    return (
        addresses.filter(~Exists(again), email_key__in=contacts.exclude(email_key="").values("email_key"))
        .annotate(feed_at=F("sent_at"), feed_record=Subquery(owners), feed_kind=kind)
    )  # fmt: skip


def told(keys, member):
    addresses = MessageAddress.objects.filter(organization=member.organization_id, pk__in=keys)
    texts = addresses.values_list("pk", "message__subject", "message__snippet")
    return {pk: (subject or _("(no subject)"), snippet) for pk, subject, snippet in texts}


MAILS = FeedSource(5, (RECEIVED, SENT), rows, told)
