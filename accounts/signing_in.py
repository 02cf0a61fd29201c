"""Who gets in: the check of a password or a code that pages and API share, and the lock after repeated failures.

`check_password(request, email, password)` is the one question every door asks. Nothing here says whether an e-mail
address is known: an unknown one, a wrong password and a deactivated person are the same None.
"""

import ipaddress
from datetime import timedelta
from math import ceil

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_login_failed
from django.shortcuts import render
from django.utils import timezone

from .models import Invitation

NOWHERE = "::"  # the address of a client that has none, behind a Unix socket


class LockedOut(Exception):
    """Too many failures: nothing is checked until `wait` (a timedelta) has passed."""

    def __init__(self, wait):
        super().__init__(wait)
        self.wait = wait


def check_password(request, email, password):
    """The User with this e-mail and password, or None, whatever the reason.

    `request` may be Django's or DRF's. Each None counts towards the lock; raises LockedOut when it is reached.
    """
    request = getattr(request, "_request", request)
    email, password = sayable(email).strip().lower(), sayable(password)
    user = admitted(request, authenticate(request, email=email, password=password), {"email": email})
    if user is None and getattr(request, "axes_locked_out", False):
        raise LockedOut(lock_wait(request, {"email": email}))
    if user is not None:
        AxesProxyHandler.reset_attempts(username=email[:255], ip_address=client_ip(request))
    return user


def sayable(text):
    """`text` with what neither a database nor a hash can take (NUL, lone surrogates) replaced by question marks."""
    return str(text).encode("utf-8", "replace").decode().replace("\0", "?")


def admitted(request, user, credentials):
    """`user` if they may come in; else None, counted as a failure like a wrong password."""
    if user is None or may_sign_in(user):
        return user
    if user.is_active:  # of an inactive one Django has already told
        shown = {name: value for name, value in credentials.items() if name != "password"}
        user_login_failed.send(sender=__name__, credentials=shown, request=request)
    return None


def may_sign_in(user):
    """Whether `user` has something to sign in for: an active membership, an open invitation, or a fresh start."""
    if not user.is_active:
        return False
    standing = list(user.memberships.values_list("is_active", flat=True))
    return not standing or any(standing) or user.is_staff or Invitation.awaits(user.email, now=timezone.now())


def needs_code(user):
    """Whether a password alone is not enough for `user`: they have an authenticator app or a passkey."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def check_code(request, user, code):
    """Whether `code` is the current one of the user's authenticator app, or an unused recovery code, used up by this.

    Raises LockedOut after too many wrong ones.
    """
    request = getattr(request, "_request", request)
    key = f"mfa-auth-user-{user.pk}"  # the same count as on the pages
    if not ratelimit.consume(request, action="login_failed", key=key):
        raise LockedOut(get_cool_off(request))
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
    for authenticator in Authenticator.objects.filter(user=user, type__in=kinds).order_by("-type"):
        if authenticator.wrap().validate_code(str(code)):
            authenticator.record_usage()
            ratelimit.clear(request, action="login_failed", key=key)
            return True
    return False


def client_ip(request):
    """The address of the client: what the last trusted proxy says (`PROXY_COUNT`), else the connection's own."""
    said = [part for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if settings.PROXY_COUNT and len(said) >= settings.PROXY_COUNT:
        address = said[-settings.PROXY_COUNT].strip()
    else:
        address = request.META.get("REMOTE_ADDR", "")
    try:
        return str(ipaddress.ip_address(address.partition("%")[0]))
    except ValueError:
        return NOWHERE


def sign_in_name(request, credentials=None):
    """Under which name a failure is counted: the e-mail as typed, whether or not it is known."""
    credentials = credentials or {}
    name = credentials.get("email") or credentials.get("username") or credentials.get("login")
    return sayable(name or request.POST.get("login", "")).strip().lower()[:255]


def lock_wait(request, credentials=None):
    """How long the lock still holds, as a timedelta: at least a second."""
    name, address = sign_in_name(request, credentials), client_ip(request)
    failures = AccessAttempt.objects.filter(username=name, ip_address=address)
    last = failures.order_by("-attempt_time").values_list("attempt_time", flat=True).first()
    until = (last or timezone.now()) + get_cool_off(request)
    return max(until - timezone.now(), timedelta(seconds=1))


def locked_page(request, response, credentials=None):
    """What a locked-out person sees: how long to wait and what else to do. The API answers in its own form."""
    if request.path_info.startswith("/api/"):
        return response
    wait = lock_wait(request, credentials)
    page = render(request, "account/locked.html", {"minutes": ceil(wait.total_seconds() / 60)}, status=429)
    page["Retry-After"] = str(ceil(wait.total_seconds()))
    return page


def refused_words():
    """The one sentence for every refused sign-in."""
    return get_adapter().error_messages["email_password_mismatch"]
