"""Who asks, in which scope, and what a body holds."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed

from accounts.models import Credential
from api.authentication import asked_organization, member_of_key, member_of_token
from api.errors import Unprocessable

COMPANY, USER = "company", "user"


class ScopeAuthentication(BaseAuthentication):
    """One kind of credential opens a scope; every other, a page's cookie too, is no credential here."""

    def authenticate_header(self, request):
        return 'Bearer realm="api"'

    def acting(self, request, member, credential, door):
        request._request.member = request.member = member.through(door)
        return (member.user or AnonymousUser(), credential)


class CompanyAuthentication(ScopeAuthentication):
    """A company token in `Authorization: Bearer`, or an API key in `x-api-key`."""

    def authenticate(self, request):
        key, bearer = request.headers.get("x-api-key"), request.headers.get("authorization", "")
        asked = asked_organization(request)
        if key is not None:
            return self.acting(request, *member_of_key(key, kind=Credential.KEY, organization_id=asked), "key")
        if not bearer:
            return None
        scheme, _space, token = bearer.partition(" ")
        if scheme.lower() != "bearer" or not token.startswith(Credential.PREFIXES[Credential.COMPANY]):
            raise AuthenticationFailed(_("Send a company token: `Authorization: Bearer rc_…`."))
        found = member_of_key(token, kind=Credential.COMPANY, organization_id=asked)
        return self.acting(request, *found, "company")


class UserAuthentication(ScopeAuthentication):
    """A rep's own JWT in `Authorization: Bearer`."""

    def authenticate(self, request):
        bearer = request.headers.get("authorization", "")
        if "x-api-key" in request.headers or bearer[7:].startswith(tuple(Credential.PREFIXES.values())):
            raise AuthenticationFailed(_("Send the token a user signed in with: `Authorization: Bearer <JWT>`."))
        if not bearer:
            return None
        return self.acting(request, member_of_token(bearer, asked_organization(request)), "jwt", "api")


AUTHENTICATION = {COMPANY: CompanyAuthentication, USER: UserAuthentication}


def unwrapped(body, wrapper):
    """The fields of a body, flat or below `wrapper`; `meta`, which our answers have, is passed over.

    What stands at both places must be the same, so that an answer can be sent back but no change is lost between its
    two halves. Raises Unprocessable.
    """
    if not isinstance(body, dict):
        return body
    flat = {name: value for name, value in body.items() if name not in (wrapper, "meta")}
    if wrapper not in body:
        return flat
    inner = body[wrapper]
    if not isinstance(inner, dict):
        raise Unprocessable({wrapper: [_("Send a JSON object.")]})
    doubtful = [name for name in inner if name in flat and flat[name] != inner[name]]
    if doubtful:
        raise Unprocessable({name: [_("Given twice, with different values.")] for name in doubtful})
    return {**flat, **inner}
