import hashlib
import secrets
from datetime import timedelta

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..ownership import OrganizationWide


def digest(secret):
    """SHA-256 of a credential's secret, hex. The secrets carry 192 random bits, so no salt or stretching is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


class CredentialQuerySet(OrganizationWide):
    def usable(self, now):
        """Credentials that are neither revoked nor expired at `now`, of an active member."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now), revoked_at=None, member__is_active=True)


class Credential(models.Model):
    """An API key or a company token. Only its hash is kept; the text is shown once, when it is made."""

    KEY, COMPANY = "key", "company"
    KINDS = [(KEY, _("API key")), (COMPANY, _("Company token"))]
    PREFIXES = {KEY: "rk_", COMPANY: "rc_"}
    SEEN_EVERY = timedelta(minutes=1)

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="credentials")
    member = models.ForeignKey("accounts.Member", on_delete=models.CASCADE, related_name="credentials")
    kind = models.CharField(_("kind"), max_length=10, choices=KINDS, default=KEY)
    name = models.CharField(_("name"), max_length=100)
    prefix = models.CharField(_("begins with"), max_length=12)
    hashed = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = CredentialQuerySet.as_manager()

    class Meta:
        verbose_name = _("API key or token")
        ordering = ["-created_at"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=["key", "company"]), name="credential_kind_known")]

    def __str__(self):
        return f"{self.name} ({self.prefix}…)"

    @classmethod
    @transaction.atomic
    def issue(cls, *, by, name, kind=KEY, role="member", data_scope="all", expires_at=None):
        """Make a credential and the integration member it acts as. Returns (credential, secret)."""
        from .members import Member

        secret = cls.PREFIXES[kind] + secrets.token_urlsafe(24)
        member = Member.objects.create(
            organization_id=by.organization_id, kind=Member.INTEGRATION, name=name, role=role, data_scope=data_scope
        )
        credential = cls.objects.create(
            organization_id=by.organization_id,
            member=member,
            kind=kind,
            name=name,
            prefix=secret[:8],
            hashed=digest(secret),
            created_by=by,
            expires_at=expires_at,
        )
        return credential, secret

    @classmethod
    def find(cls, secret, *, now=None):
        """The usable credential with this secret, with its member and organization, or None."""
        now = now or timezone.now()
        return (
            cls.objects.usable(now)
            .filter(hashed=digest(secret))
            .select_related("member__organization", "member__user")
            .first()
        )

    def revoke(self, *, by):
        """Refuse this credential from now on. Revoking twice changes nothing."""
        with transaction.atomic():
            Credential.objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=timezone.now())
            type(self.member).objects.filter(pk=self.member_id).update(is_active=False)
        self.refresh_from_db()

    def seen(self, now):
        """Remember the use, at most once a minute so that reading does not write every time."""
        if self.last_used_at is None or now - self.last_used_at > self.SEEN_EVERY:
            Credential.objects.filter(pk=self.pk).update(last_used_at=now)
