"""What is written to a contact with a link: a text, and the addresses that open it in another program."""

from dataclasses import dataclass, field
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.views.writing import LONGEST_LINK, mail_link
from customization.models import MessageTemplate
from customization.tokens import names_in, render_all

from .linking import link_address
from .models import SmartLink

#: The token of message templates that a link takes the place of.
TOKEN, TOKEN_LABEL = "link", gettext_lazy("The link that is shared")


@dataclass
class Message:
    """A message with a link: `subject` and `text`; `unknown` names tokens of its template that mean nothing."""

    subject: str
    text: str
    unknown: list = field(default_factory=list)


def message_for(link, *, member, template=None):
    """The `Message` that shares `link` with its contact, of a template of the member's organization or without one."""
    address = link_address(link)
    if template is None:
        return Message(link.item.title, f"{link.item.title}\n{address}")
    texts = [template.subject, template.body]
    subject, body = render_all(texts, contact=link.contact, member=member, given={TOKEN: address})
    text = body.text if TOKEN in names_in(template.body) else f"{body.text.rstrip()}\n\n{address}"
    unknown = list(dict.fromkeys([*subject.unknown, *body.unknown]))
    return Message(" ".join(subject.text.split()) or link.item.title, text, unknown)


def templates_of(member):
    """The message templates to choose among."""
    return MessageTemplate.objects.visible_to(member)


def ways_of(link, message):
    """`[(label, icon, address)]` of what opens the message in another program, that of the link's channel first."""
    contact, said = link.contact, quote(message.text, safe="")
    phone = contact.mobile_e164 or contact.phone_e164
    mail = mail_link(contact.email, message.subject, message.text) if contact.email else ""
    ways = {
        SmartLink.EMAIL: (_("Open in mail"), "mail", mail),
        SmartLink.SMS: (_("Open as text message"), "message-square", f"sms:{phone}?&body={said}" if phone else ""),
        SmartLink.WHATSAPP: (_("Open in WhatsApp"), "send", f"https://wa.me/{phone.lstrip('+')}?text={said}"),
    }
    order = sorted(ways, key=lambda channel: channel != link.channel)
    return [ways[channel] for channel in order if 0 < len(ways[channel][2]) <= LONGEST_LINK]
