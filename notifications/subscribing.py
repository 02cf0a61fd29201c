"""Which browsers are sent pushes: they begin and end with what a person does at that browser."""

import hashlib
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from py_vapid.utils import b64urldecode

import egress
from accounts.models import Member

from .models import PushSubscription

MOST = 20  # devices a member
SALT = "notifications.device"
POINT, SECRET = 65, 16  # bytes of a browser's public key, and of what it shares with us


class SubscriptionRefused(Exception):
    """Pushes cannot be sent there; the message says why, `field` says what it is about."""

    def __init__(self, field, message):
        super().__init__(message)
        self.field = field


def fingerprint(endpoint):
    """What a device is found by: its address is a secret, and too long for an index."""
    return hashlib.sha256(endpoint.encode()).hexdigest()


@transaction.atomic
def subscribe(endpoint, *, p256dh, auth, device="", by):
    """Send pushes for `by` to the browser at `endpoint`, from now on; one that is known already gets its new keys.

    Nobody else is sent any there: it is `by` who sits at that browser now. Returns the PushSubscription; raises
    SubscriptionRefused.
    """
    check(endpoint, p256dh, auth)
    hashed = fingerprint(endpoint)
    Member.objects.select_for_update().get(pk=by.pk)  # so that no two devices are the last one
    own = PushSubscription.objects.visible_to(by)
    if own.exclude(hashed=hashed).count() >= MOST:
        raise SubscriptionRefused("endpoint", _("You have %s devices. Remove one of them first.") % MOST)
    end_for_others(hashed, user_id=by.user_id)
    found, _made = own.update_or_create(
        member=by,
        hashed=hashed,
        defaults={"p256dh": p256dh, "auth": auth, "device": device[:100], "failing_since": None},
        create_defaults={
            "organization_id": by.organization_id,
            "endpoint": endpoint,
            "p256dh": p256dh,
            "auth": auth,
            "device": device[:100],
        },
    )
    return found


def unsubscribe(endpoint, *, by):
    """Send no more pushes for `by` to the browser at `endpoint`; whether any were sent."""
    return bool(PushSubscription.objects.visible_to(by).filter(hashed=fingerprint(endpoint)).delete()[0])


def end_for_others(hashed, *, user_id):
    """Whoever else was sent pushes at this browser is not any more: another person is there now."""
    PushSubscription.objects.filter(hashed=hashed).exclude(member__user=user_id).delete()


def ask_address(device):
    """Where the browser asks, before it shows a push, whether `device` is still to be told: the push may have waited for
    days, and somebody else may sit there. The address is signed, and says nothing but yes or no."""
    return reverse("push_ask", args=[signing.Signer(salt=SALT).sign(device.pk)])


def is_still_told(token):
    """Whether the device of an `ask_address` is still sent pushes."""
    try:
        pk = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return False
    return PushSubscription.objects.filter(pk=pk).exists()


def check(endpoint, p256dh, auth):
    """Raises SubscriptionRefused where no push can be sent to what a browser said of itself."""
    _check_endpoint(endpoint)
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(p256dh, POINT))
    except ValueError:
        raise SubscriptionRefused("p256dh", _("This is not the public key of a browser.")) from None
    try:
        _bytes(auth, SECRET)
    except ValueError:
        raise SubscriptionRefused("auth", _("This is not the secret of a browser.")) from None


def _check_endpoint(endpoint):
    try:
        scheme, host, port = egress.check_url(endpoint)
    except egress.Forbidden as error:
        raise SubscriptionRefused("endpoint", str(error)) from None
    if ":" in host or (scheme != "https" and f"{host}:{port}" not in settings.EGRESS_ALLOW):
        raise SubscriptionRefused("endpoint", _("The address of a push service begins with https:// and a name."))
    if urlsplit(endpoint).fragment:
        raise SubscriptionRefused("endpoint", _("This is not the address of a push service."))


def _bytes(text, length):
    """What base64url means. Raises ValueError where it means nothing, or not `length` bytes."""
    found = b64urldecode(text.encode("ascii"))
    if len(found) != length:
        raise ValueError(text)
    return found
