"""The organization's webhooks: who is told what, and what became of it. For admins."""

import orjson
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guards import admins_only
from api.filters import BIGGEST_ID

from . import endpoints
from .forms import EndpointForm
from .models import Attempt, Delivery, Endpoint
from .telling import untellable
from .vocabulary import GROUPS

SHOWN = 25  # deliveries of one page
TRIES_SHOWN = 50
WORDS = {name: f"{group.label}: {words}" for group in GROUPS for name, words in group.events}


@admins_only
@require_safe
def endpoint_list(request):
    """All webhooks."""
    every = list(Endpoint.objects.visible_to(request.member))
    return render(request, "webhooks/endpoints.html", {"endpoints": every, "is_full": len(every) >= Endpoint.MOST})


@admins_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def endpoint_new(request):
    """Add one; its secret is shown this once."""
    form = EndpointForm(request.POST or None)
    made = form.save(by=request.member) if form.is_valid() else None
    if made:
        return render(request, "webhooks/secret.html", {"endpoint": made[0], "secret": made[1], "is_new": True})
    return render(request, "webhooks/endpoint_form.html", {"form": form}, status=422 if form.errors else 200)


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def endpoint_edit(request, pk):
    """Change where to and what of."""
    endpoint = found(request, pk)
    form = EndpointForm(request.POST or None, endpoint=endpoint)
    if form.is_valid() and form.save(by=request.member):
        messages.success(request, _("Saved."))
        return redirect("endpoint_card", pk=pk)
    context = {"form": form, "endpoint": endpoint}
    return render(request, "webhooks/endpoint_form.html", context, status=422 if form.errors else 200)


@admins_only
@require_safe
def endpoint_card(request, pk):
    """One webhook and its deliveries, the latest first; `state` narrows them, `before` turns the page."""
    endpoint = found(request, pk)
    state = request.GET.get("state", "")
    deliveries = Delivery.objects.visible_to(request.member).filter(endpoint=endpoint).order_by("-pk")
    if state in dict(Delivery.STATES):
        deliveries = deliveries.filter(state=state)
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        deliveries = deliveries.filter(pk__lt=int(before))
    rows = list(deliveries.defer("body")[: SHOWN + 1])
    context = {
        "endpoint": endpoint,
        "deliveries": rows[:SHOWN],
        "older": rows[SHOWN - 1].pk if len(rows) > SHOWN else None,
        "is_later_page": bool(before),
        "state": state,
        "states": Delivery.STATES,
        "told": [WORDS[name] for name in endpoint.events if name in WORDS],
        "is_resting": endpoint.is_resting(timezone.now()),
        "is_rotating": bool(endpoint.previous_until and endpoint.previous_until > timezone.now()),
    }
    return render(request, "webhooks/endpoint.html", context)


@admins_only
@require_POST
def endpoint_switch(request, pk):
    """Turn it off, or on again."""
    endpoint = found(request, pk)
    if endpoint.is_active:
        endpoints.turn_off(endpoint, by=request.member)
        messages.success(request, _("It is off: nothing is sent there."))
    else:
        endpoints.turn_on(endpoint, by=request.member)
        messages.success(request, _("It is on: it is told of what happens from now on."))
    return redirect("endpoint_card", pk=pk)


@admins_only
@require_POST
def endpoint_test(request, pk):
    """Send a message that says it is a test."""
    endpoint = found(request, pk)
    try:
        delivery = endpoints.send_test(endpoint, by=request.member)
    except endpoints.EndpointRefused as why:
        messages.error(request, str(why))
        return redirect("endpoint_card", pk=pk)
    return redirect("delivery_card", pk=pk, delivery_pk=delivery.pk)


@admins_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def endpoint_rotate(request, pk):
    """Say what a new secret means, then make it and show it this once."""
    endpoint = found(request, pk)
    if request.method != "POST":
        return render(request, "webhooks/rotate.html", {"endpoint": endpoint})
    secret = endpoints.rotate(endpoint, by=request.member)
    return render(request, "webhooks/secret.html", {"endpoint": endpoint, "secret": secret})


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def endpoint_remove(request, pk):
    """Say what it means, then remove it."""
    endpoint = found(request, pk)
    if request.method != "POST":
        return render(request, "webhooks/remove.html", {"endpoint": endpoint})
    endpoints.remove(endpoint, by=request.member)
    messages.success(request, _("The webhook is removed."))
    return redirect("endpoint_list")


@admins_only
@require_safe
def delivery_card(request, pk, delivery_pk):
    """One delivery: what was sent, every try and its answer. Asked by htmx while it waits, only what may have changed."""
    delivery = found_delivery(request, pk, delivery_pk)
    is_hidden = bool(untellable([delivery], request.member.organization))
    context = {
        "endpoint": delivery.endpoint,
        "delivery": delivery,
        "is_hidden": is_hidden,
        "written": orjson.dumps(orjson.loads(delivery.body), option=orjson.OPT_INDENT_2).decode(),
        "tries": Attempt.objects.visible_to(request.member).filter(delivery=delivery)[:TRIES_SHOWN],
        "is_coming": delivery.state == Delivery.WAITING and not delivery.attempts_count,
    }
    template = "webhooks/_delivery.html" if request.htmx else "webhooks/delivery.html"
    return render(request, template, context)


@admins_only
@require_POST
def delivery_again(request, pk, delivery_pk):
    """Send it once more, as a message of its own."""
    delivery = found_delivery(request, pk, delivery_pk)
    try:
        delivery = endpoints.send_again(delivery, by=request.member)
    except endpoints.EndpointRefused as why:
        messages.error(request, str(why))
    return redirect("delivery_card", pk=pk, delivery_pk=delivery.pk)


def found(request, pk):
    """The webhook of the path. Raises Http404."""
    if pk > BIGGEST_ID:
        raise Http404
    return get_object_or_404(Endpoint.objects.visible_to(request.member), pk=pk)


def found_delivery(request, pk, delivery_pk):
    """The delivery of the path, with its endpoint. Raises Http404."""
    endpoint = found(request, pk)
    if delivery_pk > BIGGEST_ID:
        raise Http404
    deliveries = Delivery.objects.visible_to(request.member).filter(endpoint=endpoint)
    return get_object_or_404(deliveries.select_related("endpoint", "replay_of"), pk=delivery_pk)
