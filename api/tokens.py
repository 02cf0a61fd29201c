"""JSON Web Tokens: a pair is issued at sign-in, a refresh token works once, a password change ends them all."""

import time
from functools import lru_cache

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from rest_framework.exceptions import AuthenticationFailed
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken
from rest_framework_simplejwt.utils import datetime_from_epoch

STAMP = "stamp"


def stamp_of(user):
    """A short text that changes with the user's password; it stands in every token."""
    return user.get_session_auth_hash()[:16]


def issue(user):
    """A new `{token, refresh}` for `user`. Of the refresh token only its id is kept."""
    refresh = RefreshToken()
    refresh["user_id"], refresh[STAMP] = user.pk, stamp_of(user)
    OutstandingToken.objects.create(
        user=user,
        jti=refresh["jti"],
        token="",
        created_at=refresh.current_time,
        expires_at=datetime_from_epoch(refresh["exp"]),
    )
    return {"token": str(refresh.access_token), "refresh": str(refresh)}


def read_access(text):
    """The claims of a valid access token. Raises AuthenticationFailed."""
    try:
        token = _checked(text)
    except TokenError as error:
        raise AuthenticationFailed(_("The token is wrong or has expired.")) from error
    is_over = token["exp"] <= time.time()
    if is_over or not isinstance(token.get("user_id"), int) or not isinstance(token.get(STAMP), str):
        raise AuthenticationFailed(_("The token is wrong or has expired."))
    return token


@lru_cache(maxsize=1024)
def _checked(text):
    """The token of `text`, whose signature is checked once: of all it says only the end comes with time."""
    return AccessToken(text)


def fits(token, user):
    """Whether `token` was issued for `user` under the password they have now."""
    return constant_time_compare(token[STAMP], stamp_of(user))


@transaction.atomic
def rotate(text):
    """The user of a refresh token, which is used up by this. Raises AuthenticationFailed, also on its second use."""
    token = use_up(text)
    user = get_user_model().objects.filter(pk=token["user_id"], is_active=True).first()
    if user is None or not fits(token, user):
        raise AuthenticationFailed(_("Please sign in again."))
    return user


@transaction.atomic
def use_up(text):
    """Blacklist a refresh token and return it. Raises AuthenticationFailed unless this call is the one that did it.

    Asking first whether it is blacklisted would let two through at once: what decides is whose insert was first.
    """
    try:
        token = RefreshToken(text)
    except TokenError as error:
        raise AuthenticationFailed(_("The refresh token is wrong, used or expired. Please sign in again.")) from error
    known = OutstandingToken.objects.filter(jti=token["jti"]).first()
    if known is None or not BlacklistedToken.objects.get_or_create(token=known)[1]:
        raise AuthenticationFailed(_("The refresh token was used already. Please sign in again."))
    return token
