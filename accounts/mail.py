"""The mails that accounts sends."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _


def mail_invitation(invitation, token):
    """Send the link with which `invitation` is accepted."""
    link = settings.BASE_URL + reverse("invitation_accept", args=[token])
    text = render_to_string("accounts/mail/invitation.txt", {"invitation": invitation, "link": link})
    subject = _("%(who)s invites you to %(organization)s on Rapport") % {
        "who": invitation.invited_by or invitation.organization,
        "organization": invitation.organization,
    }
    html = render_to_string("accounts/mail/invitation.html", {"invitation": invitation, "link": link})
    send_mail(subject, text, None, [invitation.email], html_message=html)
