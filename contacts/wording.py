"""Contacts in the words of other programs: one `name`, the employer by its name."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from . import keys
from .models import Company, Contact


def settled(values, *, by, contact=None):
    """`values` as the verbs of `Contact` take them: `name` is split at its first space, unless the parts are given too;
    `company`, a text, becomes the company of that name, made if missing ("" for none).

    `contact` is the one that changes, None for a new one. Raises ValidationError naming what is wrong. Must run inside
    a transaction.
    """
    values = dict(values)
    if "name" in values:
        values = parts_of(values.pop("name")) | values
    _must_have_name(values, contact)
    if "company" in values:
        values["company_id"] = _employer_id(values.pop("company"), values, by=by, contact=contact)
    return values


def parts_of(name):
    """`{"first_name", "last_name"}` of a whole name, split at its first space. Raises ValidationError."""
    first, _space, last = " ".join(name.split()).partition(" ")
    for part, column in ((first, "first_name"), (last, "last_name")):
        most = Contact._meta.get_field(column).max_length
        if len(part) > most:
            raise ValidationError({"name": [_("Use at most %d characters for each part of the name.") % most]})
    return {"first_name": first, "last_name": last}


def _must_have_name(values, contact):
    names = [values.get(column, getattr(contact, column, "")) for column in ("first_name", "last_name")]
    if not any(names):
        raise ValidationError({"name": [_("A contact needs a first or a last name.")]})


def _employer_id(name, values, *, by, contact):
    """The id of the company called `name`. Somebody else's private employer, which `by` cannot read, stays."""
    own = contact.seen_company(by) if contact else None
    key = keys.fold(name)[:300]
    if contact and ((own and own.name_key == key) or (not key and own is None)):
        return contact.company_id
    if not key:
        return None
    company = Company.named(name, by=by)
    is_private = values.get("is_private", bool(contact and contact.is_private))
    if company.is_private and not is_private:
        raise ValidationError({"company": [_("This company is private. Share it before you link it to a contact.")]})
    return company.pk
