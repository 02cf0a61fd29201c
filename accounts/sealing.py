"""Secrets that must be read again, as they stand in the database: encrypted with a key made from `SECRET_KEY`."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(Exception):
    """It was sealed under a secret that is in neither SECRET_KEY nor SECRET_KEY_FALLBACKS."""


def seal(text, *, purpose):
    """`text` as only `unseal` with the same `purpose` (a word of one's own) reads it."""
    return _cipher(purpose).encrypt(text.encode()).decode()


def unseal(sealed, *, purpose):
    """What `seal` was given, also under an earlier secret. Raises Unreadable."""
    try:
        return _cipher(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable(purpose) from error


def _cipher(purpose):
    """Encrypts with the current key, reads also what was written under earlier ones."""
    return MultiFernet([_key(secret, purpose) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret, purpose):
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"{purpose}:{secret}".encode()).digest()))
