"""JSON in, strictly: what a database or a log cannot hold is refused before anybody sees it."""

import json
from itertools import islice
from math import isfinite

import orjson
from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

from .errors import Unprocessable
from .fields import encodes

MAX_DEPTH = 30
MOST_NAMED = 20  # of what is wrong in a body


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
    most_deep = MAX_DEPTH

    def parse(self, stream, media_type=None, parser_context=None):
        body = stream.read()
        try:
            value = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise _why(body) from error
        if depth_over(value, self.most_deep):
            raise ParseError(_("The body is nested too deeply."))
        return value


class DeepJSONParser(StrictJSONParser):
    """For bodies whose reader says by its path what stands too deep."""

    most_deep = 1_000  # orjson itself goes no deeper than that


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
    """The error for a body that orjson refuses: 422 naming what nobody can keep, half a character or a number beyond
    all bounds, else 400."""
    try:
        found = json.loads(body, parse_int=_whole, parse_float=_decimal, parse_constant=_no_json)
        wrong = dict(islice(_unkept(found), MOST_NAMED))
    except (ValueError, RecursionError):
        wrong = {}
    return Unprocessable(wrong) if wrong else ParseError(_("The body is not valid JSON."))


BOUNDLESS = object()  # stands for a number that no float reaches


def _whole(digits):
    return BOUNDLESS if len(digits) > 300 else int(digits)


def _decimal(digits):
    return float(digits) if isfinite(float(digits)) else BOUNDLESS


def _no_json(word):
    raise ValueError(word)


def _unkept(value, path=""):
    """(path, sentence) of all that cannot be kept in what JSON said. Raises ValueError where it is a name."""
    if value is BOUNDLESS:
        yield path or "body", _("This number is too large.")
    elif isinstance(value, str) and not encodes(value):
        yield path or "body", _("Contains characters that cannot be stored.")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _unkept(inner, f"{path}[{number}]")
    elif isinstance(value, dict):
        for name, inner in value.items():
            if not encodes(name):
                raise ValueError(name)
            yield from _unkept(inner, f"{path}.{name[:100]}" if path else name[:100])
