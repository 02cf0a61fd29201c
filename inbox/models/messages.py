from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.keys import KeyField

from ..queries import MessageQuerySet


class Message(models.Model):
    """An e-mail as it was sent or received: who, when, what. Which records it belongs to follows from its addresses,
    whose mail it is from its copies.

    `html` is stored sanitised. `digest` is what makes it one message however often it comes: of the Message-ID, else of
    its parts.
    """

    IN, OUT = "in", "out"
    DIRECTIONS = [(IN, _("received")), (OUT, _("sent"))]

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    digest = models.CharField(max_length=64, editable=False)
    message_id = models.CharField(max_length=998, blank=True, default="")
    thread = models.CharField(max_length=64, blank=True, default="", editable=False)  # digest of the first of a thread
    subject = models.CharField(_("subject"), max_length=998, blank=True, default="")
    from_email = models.CharField(_("from"), max_length=254, blank=True, default="")
    from_name = models.CharField(max_length=300, blank=True, default="")
    to_emails = models.JSONField(_("to"), default=list)  # [{"name": …, "email": …}]
    cc_emails = models.JSONField(_("copies to"), default=list)
    direction = models.CharField(_("direction"), max_length=3, choices=DIRECTIONS, default=IN)
    sent_at = models.DateTimeField(_("sent"))
    text = models.TextField(_("text"), blank=True, default="")
    html = models.TextField(blank=True, default="")
    snippet = models.CharField(max_length=300, blank=True, default="")
    headers = models.JSONField(default=list)  # [[name, value]], in their order
    attachments = models.JSONField(default=list)  # [{"name": …, "type": …, "size": bytes}]
    has_attachments = models.BooleanField(_("has attachments"), default=False)
    inline_count = models.PositiveIntegerField(default=0)  # pictures within the text
    search_text = models.TextField(editable=False, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)

    #: What a list does not show.
    LARGE = ("text", "html", "headers", "search_text")

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "digest"], name="message_once"),
            models.CheckConstraint(condition=Q(direction__in=["in", "out"]), name="message_direction_known"),
        ]
        indexes = [models.Index(fields=["organization", "thread"], name="message_of_thread")]

    def __str__(self):
        return self.subject or str(_("(no subject)"))

    def get_absolute_url(self):
        return reverse("message_show", args=[self.pk])

    def headers_seen(self, member):
        """The headers; whom a blind copy went to is for those alone who have the message in a mailbox of theirs."""
        if self.copies.visible_to(member).exists():
            return self.headers
        return [[name, value] for name, value in self.headers if name.lower() not in ("bcc", "resent-bcc")]

    @property
    def sender(self):
        """Who sent it, by name where there is one."""
        return self.from_name or self.from_email

    @property
    def receivers(self):
        """Whom it was sent to, the first few by name, and how many more."""
        names = [one["name"] or one["email"] for one in self.to_emails]
        shown = ", ".join(names[:2])
        return f"{shown} +{len(names) - 2}" if len(names) > 2 else shown


class MessageAddress(models.Model):
    """One address of a message, in lower case: what contacts and leads find their mail by."""

    FROM, TO, CC, BCC = "from", "to", "cc", "bcc"

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="addresses", db_index=False)
    email_key = KeyField()
    role = models.CharField(max_length=4)
    sent_at = models.DateTimeField()  # as the message's, so that one index finds the newest of an address

    class Meta:
        verbose_name = _("address of a message")
        verbose_name_plural = _("addresses of messages")
        constraints = [models.UniqueConstraint(fields=["message", "email_key", "role"], name="address_once")]
        indexes = [
            models.Index(fields=["organization", "email_key", "-sent_at"], include=["message"], name="address_latest")
        ]

    def __str__(self):
        return self.email_key
