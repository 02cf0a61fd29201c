"""What visitors open: a link, its QR code. Nobody is recognised here: no cookie is read and none is set."""

import io
import ipaddress

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from accounts.signing_in import client_ip
from api.throttling import count_call

from .. import opening
from ..linking import link_address
from ..machines import reason_of

DAY = 86_400
QUIET = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow, noarchive"}


@login_not_required
@csrf_exempt  # nothing is written by a POST, and who sends one is told so
@require_safe
def link_open(request, token):
    """Record that the link was opened, and lead to its item."""
    now = timezone.now()
    link, refusal = found_or_refusal(request, token, now)
    if refusal:
        return refusal
    opening.record_open(
        link,
        at=now,
        ip=client_ip(request),
        user_agent=request.headers.get("User-Agent", ""),
        reason=reason_of(request, link, now),
    )
    return HttpResponseRedirect(opening.address_for(link), headers=QUIET | {"Cache-Control": "no-store"})


@login_not_required
@csrf_exempt  # nothing is written by a POST, and who sends one is told so
@require_safe
def link_qr(request, token):
    """The link's address as a QR code. To look at it opens nothing."""
    link, refusal = found_or_refusal(request, token, timezone.now())
    if refusal:
        return refusal
    picture = io.BytesIO()
    segno.make(link_address(link), error="m").save(picture, kind="png", scale=8, border=4)
    headers = QUIET | {"Cache-Control": f"private, max-age={DAY}"}
    return HttpResponse(picture.getvalue(), content_type="image/png", headers=headers)


def found_or_refusal(request, token, now):
    """(link, None), or (None, the answer that says no more than that nothing is here). An address on the net that asks for
    too much that is not there is not answered for a while."""
    guesser = f"link-guess:{_neighbourhood(client_ip(request))}"
    wait = cache.get(guesser)
    if wait:
        return None, _page("sharing/too_many.html", 429, {"Retry-After": str(wait)})
    link = opening.find(token, now)
    if link is not None:
        return link, None
    allowance = count_call(guesser, settings.LINK_GUESS_RATE_LIMIT)
    if allowance and allowance.used >= allowance.limit:
        cache.set(guesser, int(allowance.reset) + 1, allowance.reset + 1)
    return None, _page("sharing/nothing.html", 404)


def _neighbourhood(address):
    """What one visitor can choose among: an IPv4 address, an IPv6 network of 64 bits."""
    ip = ipaddress.ip_address(address)
    return str(ip if ip.version == 4 else ipaddress.ip_network(f"{ip}/64", strict=False).network_address)


def _page(template, status, headers=None):
    """A page for visitors; made without the request, so it holds no CSRF token and sets no cookie."""
    headers = QUIET | {"Cache-Control": "no-store"} | (headers or {})
    return HttpResponse(render_to_string(template), status=status, headers=headers)
