"""Subscribing to saved views, and one's own subscriptions."""

from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import members_only
from activity.answers import done, refused, where_from

from .. import subscriptions
from ..lists.registry import list_of
from ..lists.tabs import view_url
from ..models import SavedView, Subscription
from .own import own_or_404


@members_only
@require_safe
def subscription_list(request):
    """The lists one is subscribed to."""
    own = Subscription.objects.visible_to(request.member).select_related("view").defer("ids").order_by("view__name")
    seen = set(SavedView.objects.visible_to(request.member).values_list("pk", flat=True))
    rows = [(each, _url(each.view) if each.view_id in seen else "") for each in own]
    return render(request, "customization/subscriptions.html", {"rows": rows})


def _url(view):
    declared = list_of(view.kind)
    return view_url(declared, view) if declared else ""


@members_only
@require_POST
def view_follow(request, pk):
    """Subscribe to a saved view."""
    view = own_or_404(SavedView, pk, request.member)
    to = where_from(request, reverse("subscription_list"))
    try:
        subscriptions.subscribe(view, by=request.member)
    except ValidationError as refusal:
        return refused(request, " ".join(refusal.messages), to=to)
    text = _("You will be told when somebody or something enters or leaves “%(name)s”.")
    return done(request, text % {"name": view.name}, to=to)


@members_only
@require_POST
def view_unfollow(request, pk):
    """End one's subscription to a saved view, also to one that is no longer shared."""
    to = where_from(request, reverse("subscription_list"))
    if not subscriptions.unsubscribe(pk, by=request.member):
        own_or_404(SavedView, pk, request.member)
    return done(request, _("You are told of it no more."), to=to)
