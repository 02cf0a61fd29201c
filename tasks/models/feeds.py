import hashlib
import secrets

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.ownership import OrganizationWide


class CalendarFeed(models.Model):
    """A member's private calendar of their tasks. Who knows its address reads it; the address is told once, only its hash
    is kept, and a new one ends the old."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    member = models.OneToOneField("accounts.Member", on_delete=models.CASCADE, related_name="calendar_feed")
    hashed = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    last_read_at = models.DateTimeField(_("last read"), null=True, blank=True)

    objects = OrganizationWide.as_manager()

    class Meta:
        verbose_name = _("calendar feed")

    def __str__(self):
        return str(self.member)

    @classmethod
    @transaction.atomic
    def issue(cls, *, by):
        """Give `by` a feed, in place of the one they have. Returns (feed, token); the token is told this once."""
        token = secrets.token_urlsafe(32)
        type(by).objects.select_for_update(of=("self",)).get(pk=by.pk)  # two at once make one, the later one's
        cls.objects.filter(member=by).delete()
        return cls.objects.create(organization_id=by.organization_id, member=by, hashed=cls.hash_of(token)), token

    @classmethod
    def found(cls, token):
        """The feed with this token, or None; a deactivated member has none."""
        feeds = cls.objects.filter(hashed=cls.hash_of(token), member__is_active=True, member__user__is_active=True)
        return feeds.select_related("member__user", "member__organization").first()

    @staticmethod
    def hash_of(token):
        return hashlib.sha256(token.encode(errors="replace")).hexdigest()
