"""Cells of the lists of contacts and of companies."""

from urllib.parse import quote

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from customization.drawing import face, icon, number

LINK = '<a class="link" hx-boost="false" href="{}">{}</a>'


def draw_name(record, reader):
    """Face and name, which lead to the card; the list they stand in is carried along."""
    url = record.get_absolute_url()
    if reader.state is not None:
        url = f"{url}?from={quote(reader.state, safe='')}"
    return format_html(
        '<a class="who" hx-boost="false" href="{}">{}<span>{}</span>{}</a>',
        url,
        face(record, "square" if record.KIND == "company" else ""),
        str(record),
        icon("lock", size="small") if record.is_private else "",
    )


def draw_company(contact, _reader):
    """The employer, a link to its card where the reader may open it."""
    if contact.employer is None:
        return ""
    if not contact.sees_company:
        return str(contact.employer)
    return format_html(LINK, contact.employer.get_absolute_url(), str(contact.employer))


def draw_people(company, _reader):
    """How many people work there, a link to them."""
    if not company.people:
        return ""
    return format_html(LINK, f"{reverse('contact_list')}?company_id={company.pk}", number(company.people))


def draw_dnc(contact, _reader):
    return format_html('<span class="tag bad">{}</span>', _("do not contact")) if contact.dnc else ""


def draw_status(contact, _reader):
    look = mark_safe(" good") if contact.status == "active" else ""
    return format_html('<span class="tag{}">{}</span>', look, contact.get_status_display())
