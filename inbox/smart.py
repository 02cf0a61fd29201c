"""What mail adds to smart lists of people."""

from functools import partial

from django.db.models import OuterRef, Q, Subquery

from customization.smart.facts import register_moment

from .models import MessageAddress
from .queries import of_colleagues

ADDRESSES = {"contact": ("email_key", "email2_key"), "lead": ("email_key",)}


def register_fields():
    """Called once the apps are ready."""
    for kind, columns in ADDRESSES.items():
        register_moment(kind, partial(last_mail_at, columns=columns), partial(mail_since, columns=columns))


def addresses_of(member):
    """The addresses of mail that belongs to people; those of colleagues belong to nobody, see `of_colleagues`."""
    found = MessageAddress.objects.filter(~of_colleagues(member), organization=member.organization_id)
    return found.exclude(email_key="")


def last_mail_at(member, *, columns):
    """The value: when a mail with the record's own address was last sent or received; null where there is none."""
    of_record = addresses_of(member).filter(email_key__in=[OuterRef(column) for column in columns]).order_by("-sent_at")
    return Subquery(of_record.values("sent_at")[:1])


def mail_since(moment, member, *, columns):
    """Whether a mail with the record's own address was sent or received at a moment or later."""
    addresses = addresses_of(member).filter(sent_at__gte=moment).values("email_key")
    found = Q()
    for column in columns:
        found |= Q(**{f"{column}__in": addresses})
    return found
