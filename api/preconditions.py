"""`ETag`: a read that changed nothing is short, a write over somebody else's is refused.

A tag has two parts, `"fields.rest"`. The first is of the record's own fields; `If-Match` compares it alone, so that a
note somebody added does not stand in the way. `If-None-Match` compares the whole.
"""

import hashlib

import orjson
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException


class Stale(APIException):
    """412: the record has changed since the client read it. Carries the current record."""

    status_code = 412
    default_detail = _("Somebody has changed this meanwhile. Look at the current version and try again.")

    def __init__(self, current, etag):
        super().__init__()
        self.current, self.etag = current, etag


def etag_of(wire, companions=()):
    """The tag of a wire record. `companions` are its keys that are no fields of its own."""
    own = {name: value for name, value in wire.items() if name not in companions}
    rest = [wire.get(name) for name in companions]
    return f'"{_digest(own)}.{_digest(rest)}"' if any(rest) else f'"{_digest(own)}"'


def _digest(value):
    return hashlib.blake2b(orjson.dumps(value, default=str), digest_size=10).hexdigest()


def listed(header):
    """The tags of an `If-Match` or `If-None-Match` header; a weak mark is of no matter here."""
    return [tag.strip().removeprefix("W/") for tag in header.split(",")]


def is_unchanged(request, etag):
    """Whether the client already has this version."""
    header = request.headers.get("if-none-match")
    return header is not None and (header.strip() == "*" or etag in listed(header))


def is_stale(header, etag):
    """Whether none of the versions in an `If-Match` header has the fields of this one."""
    return header.strip() != "*" and _own(etag) not in map(_own, listed(header))


def _own(tag):
    return tag.strip('"').partition(".")[0]
