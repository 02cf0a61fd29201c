from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..ownership import OrganizationWide, may_edit, must_edit


class LastAdmin(Exception):
    """The organization would be left without an active admin."""


class Member(models.Model):
    """Somebody acting in one organization: a person, or an integration behind an API key.

    Every credential of every door ends as one of these, `request.member`.
    """

    ADMIN, MEMBER = "admin", "member"
    ROLES = [(ADMIN, _("Admin")), (MEMBER, _("Member"))]
    ALL, TEAM, ASSIGNED = "all", "team", "assigned"
    SCOPES = [
        (ALL, _("All records")),
        (TEAM, _("Their teams' records")),
        (ASSIGNED, _("Only records assigned to them")),
    ]
    PERSON, INTEGRATION = "person", "integration"
    KINDS = [(PERSON, _("Person")), (INTEGRATION, _("Integration"))]

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.CASCADE, related_name="memberships"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=KINDS, default=PERSON)
    name = models.CharField(_("name"), max_length=200, blank=True, help_text=_("Of an integration."))
    role = models.CharField(_("role"), max_length=10, choices=ROLES, default=MEMBER)
    data_scope = models.CharField(_("sees"), max_length=10, choices=SCOPES, default=ALL)
    is_active = models.BooleanField(_("active"), default=True)
    last_seen_at = models.DateTimeField(_("last seen"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganizationWide.as_manager()

    #: Through which door this member acts now: "page", "api", "key", "import", "admin", … Set by the
    #: door's authentication, kept in the history, never stored on the member.
    door = "system"

    class Meta:
        verbose_name = _("member")
        constraints = [
            models.UniqueConstraint(fields=["organization", "user"], name="member_once_per_organization"),
            models.CheckConstraint(condition=Q(role__in=["admin", "member"]), name="member_role_known"),
            models.CheckConstraint(condition=Q(data_scope__in=["all", "team", "assigned"]), name="member_scope_known"),
            models.CheckConstraint(
                condition=Q(kind="person", user__isnull=False) | Q(kind="integration", user__isnull=True),
                name="member_person_has_user",
            ),
        ]

    def __str__(self):
        return self.full_name

    @property
    def full_name(self):
        return (self.name or _("Integration")) if self.user is None else str(self.user)

    @property
    def is_admin(self):
        return self.role == self.ADMIN

    @property
    def sees_all(self):
        """Admins always see all records of their organization (private ones of others excepted)."""
        return self.is_admin or self.data_scope == self.ALL

    def through(self, door):
        """This member, acting through `door`; returns self for chaining."""
        self.door = door
        return self

    def may_edit(self, record):
        return may_edit(self, record)

    def must_edit(self, record):
        """Raise PermissionDenied unless this member may change `record`, which they can already see."""
        must_edit(self, record)

    def teammates(self):
        """Ids of everybody in a team of this member's, as a subquery."""
        return Team.members.through.objects.filter(
            team__in=Team.members.through.objects.filter(member=self).values("team")
        ).values("member")

    @transaction.atomic
    def change_access(self, *, by, role=None, data_scope=None, is_active=None):
        """Change what this member may do. Raises LastAdmin if no active admin person would be left."""
        others = Member.objects.select_for_update().filter(
            organization=self.organization_id, role=self.ADMIN, is_active=True, kind=self.PERSON
        )
        admins = set(others.values_list("pk", flat=True))  # locked first, so that two cannot demote each other
        was_active = self.is_active
        self.role = self.role if role is None else role
        self.data_scope = self.data_scope if data_scope is None else data_scope
        self.is_active = self.is_active if is_active is None else is_active
        if self.pk in admins and not (self.is_active and self.role == self.ADMIN) and admins == {self.pk}:
            raise LastAdmin
        self.save(update_fields=["role", "data_scope", "is_active"])
        if was_active and not self.is_active:
            self.cut_access()

    def cut_access(self):
        """End every session and token and revoke every key of this member now."""
        from django.utils import timezone

        from ..signals import access_cut

        self.credentials.filter(revoked_at=None).update(revoked_at=timezone.now())
        if self.user and not self.user.memberships.filter(is_active=True).exclude(pk=self.pk).exists():
            self.user.sign_out_everywhere()
        access_cut.send(sender=Member, member=self)


class Team(models.Model):
    """People who see each other's records when their data scope says "team"."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(_("name"), max_length=100)
    members = models.ManyToManyField(Member, related_name="teams", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganizationWide.as_manager()

    class Meta:
        verbose_name = _("team")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="team_name_unique")]

    def __str__(self):
        return self.name
