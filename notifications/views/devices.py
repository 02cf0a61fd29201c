"""The browsers that are sent pushes: turned on and off at the browser itself, tried and removed from anywhere."""

from types import SimpleNamespace

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import members_only
from accounts.templatetags.devices import device as device_name

from .. import pushing, vapid
from ..leaving import COOKIE, mark_browser
from ..models import PushSubscription
from ..subscribing import SubscriptionRefused, is_still_told, subscribe, unsubscribe

PAUSE = 5  # seconds between two tests of one device
PAGE = "notification_preferences"


class BrowserForm(forms.Form):
    """What a browser says of itself: where pushes go, and the keys that encrypt them. `was` is its address before."""

    endpoint = forms.CharField(max_length=2_000)
    p256dh = forms.CharField(max_length=120)
    auth = forms.CharField(max_length=40)
    was = forms.CharField(max_length=2_000, required=False)


class AddressForm(forms.Form):
    """Which browser, by where its pushes go."""

    endpoint = forms.CharField(max_length=2_000)


@login_not_required
@require_safe
def service_worker(request):
    """The script that shows pushes while no page is open. It lives at the root, for all our pages are its own."""
    response = render(request, "notifications/sw.js", content_type="text/javascript")
    response["Service-Worker-Allowed"] = "/"
    response["Cache-Control"] = "no-cache"
    return response


@login_not_required
@require_safe
def push_ask(request, token):
    """Whether a push that came may be shown: 204, or 404 where its device is sent none any more. Nobody is recognised."""
    answer = HttpResponse(status=204 if is_still_told(token) else 404)
    answer["Cache-Control"] = "no-store"
    return answer


@members_only
@require_safe
def push_key(request):
    """What a browser needs to subscribe: our public key, and the token that proves a change comes from our pages."""
    answer = JsonResponse({"key": vapid.keys().public, "token": get_token(request)})
    answer["Cache-Control"] = "no-store"
    return answer


@members_only
@require_POST
def push_subscribe(request):
    """Send pushes to the browser that asks, instead of where it was before; answers the section of devices."""
    form = BrowserForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    keys = {name: form.cleaned_data[name] for name in ("p256dh", "auth")}
    name = device_name(request.headers.get("User-Agent", ""))
    try:
        found = subscribe(form.cleaned_data["endpoint"], **keys, device=name, by=request.member)
    except SubscriptionRefused as refusal:
        return JsonResponse({"errors": {refusal.field: [str(refusal)]}}, status=422)
    if was := form.cleaned_data["was"]:
        unsubscribe(was, by=request.member)
    return mark_browser(request, _section(request, here=found.hashed), found)


@members_only
@require_POST
def push_unsubscribe(request):
    """Send no more pushes to the browser that asks; answers the section of devices."""
    form = AddressForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    unsubscribe(form.cleaned_data["endpoint"], by=request.member)
    return _section(request)


@members_only
@require_POST
def push_remove(request, pk):
    """Send no more pushes to one of the member's devices."""
    device = get_object_or_404(PushSubscription.objects.visible_to(request.member), pk=pk)
    device.delete()
    messages.success(request, _("%s is sent no pushes any more.") % device)
    return redirect(PAGE)


@members_only
@require_POST
def push_test(request, pk):
    """Send a push to one of the member's devices now, and say what became of it."""
    device = get_object_or_404(PushSubscription.objects.visible_to(request.member), pk=pk)
    if not cache.add(f"push_test:{device.pk}", True, PAUSE):
        messages.warning(request, _("One is on its way already. Wait a moment."))
        return redirect(PAGE)
    try:
        pushing.send(device, _test_message(), headers={"TTL": "60", "Urgency": "high"})
    except pushing.Gone:
        messages.error(request, _("%s is not there any more, and was removed. Turn pushes on there again.") % device)
    except pushing.Undelivered as failure:
        messages.error(request, _("It could not be sent to %(device)s: %(why)s") % {"device": device, "why": failure})
    else:
        messages.success(request, _("Sent to %s.") % device)
    return redirect(PAGE)


def devices_of(request, here=None):
    """What `notifications/_devices.html` shows: the member's devices, and which of them is this browser."""
    return {
        "devices": list(PushSubscription.objects.visible_to(request.member)),
        "here": request.COOKIES.get(COOKIE, "") if here is None else here,
    }


def _section(request, **options) -> HttpResponse:
    return render(request, "notifications/_devices.html", devices_of(request, **options))


def _test_message():
    words = SimpleNamespace(title=_("Pushes work here"), text=_("This is how you will be told."), url=reverse(PAGE))
    return pushing.message_of(words, tag="test", at=timezone.now())
