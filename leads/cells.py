"""Cells of the list of leads."""

from django.utils.html import format_html

from contacts.cells import LINK

#: What a status looks like, as the class of its tag.
LOOKS = {"new": "accent", "contacted": "warm", "qualified": "good", "disqualified": ""}


def draw_status(lead, _reader):
    return format_html('<span class="tag {}">{}</span>', LOOKS[lead.status], lead.get_status_display())


def draw_became(lead, _reader):
    """The contact a qualified lead became, a link to its card where the reader may open it."""
    if not lead.names_contact:
        return ""
    if not lead.sees_contact:
        return str(lead.became_contact)
    return format_html(LINK, lead.became_contact.get_absolute_url(), str(lead.became_contact))
