"""Answers, lists and refusals as the Rep API words them. Each has a `meta`."""

import orjson
import structlog
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.response import Response

from api.answers import moment
from api.errors import by_path, headers_of, known, one_sentence
from api.outside import not_found
from api.preconditions import Stale
from api.renderers import JSONRenderer


def meta(**more):
    """`{request_id, timestamp}`, and `more`."""
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    return {"request_id": request_id, "timestamp": moment(timezone.now()), **more}


def record_answer(wrapper, record, *, status=200, headers=None):
    """A record at top level and below `wrapper`; None gives `meta` alone."""
    body = {} if record is None else {**record, wrapper: record}
    return Response({**body, "meta": meta()}, status=status, headers=headers)


def page_answer(plural, rows, *, number, per_page, total):
    """`{plural: rows, meta: {total_count, total_pages, current_page, per_page, …}}`."""
    counts = {"total_count": total, "total_pages": -(-total // per_page), "current_page": number, "per_page": per_page}
    return Response({plural: rows, "meta": meta(**counts)})


def refusal(error, context):
    """REST framework's exception handler: 401 is `{message, meta}`, all else `{error_message, errors, meta}`. Our own
    bugs are not caught here."""
    error = known(error)
    if error is None:
        return None
    status = 422 if isinstance(error, exceptions.ValidationError) else error.status_code
    body = refused(one_sentence(error.detail) or _("Not valid."), status)
    if isinstance(error.detail, dict) or status == 422:
        body["errors"] = by_path(error.detail)
    if isinstance(error, Stale):
        body[getattr(context.get("view"), "wrapper", "current")] = error.current
    return Response(body, status=status, headers=headers_of(error))


def refused(message, status, **more):
    """The body of a refusal."""
    if status == 401:
        return {"message": message, "meta": meta(**more)}
    return {"error_message": message, "errors": {}, "meta": meta(**more)}


def in_rep_words(answer):
    """A refusal of the house that came from outside any view, as this tongue words it."""
    told = orjson.loads(answer.content)
    number = {name: told[name] for name in ("request_id",) if told.get(name)}
    body = refused(told["message"], answer.status_code, **number)
    return HttpResponse(JSONRenderer().render(body), status=answer.status_code, content_type="application/json")


@csrf_exempt
def nothing_here(request, rest):
    """Every address of the Rep API that is no endpoint."""
    return in_rep_words(not_found())


nothing_here.login_required = False
