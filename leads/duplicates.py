"""Duplicates among leads: what is compared, and what of a qualified one can be merged."""

from django.utils.translation import gettext as _

from contacts.duplicates import Alike
from contacts.duplicates.likeness import Person
from contacts.duplicates.of_people import called_alike, near_people, person
from contacts.merging import Rules

from .models import Lead

COLUMNS = ("first_name", "last_name", "email", "phone", "company_match", "job_title")


def traits(row):
    """A `Person` of a lead's columns."""
    pk, first, last, address, phone, company, job_title = row
    return person(pk, first, last, address, (phone,), company, job_title)


def near(record, leads):
    """As for people, and those who named the same company."""
    yield from near_people(record, leads)
    if record.company_match:
        named = leads.filter(company_match=record.company_match).exclude(company_match="")
        yield called_alike(record, named)


def refuses(kept, gone):
    """Why these two leads are not merged: what a lead became must stay clear."""
    if gone.status != Lead.QUALIFIED:
        return ""
    if kept.status == Lead.QUALIFIED:
        return _("Both leads are qualified. Take one qualification back first, or merge the contacts they became.")
    return _("%(name)s is qualified. Keep that lead and merge the other into it.") % {"name": gone}


def completes(values, gone):
    """The reason goes with the status it is of."""
    return values | {"disqualified_for": gone.disqualified_for} if values.get("status") == Lead.DISQUALIFIED else values


def fits(kept, gone):
    """Fields that are not chosen: what a lead became stays as it is, and so does the status of a qualified one."""
    became = ("became_contact_id", "became_company_id", "became_deal_id", "disqualified_for")
    return (*became, "status") if kept.status == Lead.QUALIFIED else became


ALIKE = Alike(Lead, COLUMNS, traits, near, Person)
RULES = Rules(left_out=fits, refuses=refuses, completes=completes)
