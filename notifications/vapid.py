"""How this installation says to push services who it is: VAPID (RFC 8292)."""

from email.utils import parseaddr
from functools import lru_cache
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.db import transaction
from py_vapid import Vapid02
from py_vapid.utils import b64urlencode, num_to_bytes

from accounts.sealing import seal, unseal

from .models import PushSubscription, VapidKeys

HOURS = 12  # how long a token may be shown; services take at most 24
PURPOSE = "vapid"
NOBODY = "mailto:rapport@localhost"


def keys():
    """The keys of this installation, made when they were never needed before. However many processes make some at once:
    the first row wins."""
    found = VapidKeys.objects.filter(pk=VapidKeys.ONLY).first()
    if found is None:
        VapidKeys.objects.bulk_create([_fresh()], ignore_conflicts=True)
        found = VapidKeys.objects.get(pk=VapidKeys.ONLY)
    return found


@transaction.atomic
def renew():
    """Throw the keys away and make others. What browsers subscribed to with the old ones ends. Returns (the new keys, how
    many devices were forgotten)."""
    devices = PushSubscription.objects.all()
    forgotten = devices.count()
    devices.delete()
    VapidKeys.objects.all().delete()
    return keys(), forgotten


def seal_again():
    """Write the private key under the current secret. Raises accounts.sealing.Unreadable."""
    found = keys()
    private = unseal(found.private, purpose=PURPOSE)
    VapidKeys.objects.filter(pk=VapidKeys.ONLY).update(private=seal(private, purpose=PURPOSE))


def authorization(endpoint, now):
    """What the header Authorization says to the push service at `endpoint`.

    Raises accounts.sealing.Unreadable where the private key was sealed under a secret we do not have.
    """
    found, hour = keys(), int(now.timestamp()) // 3_600
    return _signed(found.private, audience(endpoint), (hour + HOURS) * 3_600, contact())


def audience(endpoint):
    """Whom a token is for: scheme, host and port of an endpoint."""
    parts = urlsplit(endpoint)
    return f"{parts.scheme}://{parts.netloc}"


def contact():
    """Whom a push service may ask about us: the mail address we send from, else our place on the web."""
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    if "." in address.partition("@")[2]:
        return f"mailto:{address}"
    base = urlsplit(settings.BASE_URL)
    return f"https://{base.hostname}" if base.scheme == "https" else NOBODY


@lru_cache(maxsize=256)
def _signed(private, audience, expires, contact):
    """One token for an hour: signing is the dear part."""
    pair = Vapid02.from_raw(unseal(private, purpose=PURPOSE).encode())
    return pair.sign({"aud": audience, "exp": expires, "sub": contact})["Authorization"]


def _fresh():
    pair = Vapid02()
    pair.generate_keys()
    private = b64urlencode(num_to_bytes(pair.private_key.private_numbers().private_value, 32))
    public = pair.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return VapidKeys(pk=VapidKeys.ONLY, private=seal(private, purpose=PURPOSE), public=b64urlencode(public))
