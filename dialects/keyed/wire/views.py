"""The manners of the Key API's endpoints."""

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.views import APIView

from api.manners import Manners
from api.parsers import check_length
from api.permissions import IsMember

from .answering import refusal
from .asking import KeyAuthentication, KeyThrottle, UnmarkedJSONParser
from .describing import KeyedSchema


class KeyedView(Manners, APIView):
    """A single endpoint of the Key API."""

    schema = KeyedSchema()
    authentication_classes = [KeyAuthentication]
    throttle_classes = [KeyThrottle]
    parser_classes = [UnmarkedJSONParser]
    permission_classes = [IsMember]

    def get_exception_handler(self):
        return refusal

    def said(self):
        """What the request says, in its query string or its body. A body that is no object is handed on as it is.

        To find somebody the query string counts; a write that says two things is refused. Raises ValidationError.
        """
        is_reading = self.request.method in SAFE_METHODS
        if is_reading:
            check_length(self.request)
        asked = {name: text for name, text in self.request.query_params.items() if name != "dry_run"}
        sent = self.request.data if has_body(self.request) else {}
        if not isinstance(sent, dict):
            return sent
        doubtful = [name for name in asked if name in sent and asked[name] != str(sent[name])]
        if doubtful and not is_reading:
            raise ValidationError(dict.fromkeys(doubtful, _("Given twice, with different values.")))
        return {**sent, **asked}


def has_body(request):
    """Whether there is a body; without one its type is of no matter."""
    return (request.META.get("CONTENT_LENGTH") or "0") != "0"
