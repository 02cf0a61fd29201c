from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..queries import CopyQuerySet, MailboxQuerySet


class Mailbox(models.Model):
    """Where a member's messages come from: by hand from files, later from a server by IMAP."""

    FILES, IMAP = "files", "imap"
    KINDS = [(FILES, _("Files")), (IMAP, _("IMAP"))]

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey("accounts.Member", on_delete=models.CASCADE, related_name="mailboxes")
    kind = models.CharField(_("kind"), max_length=5, choices=KINDS, default=FILES)
    address = models.EmailField(_("address"), max_length=254, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = MailboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")
        constraints = [models.UniqueConstraint(fields=["member", "kind", "address"], name="mailbox_once")]

    def __str__(self):
        return self.address or str(self.member)

    @classmethod
    def of_files(cls, member):
        """The mailbox that holds what `member` brought in files; made if missing."""
        mailbox, _made = cls.objects.get_or_create(
            member=member, kind=cls.FILES, address="", defaults={"organization_id": member.organization_id}
        )
        return mailbox


class MessageCopy(models.Model):
    """A message lies in somebody's mailbox. The message itself is stored once, however many have it.

    `folder`, `uid` and `uid_validity` are where a mail server keeps it (RFC 3501, 2.3.1.1).
    """

    message = models.ForeignKey("inbox.Message", on_delete=models.CASCADE, related_name="copies", db_index=False)
    member = models.ForeignKey("accounts.Member", on_delete=models.CASCADE, related_name="+", db_index=False)
    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="copies", db_index=False)
    folder = models.CharField(max_length=300, blank=True, default="")
    uid = models.BigIntegerField(null=True, blank=True)
    uid_validity = models.BigIntegerField(null=True, blank=True)
    sent_at = models.DateTimeField()  # as the message's, so that one index finds a member's newest
    created_at = models.DateTimeField(default=timezone.now)

    objects = CopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("copy of a message")
        verbose_name_plural = _("copies of messages")
        constraints = [models.UniqueConstraint(fields=["message", "mailbox", "folder"], name="copy_once")]
        indexes = [
            models.Index(fields=["member", "-sent_at", "-message"], name="copy_latest"),
            models.Index(fields=["mailbox", "folder", "uid_validity", "uid"], name="copy_on_server"),
        ]

    def __str__(self):
        return f"{self.mailbox_id}/{self.folder}/{self.uid or ''}"
