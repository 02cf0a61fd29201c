"""The contacts of a rep and those of a company: what the two scopes of the Rep API show, and how they grow."""

from django.db import transaction
from django.utils.crypto import salted_hmac

from accounts.locks import hold_name

from .models import Contact
from .queries import has_email


def contacts_of_rep(member):
    """The contacts that are the member's, private or not. A queryset."""
    return Contact.objects.visible_to(member).filter(assigned_to=member.pk)


def contacts_of_company(member):
    """The contacts that are the company's, as far as the member sees them: none that is private. A queryset."""
    return Contact.objects.visible_to(member).filter(is_private=False)


def token_of(pk):
    """A text that stands for the contact `pk` in a client's own books: always the same, and nobody can guess it. It opens
    nothing: no contact is looked up by it."""
    return salted_hmac("contacts.reps.token", str(pk)).hexdigest()[:24]


def emails_of_rep(emails, member):
    """Those among `emails` (in lower case) that the rep's contacts have already, as first or second. Until the transaction
    ends nobody else who asks is told of this rep's, so that two who then add contacts do not add the same."""
    hold_name(member.organization_id, f"e-mails of rep {member.pk}")
    known = contacts_of_rep(member).filter(has_email(sorted(emails))).values_list("email_key", "email2_key")
    return {key for pair in known for key in pair} & set(emails)


@transaction.atomic
def add_contacts(rows, *, by):
    """Make private contacts of `by` from checked `rows` of values. Returns their ids, in order."""
    records = [Contact(assigned_to_id=by.pk, is_private=True) for _row in rows]
    for record, values in zip(records, rows, strict=True):
        record.take(values)
    if records:
        Contact.objects.create_all(records, by=by)
    return [record.pk for record in records]
