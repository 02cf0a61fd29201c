"""A web form as visitors see it: shown, sent, thanked for. Nobody is recognised here: no cookie is read and none is set.

It is exempt from the check against cross-site requests, for it takes them: a page of the organization's own may hold the
form itself. There is no session that such a request could misuse.
"""

import re

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.signing_in import client_ip
from api.throttling import count_call

from .. import enquiries, stamps
from ..addresses import origin_of
from ..models import AllowedOrigin, WebForm
from ..visitor_forms import TRAP, VisitorForm

TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
QUIET = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store"}


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def form_open(request, token):
    """A form for visitors (GET), and what they sent (POST). With `embedded` it fits into a page of the organization's."""
    form = _open_form(token)
    if form is None:
        return HttpResponse(render_to_string("sharing/nothing.html"), status=404, headers=QUIET)
    if request.method == "POST":
        return _sent(request, form)
    return _page(request, form, VisitorForm(form=form))


def _open_form(token):
    """The open form at this address, or None."""
    if not TOKEN.fullmatch(token):  # a database would choke on some
        return None
    return WebForm.objects.filter(token=token, is_active=True, removed_at=None).select_related("organization").first()


def _sent(request, form):
    now, ip = timezone.now(), client_ip(request)
    allowance = _exceeded(form, ip)
    if allowance:
        headers = QUIET | {"Retry-After": allowance.headers()["RateLimit-Reset"]}
        return HttpResponse(render_to_string("sharing/form_later.html"), status=429, headers=headers)
    if request.POST.get(TRAP):
        return _trapped(request, form)
    typed = VisitorForm(request.POST, form=form)
    if not typed.is_valid():
        return _page(request, form, typed, status=422)
    try:
        key = _key(request, form, typed.answers, now)
    except stamps.TooQuick:
        return _trapped(request, form)
    except stamps.Stale:
        told = _("This page was open for very long. Nothing is lost: please send it once more.")
        return _page(request, form, typed, status=422, told=told)
    enquiries.take(form, typed.answers, key=key, ip=ip, at=now)
    return _thanked(request, form)


def _exceeded(form, ip):
    """The `Allowance` that is used up, of this address or of the form in all; None while there is room."""
    for caller, rate in (
        (f"form:{form.pk}:{ip}", settings.FORM_RATE_LIMIT),
        (f"form:{form.pk}", settings.FORM_TOTAL_RATE_LIMIT),
    ):
        allowance = count_call(caller, rate)
        if allowance and allowance.exceeded:
            return allowance
    return None


def _key(request, form, answers, now):
    stamp = request.POST.get("stamp", "")
    if stamp:
        stamps.check(stamp, form, now)
    return enquiries.key_of(answers, stamp, now)


def _trapped(request, form):
    """A machine is thanked like anybody, so that it learns nothing."""
    enquiries.count_trapped(form)
    return _thanked(request, form)


# -- what is answered -----------------------------------------------------------------------------------


def _page(request, form, typed, *, status=200, told=""):
    context = {
        "form": form,
        "typed": typed,
        "told": told,
        "trap": TRAP,
        "stamp": stamps.stamp_for(form, timezone.now()),
        "action": request.get_full_path(),
        "is_embedded": _is_embedded(request),
    }
    return _answer(request, form, "sharing/form_open.html", context, status)


def _thanked(request, form):
    """To the address that was asked for if it is one of the form's, else the first; where there is none, our thanks. In a
    frame a link leads there, out of the frame."""
    address = thanks_address(form, request.POST.get("thanks") or request.GET.get("thanks", ""))
    if address and not _is_embedded(request):
        return HttpResponse(status=303, headers=QUIET | {"Location": address})
    context = {"form": form, "address": address, "is_embedded": _is_embedded(request)}
    return _answer(request, form, "sharing/form_thanks.html", context)


def thanks_address(form, asked):
    """The one of the form's addresses that `asked` names, by its number from 0 or as it is written; else the first, ""
    where there is none. Never another."""
    addresses = form.thanks_urls
    if asked in addresses:
        return asked
    if asked.isascii() and asked.isdigit() and len(asked) < 4 and int(asked) < len(addresses):
        return addresses[int(asked)]
    return addresses[0] if addresses else ""


def _is_embedded(request):
    return request.GET.get("embedded") == "1"


def _answer(request, form, template, context, status=200):
    """A page for visitors, made without the request, so it holds no CSRF token and sets no cookie. It may lead to the
    form's addresses, and stand in a frame only if it is meant to, on the organization's own sites."""
    answer = HttpResponse(render_to_string(template, context), status=status, headers=QUIET)
    answer._csp_update = {"form-action": sorted({origin_of(address) for address in form.thanks_urls})}
    if _is_embedded(request):
        sites = AllowedOrigin.objects.filter(organization=form.organization_id)
        origins = list(sites.values_list("origin", flat=True))
        if origins:
            answer._csp_replace = {"frame-ancestors": origins}
            answer.xframe_options_exempt = True  # it knows no list of sites; browsers that read the policy do
    return answer
