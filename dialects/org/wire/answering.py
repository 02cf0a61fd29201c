"""Lists and refusals as the Org API words them."""

import orjson
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.response import Response

from api.errors import by_path, headers_of, known, one_sentence
from api.outside import not_found
from api.preconditions import Stale
from api.renderers import JSONRenderer


def page_of_items(items, total, stretch):
    """`{items, total, limit, offset}`."""
    return Response({"items": items, "total": total, "limit": stretch.limit, "offset": stretch.offset})


def refusal(error, context):
    """REST framework's exception handler: `{detail, errors?: {path: [text]}}`. Our own bugs are not caught here."""
    error = known(error)
    if error is None:
        return None
    status = 422 if isinstance(error, exceptions.ValidationError) else error.status_code
    body = {"detail": one_sentence(error.detail) or _("Not valid.")}
    if isinstance(error.detail, dict) or status == 422:
        body["errors"] = by_path(error.detail)
    if isinstance(error, Stale):
        body["current"] = error.current
    return Response(body, status=status, headers=headers_of(error))


def in_org_words(answer):
    """A refusal of the house that came from outside any view, as this tongue words it."""
    told = orjson.loads(answer.content)
    body = {"detail": told["message"], **{name: told[name] for name in ("request_id",) if name in told}}
    return HttpResponse(JSONRenderer().render(body), status=answer.status_code, content_type="application/json")


@csrf_exempt
def nothing_here(request, rest):
    """Every address below /api/v1/ that is no endpoint."""
    return in_org_words(not_found())


nothing_here.login_required = False
