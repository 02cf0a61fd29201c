"""The mails: one to a person for what waits together, with a way to be told less."""

import smtplib
from contextlib import suppress
from email.utils import parseaddr

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Member
from customization.zones import in_zone_of

from .kinds import KINDS

NAMED = 20  # notifications that a mail names
SALT = "notifications.mail"
DISCONNECTED = (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError, ConnectionError, TimeoutError)


class Unsent(Exception):
    """It was not sent, and may be later."""


class Refused(Unsent):
    """The mail server will never take it."""


class Post:
    """The way to the mail server: one connection for a round of mails. `is_away` once it could not be reached."""

    def __init__(self):
        self.connection, self.is_away = None, False

    def __enter__(self):
        return self

    def __exit__(self, *_problem):
        if self.connection is not None:
            with suppress(OSError):  # it was closed at the other end
                self.connection.close()

    def send(self, wanted):
        """Send one mail of `wanted`, `[(delivery, words)]` of one person. Raises Unsent or Refused."""
        try:
            self._send(mail_of(wanted, self._open()))
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _reason in error.recipients.values()]
            raise (Refused if codes and min(codes) >= 500 else Unsent)(_first(error)) from error
        except OSError as error:  # all of smtplib's exceptions are of this kind
            self._leave(error)
            raise Unsent(str(error)) from error

    def _open(self):
        if self.connection is None:
            self.connection = get_connection()
            try:
                self.connection.open()
            except OSError:
                self.is_away = True
                raise
        return self.connection

    def _send(self, message):
        self.connection.send_messages([message])

    def _leave(self, error):
        """A connection of which nobody knows what it has heard is not used again."""
        if isinstance(error, DISCONNECTED):
            self.is_away = True
        broken, self.connection = self.connection, None
        if broken is not None:
            with suppress(OSError):
                broken.close()


def _first(error):
    return next((f"{code} {reason!s}" for code, reason in error.recipients.values()), str(error))


def mail_of(wanted, connection=None):
    """The mail that tells a person of `wanted`: its words say what they see now, in their time zone."""
    delivery = wanted[0][0]
    with in_zone_of(delivery.member):
        context = _context(wanted)
        text = render_to_string("notifications/mail/told.txt", context)
        html = render_to_string("notifications/mail/told.html", context)
    return EmailMultiAlternatives(
        _subject(wanted),
        text,
        None,
        [delivery.member.user.email],
        alternatives=[(html, "text/html")],
        headers={
            "Message-ID": message_id(delivery),
            "List-Unsubscribe": f"<{context['off_url']}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
        connection=connection,
    )


def message_id(delivery):
    """The same for a mail that is sent again because nobody knows whether it arrived: a mailbox may show it once."""
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    return f"<{delivery.mail_id}@{host}>"


def _context(wanted):
    kinds = sorted({delivery.notification.kind for delivery, _words in wanted}, key=list(KINDS).index)
    groups = [
        {
            "label": KINDS[kind].label,
            "lines": [_line(words) for delivery, words in wanted[:NAMED] if delivery.notification.kind == kind],
        }
        for kind in kinds
    ]
    return {
        "groups": [group for group in groups if group["lines"]],
        "is_grouped": len(kinds) > 1,
        "more": max(0, len(wanted) - NAMED),
        "all_url": settings.BASE_URL + reverse("notification_list"),
        "choices_url": settings.BASE_URL + reverse("notification_preferences"),
        "off_url": settings.BASE_URL
        + reverse("notification_mail_off", args=[off_token(wanted[0][0].member_id, kinds)]),
        "kinds": [KINDS[kind].label for kind in kinds],
    }


def _line(words):
    return {"title": words.title, "text": words.text, "url": settings.BASE_URL + words.url if words.url else ""}


def _subject(wanted):
    """What one notification says; of several how many. A subject is one line, whatever somebody called a record."""
    if len(wanted) == 1:
        delivery, words = wanted[0]
        title = (
            _("Due: %(title)s") % {"title": words.title} if delivery.notification.kind == "task_due" else words.title
        )
        return " ".join(str(title).split())[:200]
    if {delivery.notification.kind for delivery, _words in wanted} == {"task_due"}:
        return ngettext("%(n)s task is due", "%(n)s tasks are due", len(wanted)) % {"n": len(wanted)}
    return ngettext("%(n)s notification", "%(n)s notifications", len(wanted)) % {"n": len(wanted)}


# -- a way to be told less ---------------------------------------------------------------------------------


def off_token(member_id, kinds):
    """With which whoever got a mail of these kinds turns them off, without signing in."""
    return signing.dumps([member_id, kinds], salt=SALT)


def read_off_token(token):
    """(the active member, kinds) of an `off_token`. Raises `signing.BadSignature` where we did not make it, and
    `Member.DoesNotExist` where its reader is not there any more."""
    member_id, kinds = signing.loads(token, salt=SALT)
    member = Member.objects.get(pk=member_id, is_active=True, user__is_active=True)
    return member, [kind for kind in kinds if kind in KINDS]
