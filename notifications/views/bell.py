"""The bell: its list, its page, opening what it tells of, and the pulse by which open pages hear of what is new."""

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import members_only
from activity.answers import done, go, toast

from ..kinds import KINDS, kinds_for
from ..models import Notification
from ..pulse import signed
from ..seeing import newer_than, see, state_of, unseen_by
from ..words import words_of

SHOWN = 12  # in the popover
PER_PAGE = 50


def told(notifications, member):
    """`[(notification, its words)]`."""
    notifications = list(notifications)
    return list(zip(notifications, words_of(notifications, member), strict=True))


@members_only
@require_safe
def notification_bell(request):
    """The latest, as the popover under the bell shows them."""
    if not request.htmx:
        return redirect("notification_list")
    shown = Notification.objects.visible_to(request.member).shown()
    context = {"told": told(shown[:SHOWN], request.member), "has_unseen": unseen_by(request.member).exists()}
    return render(request, "notifications/_bell.html", context)


@members_only
@require_safe
def notification_list(request):
    """Everything one was told, the latest first; `kind` narrows it, `unseen` to what one has not looked at."""
    shown = Notification.objects.visible_to(request.member).shown()
    kind = KINDS.get(request.GET.get("kind", ""))
    if kind:
        shown = shown.filter(kind=kind.slug)
    if is_unseen := "unseen" in request.GET:
        shown = shown.unseen()
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "told": told(page, request.member),
        "kinds": kinds_for(request.member),
        "kind": kind,
        "is_unseen": is_unseen,
        "has_unseen": unseen_by(request.member).exists(),
    }
    return render(request, "notifications/notifications.html", context)


@members_only
@require_POST
def notification_open(request, pk):
    """Look at one: it is seen, and its record opens; where that is out of sight, the page of all."""
    notification = get_object_or_404(Notification.objects.visible_to(request.member), pk=pk)
    see(Notification.objects.visible_to(request.member).filter(pk=pk), timezone.now())
    words = words_of([notification], request.member)[0]
    if not words.url:
        return done(request, words.title, to=reverse("notification_list"))
    return go(request, words.url)


@members_only
@require_POST
def notifications_seen(request):
    """Say that one has looked at everything."""
    see(unseen_by(request.member), timezone.now())
    if not request.htmx:
        return done(request, _("All seen."), to=reverse("notification_list"))
    return toast(HttpResponse(status=204), _("All seen."), **{"notifications-seen": {}})


@members_only
@require_safe
def notification_pulse(request):
    """What is new `since` an earlier answer: 204 for nothing, else the number unseen and, where something came, its words.

    Open pages ask every other second: it writes nothing, and where nothing is new `PulseMiddleware` has mostly said so.
    """
    count, state = state_of(request.member)
    state, since = signed(state, request.session.session_key), request.GET.get("since", "")
    if since == state:
        return HttpResponse(status=204)
    fresh = newer_than(since, request.member)
    text = words_of([fresh], request.member)[0].title if fresh else ""
    answer = JsonResponse({"state": state, "count": count, "text": text})
    answer["Cache-Control"] = "no-store"
    return answer


@members_only
@require_safe
def reminders_moved(request):
    """Where the reminders were before they became notifications: bookmarks still lead there."""
    return HttpResponseRedirect(reverse("notification_list"))
