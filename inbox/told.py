"""Mail as other places tell it: on the timeline of a card, and of deals the day of the last one."""

from django.db.models import Case, OuterRef, Q, Subquery, When
from django.utils.translation import gettext_lazy

from activity.timeline import Entry, Source

from .models import Message, MessageAddress
from .queries import of_people_in


def mails_of(record, member, before, most):
    """Entries of the messages of a record, see `MessageQuerySet.of`."""
    messages = Message.objects.of(record, member)
    messages = messages.filter(before.older("mails", "sent_at", "pk")) if before else messages
    return [
        Entry(message.sent_at, "mails", message.pk, "inbox/_told_message.html", message)
        for message in messages.light().newest()[:most]
    ]


MAILS = Source("mails", gettext_lazy("Mails"), mails_of)


def last_mail_of_deal():
    """An expression over deals: when their contact last wrote or was written to. Of a company nobody is asked: it has
    people, and what they write about may be another deal.

    Everybody who sees a deal is told the same, so what only some may know is left out: the mail of a private contact
    where the deal is not private, and that of colleagues.
    """
    keys = [OuterRef("contact__email_key"), OuterRef("contact__email2_key")]
    found = MessageAddress.objects.filter(organization=OuterRef("organization_id"), email_key__in=keys)
    found = found.exclude(email_key="").exclude(of_people_in(OuterRef("organization_id")))
    newest = Subquery(found.order_by("-sent_at").values("sent_at")[:1])
    return Case(When(Q(contact__is_private=False) | Q(is_private=True), then=newest))
