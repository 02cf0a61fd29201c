"""Exceptions as the house API's error bodies."""

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.db import transaction
from django.http import Http404
from rest_framework import exceptions

from .answers import failure


class Unprocessable(exceptions.ValidationError):
    """422: the request was understood and is refused; `detail` maps fields to sentences."""

    status_code = 422


def one_sentence(detail):
    """The first sentence of DRF's nested error detail."""
    while isinstance(detail, list | dict):
        detail = next(iter(detail.values() if isinstance(detail, dict) else detail), "")
    return str(detail)


def by_field(detail):
    """`{field: "one sentence"}` of a validation error's detail."""
    if not isinstance(detail, dict):
        return {"body": one_sentence(detail)}
    return {("body" if name == "non_field_errors" else name): one_sentence(value) for name, value in detail.items()}


def answer(error, context):
    """DRF's exception handler. Unknown exceptions are our bugs and are not caught here."""
    if isinstance(error, Http404):
        error = exceptions.NotFound("Not found.")
    elif isinstance(error, DjangoPermissionDenied):
        error = exceptions.PermissionDenied(str(error) or None)
    if not isinstance(error, exceptions.APIException):
        return None
    for connection in _open_connections():
        connection.set_rollback(True)
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(int(error.wait) + 1)
    if isinstance(error, exceptions.ValidationError):
        fields = by_field(error.detail)
        return failure(next(iter(fields.values()), "Not valid."), fields, status=422)
    return failure(one_sentence(error.detail), status=error.status_code, headers=headers)


def _open_connections():
    return [c for c in [transaction.get_connection()] if c.in_atomic_block]
