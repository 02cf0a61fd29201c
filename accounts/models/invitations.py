import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..ownership import OrganizationWide
from .credentials import digest


class InvitationQuerySet(OrganizationWide):
    def open(self, now):
        """Invitations that can still be accepted at `now`."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)


class Invitation(models.Model):
    """A mailed link with which a person joins an organization. Only the token's hash is kept."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail"), max_length=254)
    first_name = models.CharField(_("first name"), max_length=100, blank=True)
    last_name = models.CharField(_("last name"), max_length=100, blank=True)
    role = models.CharField(_("role"), max_length=10, default="member")
    data_scope = models.CharField(_("sees"), max_length=10, default="all")
    hashed = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        ordering = ["-created_at"]

    def __str__(self):
        return self.email

    @classmethod
    @transaction.atomic
    def send_to(cls, email, *, by, role="member", data_scope="all", first_name="", last_name=""):
        """Invite `email`, replacing an open invitation of the same person. Returns (invitation, token); the mail
        goes out when the transaction commits."""
        from ..mail import mail_invitation

        now = timezone.now()
        email = email.strip().lower()
        cls.objects.visible_to(by).open(now).filter(email=email).update(revoked_at=now)
        token = secrets.token_urlsafe(24)
        invitation = cls.objects.create(
            organization_id=by.organization_id,
            email=email,
            first_name=first_name,
            last_name=last_name,
            role=role,
            data_scope=data_scope,
            hashed=digest(token),
            invited_by=by,
            expires_at=now + timedelta(days=settings.INVITATION_DAYS),
        )
        transaction.on_commit(lambda: mail_invitation(invitation, token))
        return invitation, token

    @classmethod
    def awaits(cls, email, *, now):
        """Whether somebody invited `email` and still waits for an answer."""
        return cls.objects.open(now).filter(email=email).exists()

    @classmethod
    def with_token(cls, token):
        """The invitation with this token, whatever became of it, or None."""
        return cls.objects.filter(hashed=digest(token)).select_related("organization", "invited_by__user").first()

    @property
    def is_open(self):
        """Whether it can be accepted now."""
        return self.accepted_at is None and self.revoked_at is None and self.expires_at > timezone.now()

    @classmethod
    def find(cls, token, *, now=None):
        """The open invitation with this token, or None."""
        return (
            cls.objects.open(now or timezone.now()).filter(hashed=digest(token)).select_related("organization").first()
        )

    @transaction.atomic
    def accept(self, *, user):
        """Make `user` a member; returns the `Member`. A second acceptance of the same invitation changes nothing, nor
        does it change what somebody may do who is an active member already."""
        from .members import Member

        now = timezone.now()
        if not Invitation.objects.open(now).filter(pk=self.pk).update(accepted_at=now):
            return Member.objects.filter(organization=self.organization_id, user=user).first()
        access = {"role": self.role, "data_scope": self.data_scope, "is_active": True}
        member, made = Member.objects.get_or_create(organization_id=self.organization_id, user=user, defaults=access)
        if not made and not member.is_active:
            Member.objects.filter(pk=member.pk).update(**access)
            member.refresh_from_db()
        user.last_organization_id = self.organization_id
        user.save(update_fields=["last_organization"])
        return member

    def send_again(self, *, by):
        """A new mail with a new link for the same person, which replaces this one. Returns (invitation, token)."""
        names = {"first_name": self.first_name, "last_name": self.last_name}
        return Invitation.send_to(self.email, by=by, role=self.role, data_scope=self.data_scope, **names)

    def revoke(self, *, by):
        """Make the link dead."""
        self.revoked_at = timezone.now()
        self.save(update_fields=["revoked_at"])
