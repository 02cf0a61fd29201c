import hashlib
import secrets

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.ownership import OrganizationWide, seen_by


def digest(token):
    """What a link is looked up by: SHA-256 of its token, hex. So the time of a look-up tells nothing of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token():
    """128 random bits as 22 characters that fit an address."""
    return secrets.token_urlsafe(16)


class SmartLinkQuerySet(models.QuerySet):
    def visible_to(self, member):
        """Links follow the contact they were made for."""
        return self.filter(seen_by(member, "contact__"), organization=member.organization_id)

    def usable(self, now):
        """Links that lead somewhere at `now`."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now), revoked_at=None)


class SmartLink(models.Model):
    """One item for one contact by one channel: who opens it is told to the rep who made it.

    A member shares an item with a contact by one channel once while that link lives: `live_key` says so and is unique. It
    is no constraint over the four columns, because of two contacts that are made one both links live on: people have
    both addresses.
    """

    is_work = True  # somebody was sent it: see `activity.undo`

    LINK, EMAIL, SMS, WHATSAPP, QR = "link", "email", "sms", "whatsapp", "qr"
    CHANNELS = [
        (LINK, _("Link")),
        (EMAIL, _("E-mail")),
        (SMS, _("Text message")),
        (WHATSAPP, _("WhatsApp")),
        (QR, _("QR code")),
    ]

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    contact = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="smart_links")
    item = models.ForeignKey("sharing.ShareItem", on_delete=models.RESTRICT, related_name="smart_links")
    member = models.ForeignKey(
        "accounts.Member", verbose_name=_("shared by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    channel = models.CharField(_("by"), max_length=10, choices=CHANNELS, default=LINK)
    token = models.CharField(max_length=22, editable=False)  # shown again and again, so it is kept as it is
    hashed = models.CharField(max_length=64, unique=True, editable=False)
    live_key = models.CharField(max_length=100, blank=True, default="", editable=False)  # "" once it ended
    opens_count = models.PositiveIntegerField(_("opened"), default=0)
    bots_count = models.PositiveIntegerField(_("looked at by machines"), default=0)
    pages_count = models.PositiveIntegerField(_("pages viewed"), default=0)
    first_opened_at = models.DateTimeField(_("first opened"), null=True, blank=True)
    last_opened_at = models.DateTimeField(_("last opened"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    created_at = models.DateTimeField(_("made"))

    objects = SmartLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("SmartLink")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["live_key"], condition=~Q(live_key=""), name="link_once_while_it_lives"),
            models.CheckConstraint(condition=Q(revoked_at=None) | Q(live_key=""), name="link_lives_or_is_revoked"),
        ]
        indexes = [
            models.Index(fields=["organization", "-created_at", "-id"], name="link_latest"),
            models.Index(
                fields=["organization", "-last_opened_at"],
                condition=Q(last_opened_at__isnull=False),
                name="link_last_opened",
            ),
        ]

    def __str__(self):
        return f"{self.item} → {self.contact}"

    def get_absolute_url(self):
        return reverse("link_show", args=[self.pk])

    def is_usable(self, now):
        """Whether it leads somewhere at `now`."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)


class LinkEventQuerySet(models.QuerySet):
    def visible_to(self, member):
        """Events follow the contact of their link."""
        return self.filter(seen_by(member, "contact__"), organization=member.organization_id)


class LinkEvent(models.Model):
    """A link was opened, by a person or by a machine, or its visitor looked at a page of the organization's site.

    `contact` is that of the link: so events stand on its card without asking for its links, move with it, and come back
    with it.
    """

    MOST = 10_000  # of one link that are kept; what comes after is counted only

    OPEN, BOT, PAGE = "open", "bot", "page"
    REASONS = [
        ("head", _("asked for the address only")),
        ("prefetch", _("a browser loaded it beforehand")),
        ("no_agent", _("a program without a name")),
        ("preview", _("a preview in a message")),
        ("scanner", _("a mail scanner")),
        ("crawler", _("a crawler")),
        ("quick", _("sooner after it was made than a person can be")),
    ]
    KINDS = [(OPEN, _("opened")), (BOT, _("looked at by a machine")), (PAGE, _("page viewed"))]

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    link = models.ForeignKey(SmartLink, on_delete=models.CASCADE, related_name="events", db_index=False)
    contact = models.ForeignKey(
        "contacts.Contact", on_delete=models.CASCADE, related_name="link_events", db_index=False
    )
    kind = models.CharField(_("what"), max_length=5, choices=KINDS)
    at = models.DateTimeField(_("when"))
    ip = models.GenericIPAddressField(_("from"), null=True)  # truncated: /24, /48
    user_agent = models.CharField(_("program"), max_length=300, blank=True, default="")
    url = models.CharField(_("page"), max_length=2_000, blank=True, default="")
    title = models.CharField(_("title"), max_length=200, blank=True, default="")
    reason = models.CharField(_("why a machine"), max_length=20, choices=REASONS, blank=True, default="")

    objects = LinkEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event of a SmartLink")
        verbose_name_plural = _("events of SmartLinks")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["link", "-at", "-id"], name="link_event_latest"),
            models.Index(fields=["contact", "-at", "-id"], name="link_event_on_card"),
            models.Index(fields=["organization", "-at"], name="link_event_of_all"),
        ]


class AllowedOrigin(models.Model):
    """A site of the organization: its pages may report what a link's visitor reads, and may embed its forms."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="allowed_origins")
    origin = models.CharField(_("site"), max_length=255)  # https://shop.example, with a port where it is not the usual
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganizationWide.as_manager()

    class Meta:
        verbose_name = _("allowed site")
        ordering = ["origin"]
        constraints = [models.UniqueConstraint(fields=["organization", "origin"], name="origin_once")]

    def __str__(self):
        return self.origin
