"""What a message can say of the contact it is written to: `{{contact.first_name}}`."""

import re

from django.utils.translation import gettext_lazy as _

from customization.shape import shape_of
from customization.tokens import Source

from . import keys
from .models import Contact

CUSTOM = "custom."


def _company(contact, member):
    company = contact.seen_company(member)
    return company.name if company else ""


PLAIN = {
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "full_name": _("Full name"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "mobile": _("Mobile"),
    "job_title": _("Job title"),
    "address_street": _("Street"),
    "address_city": _("City"),
    "address_state": _("State or region"),
    "address_zip": _("Postal code"),
    "address_country": _("Country"),
}
MADE = {
    "company": (_("Company"), _company),
    "address": (_("Whole address"), lambda contact, member: "\n".join(contact.address_lines)),
}


def read(names, *, contact, member):
    """See `Source`. A custom field that was removed is unknown."""
    shape, found = shape_of(member), {}
    for name in names:
        field = shape.field(Contact.KIND, name.removeprefix(CUSTOM)) if name.startswith(CUSTOM) else None
        if name in PLAIN:
            found[name] = getattr(contact, name) if contact else ""
        elif name in MADE:
            found[name] = MADE[name][1](contact, member) if contact else ""
        elif field:
            found[name] = field.in_words(contact.custom.get(field.key)) if contact else ""
    return found


def offered(member):
    """See `Source`: columns first, then custom fields."""
    own = [*PLAIN.items(), *((name, label) for name, (label, _read) in MADE.items())]
    return own + [(CUSTOM + field.key, field.label) for field in shape_of(member).fields(Contact.KIND)]


def find(text, member):
    """The contact somebody typed, by id or as `contacts.forms.written` says it, or None; of several called so the first."""
    text, seen = text.strip()[:400].replace("\x00", ""), Contact.objects.visible_to(member).select_related("company")
    number, address = re.search(r"\(no\. (\d{1,18})\)$|^(\d{1,18})$", text), re.search(r"<([^<>]+)>$", text)
    if not text:
        return None
    if number:
        return seen.filter(pk=int(number[1] or number[2])).first()
    if address:
        return seen.with_email(address[1]).order_by("pk").first()
    return seen.filter(name_key=keys.fold(text)[:300]).order_by("pk").first()


CONTACT = Source(Contact.KIND, _("Contact"), read, offered, find, "contact_suggest")
