"""What `track.js` reports from the organization's sites: which pages the visitor of a link reads."""

import json
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.signing_in import client_ip
from api.throttling import count_call

from .. import opening
from ..addresses import origin_of
from ..machines import reason_of_agent
from ..sites import is_site_of
from .visitors import found_or_refusal

LARGEST = 8_192  # bytes of a report
ADDRESS = 2_000  # characters that are kept


class Unreadable(Exception):
    """The report is not one; the text says why."""


@login_not_required
@csrf_exempt
@require_http_methods(["POST", "OPTIONS"])
def link_events(request, token):
    """Keep one page view, sent as `{"url", "title"}` from a page of an allowed site of the link's organization: 204.

    No cookie is asked for, the token is the credential; sites that are not listed get 403 and no CORS header.
    """
    now = timezone.now()
    link, refusal = found_or_refusal(request, token, now)
    answer = refusal or _answer(request, link, now)
    answer["Vary"] = "Origin"
    answer["Cache-Control"] = "no-store"
    return answer


def _answer(request, link, now):
    origin = request.headers.get("Origin", "")
    if not is_site_of(link.organization_id, origin):
        return _refused(_("This site is not one of the organization's."), 403)
    answer = _kept(request, link, origin, now) if request.method == "POST" else HttpResponse(status=204)
    answer["Access-Control-Allow-Origin"] = origin
    answer["Access-Control-Allow-Methods"] = "POST"
    answer["Access-Control-Allow-Headers"] = "Content-Type"
    answer["Access-Control-Max-Age"] = "600"
    return answer


def _kept(request, link, origin, now):
    """204 for a report that was kept or is nobody's business; else why not."""
    allowance = count_call(f"link-report:{link.pk}", settings.LINK_REPORT_RATE_LIMIT)
    if allowance and allowance.exceeded:
        return _refused(_("Too many pages at once."), 429, {"Retry-After": str(int(allowance.reset) + 1)})
    try:
        url, title = _read(request, origin)
    except Unreadable as error:
        return _refused(str(error), 400)
    agent = request.headers.get("User-Agent", "")
    minds = "1" in (request.headers.get("DNT"), request.headers.get("Sec-GPC"))
    if not minds and not reason_of_agent(agent[:1_000]):
        opening.record_page(link, at=now, ip=client_ip(request), user_agent=agent, url=url, title=title)
    return HttpResponse(status=204)


def _read(request, origin):
    """(address without query, title) of a report. Raises Unreadable."""
    size = request.META.get("CONTENT_LENGTH") or "0"
    if not size.isdigit() or int(size) > LARGEST:
        raise Unreadable(_("Send at most %(most)s bytes.") % {"most": LARGEST})
    try:
        told = json.loads(request.body[:LARGEST])
        url, title = told["url"], told.get("title", "")
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        raise Unreadable(_('Send {"url": …, "title": …} as JSON.')) from None
    if not isinstance(url, str) or not isinstance(title, str):
        raise Unreadable(_("url and title are texts."))
    return _page_address(url, origin), title[:2_000]


def _page_address(url, origin):
    try:
        parts = urlsplit(opening.clean_text(url, 8_000))
        is_from_there = origin_of(url) == origin
    except (ValueError, UnicodeError):
        is_from_there = False
    if not is_from_there:
        raise Unreadable(_("url is the address of a page of the site that reports."))
    return f"{origin}{parts.path}"[:ADDRESS]


def _refused(text, status, headers=None):
    return JsonResponse({"error": text}, status=status, headers=headers)
