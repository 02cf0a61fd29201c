"""Exceptions as the house API's error bodies."""

from math import ceil

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions

from .answers import failure
from .preconditions import Stale


class Unprocessable(exceptions.ValidationError):
    """422: the request was understood and is refused; `detail` maps fields to sentences."""

    status_code = 422


class TooMany(exceptions.Throttled):
    """429: not so fast."""

    default_detail = gettext_lazy("Too many requests.")
    extra_detail_singular = gettext_lazy("Try again in {wait} second.")
    extra_detail_plural = gettext_lazy("Try again in {wait} seconds.")


class Conflict(exceptions.APIException):
    """409: something else is in the way right now."""

    status_code = 409


class NoStorage(exceptions.APIException):
    """507: the disk is full, and nothing was kept."""

    status_code = 507


def one_sentence(detail):
    """The first sentence of DRF's nested error detail."""
    while isinstance(detail, list | dict):
        detail = next(iter(detail.values() if isinstance(detail, dict) else detail), "")
    return str(detail)


def by_field(detail):
    """`{field: "one sentence"}` of an error's detail."""
    if not isinstance(detail, dict):
        return {"body": one_sentence(detail)}
    return {("body" if name == "non_field_errors" else name): one_sentence(value) for name, value in detail.items()}


def by_path(detail, path=""):
    """`{path: [text, …]}` of nested error details: `tags[0]`, `custom.plan`."""
    if isinstance(detail, dict):
        parts = [(_joined(path, name), inner) for name, inner in detail.items()]
    elif isinstance(detail, list) and any(isinstance(inner, dict | list) for inner in detail):
        parts = [(f"{path}[{number}]", inner) for number, inner in enumerate(detail) if inner]
    else:
        return {path or "body": [str(text) for text in (detail if isinstance(detail, list) else [detail])]}
    found = {}
    for inner_path, inner in parts:
        for name, texts in by_path(inner, inner_path).items():
            found.setdefault(name, []).extend(texts)
    return found


def _joined(path, name):
    if name == "non_field_errors":
        return path
    return f"{path}[{name}]" if isinstance(name, int) else f"{path}.{name}" if path else str(name)


def known(error):
    """`error` as one of DRF's exceptions where it is a refusal, of a verb too; None where it is our bug."""
    if isinstance(error, ValidationError):
        return Unprocessable(error.message_dict if hasattr(error, "error_dict") else {"body": error.messages})
    if isinstance(error, Http404):
        return exceptions.NotFound(_("Not found."))
    if isinstance(error, DjangoPermissionDenied):
        return exceptions.PermissionDenied(str(error) or None)
    return error if isinstance(error, exceptions.APIException) else None


def answer(error, context):
    """DRF's exception handler. Unknown exceptions are our bugs and are not caught here."""
    error = known(error)
    if error is None:
        return None
    status = 422 if isinstance(error, exceptions.ValidationError) else error.status_code
    fields = by_field(error.detail) if status in (400, 422) or isinstance(error.detail, dict) else {}
    message = next(iter(fields.values()), "") or one_sentence(error.detail) or _("Not valid.")
    current = {"data": error.current} if isinstance(error, Stale) else {}
    return failure(message, fields, status=status, headers=headers_of(error), **current)


def headers_of(error):
    """The headers that belong to an error, whatever form its body has."""
    headers = {"ETag": error.etag} if isinstance(error, Stale) else {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(ceil(error.wait))
    return headers
