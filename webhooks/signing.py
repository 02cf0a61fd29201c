"""Secrets, and the headers by which a receiver knows that a message is ours: those of Standard Webhooks."""

import base64
import secrets
from datetime import timedelta

from standardwebhooks import Webhook

from accounts import sealing

PURPOSE = "webhook"
BITS = 256
STILL_GOOD = timedelta(hours=24)  # an old secret beside its successor


def new_secret():
    """A secret as receivers' libraries take it: `whsec_…`."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(BITS // 8)).decode()


def sealed(secret):
    return sealing.seal(secret, purpose=PURPOSE)


def secrets_of(endpoint, now):
    """The secrets with which a message of `endpoint` is signed at `now`, the newest first. Raises sealing.Unreadable."""
    kept = [endpoint.secret]
    if endpoint.previous_secret and endpoint.previous_until and endpoint.previous_until > now:
        kept.append(endpoint.previous_secret)
    return [sealing.unseal(text, purpose=PURPOSE) for text in kept]


def headers_of(uuid, body, keys, at):
    """The headers of one attempt, made `at` a time in UTC. The id is the same for every attempt, so that a receiver can
    tell a repeat."""
    signatures = [Webhook(key).sign(str(uuid), at, body) for key in keys]
    return {
        "Content-Type": "application/json",
        "webhook-id": str(uuid),
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
