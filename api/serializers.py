"""The bodies of the house API's own endpoints."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError as DjangoValidationError
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import Credential, Member, User

from .fields import Choice, Email, Flag, Moment, Text, VisibleIdsField

NAME = 100
PASSWORD = 128


class Body(serializers.Serializer):
    """A JSON object."""

    default_error_messages = {"invalid": _("Send a JSON object.")}


class Password(Text):
    """A new password, which must be long and unusual enough. It is taken as typed, spaces included."""

    def __init__(self, **kwargs):
        super().__init__(max_length=PASSWORD, trim_whitespace=False, **kwargs)

    def to_internal_value(self, data):
        data = super().to_internal_value(data)
        try:
            validate_password(data)
        except DjangoValidationError as error:
            raise serializers.ValidationError(" ".join(error.messages)) from error
        return data


class SignInBody(Body):
    email = Text(max_length=254)
    password = Text(max_length=PASSWORD, trim_whitespace=False)
    code = Text(max_length=32, required=False)


class SignUpBody(Body):
    organization_name = Text(max_length=200)
    first_name = Text(max_length=NAME)
    last_name = Text(max_length=NAME)
    email = Email()
    password = Password()


class RefreshBody(Body):
    refresh = Text(max_length=2000)


class ForgottenBody(Body):
    email = Email()


class ResetBody(Body):
    token = Text(max_length=200)
    password = Password()


class ProfileBody(Body):
    first_name = Text(max_length=NAME)
    last_name = Text(max_length=NAME)
    time_zone = Text(max_length=50, required=False)
    theme = Choice(User.THEMES, required=False)

    def validate_time_zone(self, name):
        from zoneinfo import available_timezones

        if name not in available_timezones():
            raise serializers.ValidationError(_("Give a time zone such as Europe/Berlin."))
        return name


class AccessBody(Body):
    """What a person may do."""

    role = Choice(Member.ROLES, required=False)
    data_scope = Choice(Member.SCOPES, required=False)
    is_active = Flag(required=False)


class NewPersonBody(Body):
    email = Email()
    first_name = Text(max_length=NAME, required=False)
    last_name = Text(max_length=NAME, required=False)
    role = Choice(Member.ROLES, required=False)
    data_scope = Choice(Member.SCOPES, required=False)
    password = Password(required=False)


class TeamBody(Body):
    name = Text(max_length=100)
    member_ids = VisibleIdsField(Member, only={"kind": Member.PERSON}, required=False)


class KeyBody(Body):
    name = Text(max_length=100)
    kind = Choice(Credential.KINDS, required=False)
    role = Choice(Member.ROLES, required=False)
    data_scope = Choice(Member.SCOPES, required=False)
    expires_at = Moment(required=False, allow_null=True)
