"""Answers and refusals as the Key API words them: `{error: "machine_code", message}`."""

import orjson
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.response import Response

from api.errors import by_path, headers_of, known, one_sentence
from api.idempotency import KeyReused
from api.outside import not_found
from api.renderers import JSONRenderer

REMOVED = "Document deleted successfully"
CODES = {
    400: "invalid_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    411: "length_required",
    412: "precondition_failed",
    413: "too_large",
    415: "unsupported_media_type",
    422: "key_reused",
    429: "rate_limited",
    500: "server_error",
}


class Refused(exceptions.ValidationError):
    """400 with a machine's word of its own."""

    def __init__(self, code, message):
        super().__init__({"body": message})
        self.word = code


def removed():
    """What a deletion is answered with."""
    return HttpResponse(REMOVED, content_type="text/plain; charset=utf-8")


def refusal(error, context):
    """REST framework's exception handler. What is not valid is 400 here. Our own bugs are not caught."""
    error = known(error)
    if error is None:
        return None
    if not isinstance(error, exceptions.ValidationError):
        return refused(error.status_code, one_sentence(error.detail), headers=headers_of(error))
    status = 422 if isinstance(error, KeyReused) else 400
    return refused(status, in_one_line(error.detail), word=getattr(error, "word", None))


def refused(status, message, *, word=None, headers=None):
    body = {"error": word or CODES.get(status, "refused"), "message": message or _("Not valid.")}
    return Response(body, status=status, headers=headers)


def in_one_line(detail):
    """The sentences of an error's detail, each behind its field."""
    told = by_path(detail)
    return " ".join(texts[0] if path == "body" else f"{path}: {texts[0]}" for path, texts in told.items())


def in_keyed_words(answer):
    """A refusal of the house that came from outside any view, as this tongue words it."""
    told = orjson.loads(answer.content)
    body = {"error": CODES.get(answer.status_code, "refused"), "message": told["message"]}
    body |= {name: told[name] for name in ("request_id",) if name in told}
    return HttpResponse(JSONRenderer().render(body), status=answer.status_code, content_type="application/json")


@csrf_exempt
def nothing_here(request, rest):
    """Every address below /api/key/ that is no endpoint."""
    return in_keyed_words(not_found())


nothing_here.login_required = False
