"""Who asks, how often they may, and what a body is."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import UnsupportedMediaType

from accounts.models import Credential
from api.authentication import asked_organization, member_of_key
from api.parsers import StrictJSONParser
from api.throttling import CredentialThrottle
from api.turns import take_turn


class KeyAuthentication(BaseAuthentication):
    """An API key in `x-api-key`, and nothing else."""

    def authenticate(self, request):
        key = request.headers.get("x-api-key")
        if key is None:
            return None
        member, credential = member_of_key(key, kind=Credential.KEY, organization_id=asked_organization(request))
        request._request.member = request.member = member.through("key")
        return (member.user or AnonymousUser(), credential)

    def authenticate_header(self, request):
        return "x-api-key"


class KeyThrottle(CredentialThrottle):
    """`KEY_API_RATE_LIMIT` for each key, counted across all web processes."""

    def allow_request(self, request, view):
        if request.auth is None:
            return True  # nobody, who is refused next
        self.allowance = request.allowance = take_turn(request.auth, settings.KEY_API_RATE_LIMIT)
        return self.allowance is None or not self.allowance.exceeded


class UnmarkedJSONParser(StrictJSONParser):
    """A JSON body, whatever type it is said to be: the key is the only header that clients of this API are asked for, and
    many programs call a text they send plain, or a form."""

    media_type = "*/*"

    def parse(self, stream, media_type=None, parser_context=None):
        if media_type.startswith("multipart/"):  # nothing reads parts here, and remembered requests take them for files
            raise UnsupportedMediaType(media_type)
        return super().parse(stream, media_type, parser_context)
