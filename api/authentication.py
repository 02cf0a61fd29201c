"""Every credential of the REST API ends as one acting member, `request.member`."""

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, CSRFCheck
from rest_framework.exceptions import AuthenticationFailed, ParseError, PermissionDenied

from accounts.models import Credential, Member
from accounts.prepared import Prepared

from .fields import whole_number
from .tokens import fits, read_access


class HouseAuthentication(BaseAuthentication):
    """JWT in `Authorization: Bearer`, an API key in `x-api-key`, or the session cookie of a page (with CSRF)."""

    def authenticate(self, request):
        key = request.headers.get("x-api-key")
        bearer = request.headers.get("authorization", "")
        organization_id = asked_organization(request)
        if key is not None:
            member, credential = member_of_key(key, kind=Credential.KEY, organization_id=organization_id)
            door = "key"
        elif bearer:
            member, credential = member_of_token(bearer, organization_id), "jwt"
            door = "api"
        else:
            member, credential, door = self._session(request, organization_id), "session", "page"
        if member is None:
            return None
        request._request.member = request.member = member.through(door)
        return (member.user or AnonymousUser(), credential)

    def authenticate_header(self, request):
        return 'Bearer realm="api"'

    def _session(self, request, organization_id):
        user = getattr(request._request, "user", None)
        if user is None or not user.is_authenticated:
            return None
        check = CSRFCheck(lambda _request: None)
        check.process_request(request._request)
        reason = check.process_view(request._request, None, (), {})
        if reason:
            raise PermissionDenied(f"CSRF: {reason}")
        return membership(user.pk, organization_id)


def asked_organization(request):
    """The id in `X-Org-Id`, or None where the header is missing. Raises ParseError where it is no id."""
    text = request.headers.get("x-org-id")
    if text is None:
        return None
    number = whole_number(text.strip())
    if number is None:
        raise ParseError({"X-Org-Id": _("Give the id of an organization.")})
    return number


def member_of_key(secret, *, kind, organization_id=None):
    """(member, credential) for a usable key of `kind`. Raises AuthenticationFailed."""
    credential = Credential.find(secret)
    if credential is None or credential.kind != kind:
        raise AuthenticationFailed(_("This key is unknown, expired or revoked."))
    if organization_id not in (None, credential.organization_id):
        raise PermissionDenied(_("This key belongs to another organization."))
    credential.seen(timezone.now())
    return credential.member, credential


def member_of_token(header, organization_id=None):
    """The acting member for an `Authorization: Bearer <JWT>` header, in one query. Raises AuthenticationFailed."""
    scheme, _space, text = header.partition(" ")
    if scheme.lower() != "bearer" or not text:
        raise AuthenticationFailed(_("Send the token as `Authorization: Bearer <token>`."))
    token = read_access(text)
    member = membership(token["user_id"], organization_id)
    if member is None or not fits(token, member.user):
        raise AuthenticationFailed(_("This account is no longer active, or its password has changed. Sign in again."))
    return member


def membership(user_id, organization_id=None):
    """The active `Member` of a user: in this organization, else in the one last used. None if there is none. One query.

    Raises PermissionDenied where the user is a member of others, but not of `organization_id`.
    """
    found = memberships(user_id)
    if not found:
        return None
    wanted = organization_id or found[0].user.last_organization_id
    for member in found:
        if member.organization_id == wanted:
            return member
    if organization_id is not None:
        raise PermissionDenied(_("You are not a member of this organization."))
    return found[0]


def memberships(user_id):
    """The active members that an active user is, each with its `user`, oldest first."""
    return _MEMBERSHIPS.ask(user_id=user_id)


_MEMBERSHIPS = Prepared(
    lambda user_id: (
        Member.objects.filter(user=user_id, is_active=True, user__is_active=True)
        .select_related("user", "organization")
        .order_by("pk")
    )
)
