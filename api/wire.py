"""What the house API's own endpoints answer, for the schema. The answers themselves are plain dicts."""

from rest_framework import serializers

from accounts.models import Credential, Member, User

from .schema import Done


class SignedInPerson(serializers.Serializer):
    id = serializers.IntegerField()
    first_name = serializers.CharField(allow_blank=True)
    last_name = serializers.CharField(allow_blank=True)
    email = serializers.CharField(allow_blank=True)
    role = serializers.ChoiceField(Member.ROLES)
    organization_id = serializers.IntegerField()


class Tokens(Done):
    token = serializers.CharField(help_text="Send it as `Authorization: Bearer <token>`.")
    refresh = serializers.CharField(help_text="Works once, at /api/auth/refresh.")


class SignedIn(Tokens):
    user = SignedInPerson()
    app_version = serializers.CharField()
    app_environment = serializers.CharField()


class SignedUp(Tokens):
    user = SignedInPerson()
    is_new_org = serializers.BooleanField()


class AccountWire(SignedInPerson):
    data_scope = serializers.ChoiceField(Member.SCOPES)
    organization_name = serializers.CharField()
    time_zone = serializers.CharField()
    theme = serializers.ChoiceField(User.THEMES)


class AccountAnswer(Done):
    data = AccountWire()


class PersonWire(serializers.Serializer):
    id = serializers.IntegerField(allow_null=True, help_text="null for somebody who is only invited")
    first_name = serializers.CharField(allow_blank=True)
    last_name = serializers.CharField(allow_blank=True)
    email = serializers.CharField()
    role = serializers.ChoiceField(Member.ROLES)
    data_scope = serializers.ChoiceField(Member.SCOPES)
    is_active = serializers.BooleanField()
    last_login = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    invitation_id = serializers.IntegerField(required=False)


class TeamWire(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    member_ids = serializers.ListField(child=serializers.IntegerField())
    created_at = serializers.DateTimeField()


class KeyWire(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(Credential.KINDS)
    prefix = serializers.CharField()
    role = serializers.ChoiceField(Member.ROLES)
    data_scope = serializers.ChoiceField(Member.SCOPES)
    created_by = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)
    key = serializers.CharField(required=False, help_text="Only in the answer to its making.")
