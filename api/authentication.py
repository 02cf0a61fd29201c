"""Every credential of the REST API ends as one acting member, `request.member`."""

from django.contrib.auth import get_user_model
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, CSRFCheck
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken

from accounts.middleware import membership_of
from accounts.models import Credential


class HouseAuthentication(BaseAuthentication):
    """JWT in `Authorization: Bearer`, an API key in `x-api-key`, or the session cookie of a page (with CSRF)."""

    def authenticate(self, request):
        key = request.headers.get("x-api-key")
        bearer = request.headers.get("authorization", "")
        if key is not None:
            member, credential = member_of_key(key, kind=Credential.KEY)
            door = "key"
        elif bearer:
            member, credential = member_of_token(bearer, request.headers.get("x-org-id")), "jwt"
            door = "api"
        else:
            member, credential, door = self._session(request), "session", "page"
        if member is None:
            return None
        request._request.member = request.member = member.through(door)
        return (member.user or member, credential)

    def authenticate_header(self, request):
        return 'Bearer realm="api"'

    def _session(self, request):
        user = getattr(request._request, "user", None)
        if user is None or not user.is_authenticated:
            return None
        check = CSRFCheck(lambda r: None)
        check.process_request(request._request)
        reason = check.process_view(request._request, None, (), {})
        if reason:
            raise PermissionDenied(f"CSRF: {reason}")
        return membership_of(user)


def member_of_key(secret, *, kind):
    """(member, credential) for a usable key of `kind`. Raises AuthenticationFailed."""
    credential = Credential.find(secret)
    if credential is None or credential.kind != kind:
        raise AuthenticationFailed("This key is unknown, expired or revoked.")
    credential.seen(timezone.now())
    return credential.member, credential


def member_of_token(header, organization_id=None):
    """The acting member for an `Authorization: Bearer <JWT>` header. Raises AuthenticationFailed."""
    scheme, _space, text = header.partition(" ")
    if scheme.lower() != "bearer" or not text:
        raise AuthenticationFailed("Send the token as `Authorization: Bearer <token>`.")
    try:
        token = AccessToken(text)
    except TokenError as error:
        raise AuthenticationFailed("The token is wrong or has expired.") from error
    user = get_user_model()(pk=token["user_id"])
    user.last_organization_id = token.get("org")
    member = membership_of(user, organization_id)
    if member is None:
        raise AuthenticationFailed("This account is no longer active.")
    return member
