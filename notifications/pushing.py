"""Sending one push (RFC 8030): to one device, encrypted for it alone (RFC 8291).

No transaction is open while a push service is talked to. A service that does not answer is left alone for a while, so it
does not hold up what goes to the others.
"""

import json
import os
import time
from datetime import timedelta
from urllib.parse import urlsplit

import http_ece
import structlog
from cryptography.hazmat.primitives.asymmetric import ec
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from py_vapid.utils import b64urldecode

import egress
from accounts.sealing import Unreadable

from . import vapid
from .models import Notification, PushSubscription
from .subscribing import ask_address

SECONDS = 5.0  # that a push service may take
SLOW = 2.0  # seconds after which an answer came slowly
REST = 60  # seconds for which one that did not answer is left alone; a slow one, for ten times as long as it took
BLOCK, MOST = 1_024, 3_072  # bytes: a message is filled up to a multiple of the one, and never longer than the other
LIFE = timedelta(days=1)  # later, nobody wants to be told any more
PATIENCE = timedelta(days=7)  # after so long without an answer a device is forgotten
REFUSED_FOR = timedelta(days=1)  # after so long of refusals too
FIRST_WAIT, LONGEST_WAIT = 30, 6 * 3_600  # seconds until the next try
URGENT = frozenset({Notification.LINK_OPENED, Notification.LEAD_ARRIVED, Notification.MENTIONED, Notification.TASK_DUE})

log = structlog.get_logger(__name__)


class Undelivered(Exception):
    """It did not arrive; the message says why, in few words."""


class Gone(Undelivered):
    """The device is no longer there, and forgotten."""


class Refused(Undelivered):
    """It will not arrive by trying again."""


class Later(Undelivered):
    """Try again, `after` seconds from now."""

    def __init__(self, problem, after):
        super().__init__(problem)
        self.after = after


def push(delivery, words):
    """Send `delivery`, whose notification says `words` (title, text, url), to its device.

    Raises Gone, Refused or Later.
    """
    told, now = delivery.notification, timezone.now()
    left = told.at + LIFE - now
    if left <= timedelta():
        raise Refused(_("It could not be delivered for a day."))
    message = message_of(words, tag=str(told.pk), at=told.at) | {"ask": ask_address(delivery.device)}
    headers = {
        "TTL": str(max(60, int(left.total_seconds()))),
        "Urgency": "high" if told.kind in URGENT else "normal",
        "Topic": f"n{told.pk}",
    }
    send(delivery.device, message, headers=headers, attempts=delivery.attempts)


def message_of(words, *, tag, at):
    """What the service worker is told: a repeat with the same `tag` takes the place of the first."""
    return {
        "title": str(words.title)[:200],
        "text": str(words.text),
        "url": words.url,
        "tag": tag,
        "at": at.isoformat(),
    }


def send(device, message, *, headers, attempts=0):
    """Send `message` to a `PushSubscription` and keep what its service said. Raises Gone, Refused or Later."""
    now = timezone.now()
    headers = {**headers, **_introduction(device.endpoint, now)}
    try:
        answer = _posted(device, message, MOST, headers)
        if answer.status == 413:
            answer = _posted(device, message, BLOCK, headers)
        _judge(answer, now)
    except Gone:
        _forget(device)
        raise
    except Undelivered as failure:
        if isinstance(failure, Later):
            failure.after = wait(attempts, failure.after)
        _keep_failing(device, failure, now)
        raise
    _devices(device).update(used_at=now, failing_since=None)


def packed(message, most=MOST):
    """`message` as JSON of at most `most` bytes, its text cut where it must be, filled up so that its length says
    nothing."""
    content, text = _json(message), message["text"]
    while len(content) > most and text:
        text = text[: len(text) * 3 // 4]
        content = _json({**message, "text": text and text + "…"})
    return content.ljust(-(-len(content) // BLOCK) * BLOCK)


def _json(message):
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _introduction(endpoint, now):
    """The headers that say who sends, and what. Raises Later where our own keys cannot be read: no device's fault."""
    try:
        authorization = vapid.authorization(endpoint, now)
    except Unreadable as error:
        log.error("keys for pushes cannot be read", hint="SECRET_KEY changed: see SECRET_KEY_FALLBACKS and push_keys")
        raise Later(_("The keys for pushes cannot be read."), LONGEST_WAIT) from error
    return {
        "Authorization": authorization,
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
    }


def _posted(device, message, most, headers):
    """The service's answer to one try. Raises Refused or Later where there is none."""
    _resting.check(device.endpoint)
    content = _encrypted(device, packed(message, most))
    try:
        answer = egress.send("POST", device.endpoint, headers=headers, content=content, seconds=SECONDS, most=1_024)
    except egress.Unreachable as error:
        _resting.begin(device.endpoint, REST)
        raise Later(str(error), FIRST_WAIT) from error
    except egress.Forbidden as error:
        raise Refused(str(error)) from error
    if answer.milliseconds > SLOW * 1_000:
        _resting.begin(device.endpoint, answer.milliseconds / 100)
    return answer


def _encrypted(device, content):
    return http_ece.encrypt(
        content,
        salt=os.urandom(16),
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=b64urldecode(device.p256dh.encode()),
        auth_secret=b64urldecode(device.auth.encode()),
        version="aes128gcm",
    )


def _judge(answer, now):
    """Nothing where the service took it. Raises Gone, Refused or Later."""
    problem = _("The push service answered %(status)s.") % {"status": answer.status}
    if answer.status in (200, 201, 202, 204):
        return
    if answer.status in (404, 410):
        raise Gone(problem)
    if answer.status == 429 or answer.status >= 500:
        raise Later(problem, egress.asked_for(answer.headers.get("retry-after", ""), now))
    raise Refused(problem)


def wait(attempts, asked):
    """Seconds until the next try: longer each time, and as long as was asked for, within reason."""
    return min(LONGEST_WAIT, max(FIRST_WAIT * 4 ** min(attempts, 6), asked))


def _keep_failing(device, failure, now):
    """Remember since when it fails; a device that has failed for long is forgotten. Raises Gone then."""
    patience = REFUSED_FOR if isinstance(failure, Refused) else PATIENCE
    if device.failing_since and device.failing_since < now - patience:
        _forget(device)
        raise Gone(str(failure)) from failure
    _devices(device).update(failing_since=Coalesce("failing_since", now))


def _forget(device):
    _devices(device).delete()


def _devices(device):
    return PushSubscription.objects.filter(pk=device.pk)


class _Resting:
    """Which push services did not answer this worker in good time a moment ago: one that is slow costs it no more than a
    tenth of its time."""

    def __init__(self):
        self.until = {}

    def check(self, endpoint):
        """Raises Later where the service of `endpoint` rests."""
        left = self.until.get(urlsplit(endpoint).netloc, 0) - time.monotonic()
        if left > 0:
            raise Later(_("The push service did not answer in time a moment ago."), int(left) + 1)

    def begin(self, endpoint, seconds):
        now = time.monotonic()
        self.until = {host: until for host, until in self.until.items() if until > now}
        self.until[urlsplit(endpoint).netloc] = now + seconds

    def end(self):
        self.until = {}


_resting = _Resting()
