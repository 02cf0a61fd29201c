"""A write sent twice happens once: the first answer to an `Idempotency-Key` is kept a day and given again.

The answer is stored in the transaction of the write itself, so there is never a write without its answer. Which of two
requests at once runs is decided by a unique insert, not by asking first.
"""

import base64
import hashlib

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from .errors import Conflict, Unprocessable
from .models import RememberedRequest

HEADER = "Idempotency-Key"
MAX_LENGTH = 255
CHUNK = 256 * 1024


class KeyReused(Unprocessable):
    """422: this `Idempotency-Key` was used for another request."""

    def __init__(self):
        super().__init__({HEADER: _("This key was used for another request.")})


def asked_key(request):
    """The request's key, or None. Raises Unprocessable where it is blank, too long or not printable."""
    key = request.headers.get(HEADER)
    if key is not None and not (0 < len(key) <= MAX_LENGTH and key.isascii() and key.isprintable() and key.strip()):
        raise Unprocessable({HEADER: _("Use 1 to 255 printable characters.")})
    return key


class Reservation:
    """The right to run one request. Made by `reserve`; ends in `keep` or `release`."""

    def __init__(self, remembered, key):
        self.remembered, self.key = remembered, key

    def _own(self):
        row = self.remembered
        return RememberedRequest.objects.filter(pk=row.pk, status=None, running_since=row.running_since)

    def keep(self, response, *, sealed=False):
        """Store the rendered `response`. Raises Conflict where the lease was lost meanwhile: then roll back."""
        body = seal(response.content, self.key) if sealed else response.content
        headers = {**dict(response.items()), **({"sealed": "1"} if sealed else {})}
        if not self._own().update(status=response.status_code, headers=headers, body=body):
            raise Conflict(_("This request took too long and was sent again meanwhile."))

    def release(self):
        """Forget the request, so that it can be sent again."""
        self._own().delete()


def reserve(request, key, *, lease=RememberedRequest.LEASE):
    """(reservation, None) where this request is to be run, or (None, answer) where it was answered before.

    A request that has run for longer than `lease` is taken for dead. Raises KeyReused where the key was used for another
    request, Conflict while the first still runs.
    """
    now = timezone.now()
    mark = hashlib.sha256(key.encode()).hexdigest()
    own = RememberedRequest.objects.visible_to(request.member).filter(hashed_key=mark)
    fingerprint = fingerprint_of(request)
    try:
        with transaction.atomic():
            made = RememberedRequest.objects.create(
                organization_id=request.member.organization_id,
                member=request.member,
                hashed_key=mark,
                fingerprint=fingerprint,
                running_since=now,
                created_at=now,
            )
        return Reservation(made, key), None
    except IntegrityError:
        earlier = own.first()
    if earlier is not None and earlier.created_at <= now - RememberedRequest.KEPT_FOR:
        own.expired(now).delete()
        return reserve(request, key, lease=lease)
    if earlier is None:
        raise Conflict(_("A request with this key ends just now. Send it again."))
    if earlier.fingerprint != fingerprint:
        raise KeyReused
    if earlier.status is not None:
        return None, replay(earlier, key)
    return take_over(earlier, key, now=now, lease=lease), None


def take_over(earlier, key, *, now, lease):
    """The reservation of a request whose process died. Raises Conflict while its lease lasts."""
    mine = RememberedRequest.objects.filter(pk=earlier.pk, status=None, running_since__lte=now - lease)
    if not mine.update(running_since=now):
        raise Conflict(_("The first request with this key is still running."))
    earlier.running_since = now
    return Reservation(earlier, key)


def replay(remembered, key):
    """The stored answer."""
    headers = dict(remembered.headers)
    body = bytes(remembered.body)
    if headers.pop("sealed", None):
        body = unseal(body, key)
    return HttpResponse(body, status=remembered.status, headers={**headers, "Idempotent-Replay": "true"})


def fingerprint_of(request):
    """A hash of who asks for what: member, method, path with its query, and body. Files are read piece by piece."""
    found = hashlib.sha256(f"{request.member.pk} {request.method} {request.get_full_path()} ".encode())
    if request.content_type.startswith("multipart/"):
        _hash_form(found, request)
    else:
        found.update(request._request.body)
    return found.hexdigest()


def _hash_form(found, request):
    for name, values in sorted(request.POST.lists()):
        found.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            found.update(repr((name, file.name, file.size)).encode())
            for chunk in file.chunks(CHUNK):
                found.update(chunk)
            file.seek(0)


def seal(content, key):
    """`content` so that only somebody with the key's text and our secret can read it."""
    return _cipher(key).encrypt(content)


def unseal(content, key):
    return _cipher(key).decrypt(content)


def _cipher(key):
    secret = hashlib.sha256(f"idempotency:{settings.SECRET_KEY}:{key}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(secret))
