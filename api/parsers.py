"""JSON in, strictly: what a database or a log cannot hold is refused before anybody sees it."""

import json

import orjson
from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

from .errors import Unprocessable
from .fields import encodes

MAX_DEPTH = 30


class TooLarge(APIException):
    """413: nobody reads a body of this size."""

    status_code = 413
    default_detail = "The body is too large."


class LengthRequired(APIException):
    """411: a body without a length, which the server would take for an empty one."""

    status_code = 411
    default_detail = "Send the body with a Content-Length."


class StrictJSONParser(BaseParser):
    """A JSON body. Refuses what is too large, too deep, no JSON, or holds half a character (a lone surrogate)."""

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None):
        body = stream.read()
        try:
            value = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise _why(body) from error
        if depth_over(value, MAX_DEPTH):
            raise ParseError(_("The body is nested too deeply."))
        return value


def check_length(request):
    """Raise LengthRequired or TooLarge for a body that nobody should read. Uploaded forms have limits of their own."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length and request.META.get("HTTP_TRANSFER_ENCODING"):
        raise LengthRequired
    is_form = request.content_type.startswith("multipart/")
    if length.isdigit() and int(length) > settings.API_MAX_BODY and not is_form:
        raise TooLarge


def depth_over(value, most):
    """Whether lists and objects stand in each other more than `most` deep."""
    level = [value]
    for _depth in range(most + 1):
        level = [
            child
            for parent in level
            if isinstance(parent, list | dict)
            for child in (parent.values() if isinstance(parent, dict) else parent)
            if isinstance(child, list | dict)
        ]
        if not level:
            return False
    return True


def _why(body):
    """The error for a body that orjson refuses: 422 naming a field with half a character, else 400."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, dict):
        fields = [name for name, text in value.items() if isinstance(text, str) and not encodes(text)]
        if fields and all(map(encodes, fields)):
            return Unprocessable(dict.fromkeys(fields, _("Contains characters that cannot be stored.")))
    return ParseError(_("The body is not valid JSON."))
