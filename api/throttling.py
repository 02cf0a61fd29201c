"""How often one credential, or one address at sign-in, may call.

A sliding window from two counters: the calls of this window and, weighted by how much of it still reaches in, those of
the one before. The cache's own `incr` counts, so two calls at once are two. With the default cache each process counts
for itself; with `REDIS_URL` all of them count together.
"""

import time
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from django.conf import settings
from django.core.cache import cache
from rest_framework.throttling import BaseThrottle

from accounts.signing_in import client_ip

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


@lru_cache
def parse_rate(text):
    """(calls, seconds) of "20/minute"; None for "" or "off": no limit."""
    if text in ("", "off"):
        return None
    calls, _slash, period = text.partition("/")
    return int(calls), SECONDS[period.strip()[0]]


@dataclass
class Allowance:
    """What one caller has left: shown in the answer's headers."""

    limit: int
    used: float
    reset: float  # seconds until there is room again, or until this window ends

    @property
    def exceeded(self):
        return self.used > self.limit

    def headers(self):
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(0, int(self.limit - self.used))),
            "RateLimit-Reset": str(ceil(self.reset)),
        }


def count_call(caller, rate, *, now=None):
    """Count one call of `caller` (a text) against "20/minute"; returns its `Allowance`, or None without a limit.

    A refused call is not counted, so that waiting always helps.
    """
    parsed = parse_rate(rate)
    if parsed is None:
        return None
    limit, window = parsed
    number, elapsed = divmod(time.time() if now is None else now, window)
    key = f"rate:{caller}:{int(number)}"
    here = _count(key, 2 * window)
    before = min(cache.get(f"rate:{caller}:{int(number) - 1}", 0), limit)
    allowance = Allowance(limit, here + before * (1 - elapsed / window), window - elapsed)
    if allowance.exceeded:
        cache.decr(key)
        allowance.reset = _wait(limit, window, elapsed, here, before)
    return allowance


def _wait(limit, window, elapsed, here, before):
    """Seconds until one more call fits."""
    if here > limit:
        return window - elapsed + window / limit
    return window * (1 - (limit - here) / before) - elapsed


def _count(key, lifetime):
    try:
        return cache.incr(key)
    except ValueError:
        cache.add(key, 0, lifetime)
        return cache.incr(key)


class CredentialThrottle(BaseThrottle):
    """`API_RATE_LIMIT` for each key and each member."""

    allowance = None

    def rate(self, view):
        return getattr(view, "rate_limit", None) or settings.API_RATE_LIMIT

    def caller(self, request):
        member = getattr(request, "member", None)
        if member is None:
            return f"ip:{client_ip(request)}"
        return f"{member.door}:{member.pk}"

    def allow_request(self, request, view):
        self.allowance = request.allowance = count_call(self.caller(request), self.rate(view))
        return self.allowance is None or not self.allowance.exceeded

    def wait(self):
        return self.allowance.reset


class SignInThrottle(CredentialThrottle):
    """`API_SIGN_IN_RATE_LIMIT` for each address, whoever it says it is."""

    def rate(self, view):
        return settings.API_SIGN_IN_RATE_LIMIT

    def caller(self, request):
        return f"sign-in:{client_ip(request)}"
