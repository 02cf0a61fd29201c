"""People, teams and keys: who acts for the organization. Everybody may read who there is; admins change it."""

import django_filters as df
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Credential, Invitation, LastAdmin, Member, Team

from .answers import moment, success
from .errors import TooMany, Unprocessable
from .filters import ListFilter
from .serializers import AccessBody, KeyBody, NewPersonBody, TeamBody
from .sign_in import new_user
from .throttling import count_call
from .viewsets import RecordViewSet
from .wire import KeyWire, PersonWire, TeamWire

INVITATIONS = "200/hour"  # of one organization


class UntalliedFilter(ListFilter):
    """A short list, counted by counting."""

    @property
    def is_tallied(self):
        return False


class PersonFilter(UntalliedFilter):
    SORTS = {
        "name": ("user__first_name", "user__last_name"),
        "email": ("user__email",),
        "role": ("role",),
        "created_at": ("created_at",),
        "last_login": ("user__last_login",),
    }

    search = df.CharFilter(method="filter_search", max_length=200)
    role = df.ChoiceFilter(choices=Member.ROLES)
    is_active = df.BooleanFilter()

    def filter_search(self, queryset, _name, text):
        for word in text.split():
            words = Q(user__first_name__icontains=word) | Q(user__last_name__icontains=word)
            queryset = queryset.filter(words | Q(user__email__icontains=word))
        return queryset


class UserViewSet(RecordViewSet):
    """The people of the organization. An id here is what `assigned_to` means everywhere."""

    model = Member
    wire_serializer_class = PersonWire
    filterset_class = PersonFilter
    admin_actions = ("create", "update", "partial_update")

    def get_queryset(self):
        return super().get_queryset().filter(kind=Member.PERSON).select_related("user")

    def get_serializer_class(self):
        return NewPersonBody if self.action == "create" else AccessBody

    def rows(self, queryset):
        return [person_row(member) for member in queryset.select_related("user")]

    def create(self, request):
        """Add a person. With a `password` they may sign in at once; without one an invitation is mailed."""
        asked = self.checked(None)
        asked["email"] = asked["email"].lower()
        if self.get_queryset().filter(user__email=asked["email"]).exists():
            raise Unprocessable({"email": _("This person is in your organization already.")})
        if asked.get("password"):
            return self.written(self.add(**asked).pk, _("Added."), status=201)
        asked.pop("password", None)
        return success(self.invite(**asked), _("Invited."), status=201)

    def add(self, *, email, password, first_name="", last_name="", **access):
        user = new_user(email=email, password=password, first_name=first_name, last_name=last_name)
        return Member.objects.create(organization_id=self.request.member.organization_id, user=user, **access)

    def invite(self, **asked):
        allowance = count_call(f"invite:{self.request.member.organization_id}", INVITATIONS)
        if allowance.exceeded:
            raise TooMany(allowance.reset, _("Too many invitations for now."))
        invitation, _token = Invitation.send_to(by=self.request.member, **asked)
        return {**invitation_row(invitation), "invitation_id": invitation.pk}

    def alter(self, record, values):
        try:
            record.change_access(by=self.request.member, **values)
        except LastAdmin as error:
            field = "is_active" if values.get("is_active") is False else "role"
            raise Unprocessable({field: _("Somebody must remain an admin. Make another person one first.")}) from error


def person_row(member):
    return {
        "id": member.pk,
        "first_name": member.user.first_name,
        "last_name": member.user.last_name,
        "email": member.user.email,
        "role": member.role,
        "data_scope": member.data_scope,
        "is_active": member.is_active,
        "last_login": moment(member.user.last_login),
        "created_at": moment(member.created_at),
    }


def invitation_row(invitation):
    """Somebody who is not there yet, in the shape of a person."""
    return {
        "id": None,
        "first_name": invitation.first_name,
        "last_name": invitation.last_name,
        "email": invitation.email,
        "role": invitation.role,
        "data_scope": invitation.data_scope,
        "is_active": False,
        "last_login": None,
        "created_at": moment(invitation.created_at),
    }


class TeamFilter(UntalliedFilter):
    SORTS = {"name": ("name",), "created_at": ("created_at",)}
    search = df.CharFilter(field_name="name", lookup_expr="icontains", max_length=100)


class TeamViewSet(RecordViewSet):
    """Teams: people with the data scope "team" see each other's records."""

    model = Team
    wire_serializer_class = TeamWire
    filterset_class = TeamFilter
    serializer_class = TeamBody
    admin_actions = ("list", "retrieve", "create", "update", "partial_update", "destroy")

    def rows(self, queryset):
        return [
            {
                "id": team.pk,
                "name": team.name,
                "member_ids": sorted(member.pk for member in team.members.all()),
                "created_at": moment(team.created_at),
            }
            for team in queryset.prefetch_related("members")
        ]

    def make(self, values):
        return self.saved(Team(organization_id=self.request.member.organization_id), values)

    def alter(self, record, values):
        self.saved(record, values)

    def erase(self, record):
        record.delete()

    def saved(self, team, values):
        team.name = values.get("name", team.name)
        if self.get_queryset().filter(name__iexact=team.name).exclude(pk=team.pk).exists():
            raise Unprocessable({"name": _("There is a team with this name already.")})
        try:
            with transaction.atomic():
                team.save()
        except IntegrityError as error:
            raise Unprocessable({"name": _("There is a team with this name already.")}) from error
        if "member_ids" in values:
            team.members.set(values["member_ids"])
        return team


class KeyFilter(UntalliedFilter):
    SORTS = {"created_at": ("created_at",), "name": ("name",), "last_used_at": ("last_used_at",)}
    kind = df.ChoiceFilter(choices=Credential.KINDS)


class KeyViewSet(RecordViewSet):
    """API keys and company tokens. The text of a key is in the answer to its making and nowhere else."""

    model = Credential
    wire_serializer_class = KeyWire
    filterset_class = KeyFilter
    serializer_class = KeyBody
    admin_actions = ("list", "create", "destroy")
    holds_secret = True
    messages = {**RecordViewSet.messages, "removed": gettext_lazy("Revoked.")}

    def rows(self, queryset):
        return [key_row(credential) for credential in queryset.select_related("member")]

    def create(self, request):
        """Make a key. Keep its text: it is not shown again."""
        asked = self.checked(None)
        if asked.get("expires_at") and asked["expires_at"] <= timezone.now():
            raise Unprocessable({"expires_at": _("Give a time to come.")})
        credential, secret = Credential.issue(by=request.member, **asked)
        row = {**key_row(credential), "key": secret}
        return success(row, _("Keep this key: it is not shown again."), status=201, key=secret)

    def erase(self, record):
        record.revoke(by=self.request.member)


def key_row(credential):
    return {
        "id": credential.pk,
        "name": credential.name,
        "kind": credential.kind,
        "prefix": credential.prefix,
        "role": credential.member.role,
        "data_scope": credential.member.data_scope,
        "created_by": credential.created_by_id,
        "created_at": moment(credential.created_at),
        "last_used_at": moment(credential.last_used_at),
        "expires_at": moment(credential.expires_at),
        "revoked_at": moment(credential.revoked_at),
    }
