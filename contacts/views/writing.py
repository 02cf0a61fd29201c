"""Writing to a contact from a message template: filled in, to be copied or opened in the mail program."""

from urllib.parse import quote, urlencode

from django.shortcuts import render
from django.views.decorators.http import require_GET

from activity.recent import found_or_404
from customization.models import MessageTemplate
from customization.tokens import render_all

from ..models import Contact

LONGEST_LINK = 1_800  # characters of an address that every mail program takes


@require_GET
def contact_write(request, pk):
    """One message template (`template`, by default the first) filled in for the contact."""
    contact = found_or_404(Contact, pk, request.member)
    templates = MessageTemplate.objects.visible_to(request.member)
    choices = list(templates.values_list("pk", "name"))
    wanted = request.GET.get("template", "")
    ids = [str(chosen) for chosen, _name in choices]
    chosen = int(wanted) if wanted in ids else (choices[0][0] if choices else None)
    context = {"contact": contact, "choices": choices, "chosen": chosen}
    if chosen is not None:
        context |= _filled(templates.filter(pk=chosen).first(), contact, request.member)
    name = "contacts/_write.html" if request.htmx else "contacts/write.html"
    return render(request, name, context)


def _filled(template, contact, member):
    if template is None:  # deleted since its name was read
        return {}
    subject, body = render_all([template.subject, template.body], contact=contact, member=member)
    subject_line = " ".join(subject.text.split())
    link = mail_link(contact.email, subject_line, body.text) if contact.email else ""
    return {
        "subject": subject_line,
        "body": body,
        "unknown": list(dict.fromkeys([*subject.unknown, *body.unknown])),
        "link": link if len(link) <= LONGEST_LINK else "",
        "is_too_long": len(link) > LONGEST_LINK,
    }


def mail_link(address, subject, body):
    """A `mailto:` address (RFC 6068) that opens a message with this subject and body; lines end in CRLF."""
    said = urlencode({"subject": subject, "body": body.replace("\n", "\r\n")}, quote_via=quote)
    return f"mailto:{quote(address, safe='@')}?{said}"
