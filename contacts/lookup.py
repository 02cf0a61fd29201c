"""Finding contacts by one of their fields, as a client asks that knows one thing of somebody."""

from django.db import transaction
from django.db.models import Case, Q, Value, When
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.locks import hold_name
from customization.smart.compiling import matching, truth
from customization.smart.query import read_query

from . import keys
from .models import Contact
from .queries import SHORT
from .wording import settled

TEXTS = ("name", "first_name", "last_name", "company", "job_title", "notes")
FIELDS = (*TEXTS, "email", "phone", "tag")


class UnknownField(Exception):
    """Contacts are not found by this."""

    def __str__(self):
        return _("Choose one of: %s.") % ", ".join(FIELDS)


def contacts_by(field, term, *, member):
    """The contacts the member sees whose `field` is `term` or, for texts, holds it; those that are just that come first,
    the oldest before the newer. A queryset. Raises UnknownField.

    An e-mail is found whatever its case, be it the first or the second; a phone however it is written; a tag by its name.
    """
    seen = Contact.objects.visible_to(member)
    if field == "email":
        return seen.with_email(term).order_by("pk")
    if field == "phone":
        return seen.filter(_has_phone(term)).order_by("pk")
    if field == "tag":
        return seen.tagged([term], member=member).order_by("pk")
    if field not in TEXTS:
        raise UnknownField
    exact = truth(_asked(field, "eq", term, member).groups[0].conditions[0], member)
    found = matching(seen, _asked(field, "contains", term, member), member=member)
    return found.order_by(Case(When(exact, then=Value(0)), default=Value(1)), "pk")


def _asked(field, op, term, member):
    condition = {"field": field, "op": op, "value": term}
    return read_query({"groups": [{"conditions": [condition]}]}, kind="contact", member=member)


def _has_phone(term):
    """A Q for contacts with this number. Every part of it is served by an index, for one that is not has all contacts
    read."""
    digits = keys.digits(term)
    written = Q(phone=term) | Q(mobile=term, search_text__contains=f" {keys.fold(term)}")
    if len(digits) < SHORT:
        return written
    whole = Q(search_text__contains=f" {digits} ") | Q(search_text__endswith=f" {digits}")
    number = keys.e164(term)
    if not number:
        return written | whole
    return written | whole | Q(phone_e164=number) | Q(mobile_e164=number)


class KnownEmail(Exception):
    """There is a contact with this e-mail."""

    def __str__(self):
        return _("There is a contact with this e-mail already.")


def seen_contact(pk, member):
    """The contact with this id, a number or None, as far as the member sees it. Raises Http404."""
    contact = Contact.objects.visible_to(member).filter(pk=pk).first() if pk is not None else None
    if contact is None:
        raise Http404
    return contact


@transaction.atomic
def make_contact(values, *, by):
    """A new contact of `values` in words, see `wording.settled`. Returns it. Raises KnownEmail, ValidationError."""
    must_be_unknown(values.get("email", ""), by=by)
    return Contact.create(by=by, **settled(values, by=by))


@transaction.atomic
def change_contact(contact, values, *, by):
    """Set `values` in words on a contact. Returns it. Raises KnownEmail, ValidationError, PermissionDenied."""
    must_be_unknown(values.get("email", ""), by=by, but=contact)
    contact.change(by=by, **settled(values, by=by, contact=contact))
    return contact


def must_be_unknown(email, *, by, but=None):
    """Raise KnownEmail if `by` sees a contact with this e-mail, other than `but`. Until the transaction ends nobody else
    who asks makes one."""
    if not email:
        return
    hold_name(by.organization_id, f"email {email.lower()}")
    others = Contact.objects.visible_to(by).with_email(email).exclude(pk=but.pk if but else None)
    if others.exists():
        raise KnownEmail
