"""The calendar feed: read by programs that know its address, made and ended by its owner."""

import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from activity.answers import done

from ..ical import calendar_of, etag_of
from ..models import CalendarFeed

READ_EVERY = datetime.timedelta(minutes=10)  # how exact "last read" is


@login_not_required
@require_safe
def feed(request, token):
    """The tasks of whose feed has this token."""
    found = CalendarFeed.found(token)
    if found is None:
        raise Http404
    now = timezone.now()
    if found.last_read_at is None or found.last_read_at < now - READ_EVERY:
        CalendarFeed.objects.visible_to(found.member).filter(pk=found.pk).update(last_read_at=now)
    content = calendar_of(found.member, now)
    etag = etag_of(content)
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
    if etag in {one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")}:
        return HttpResponse(status=304, headers=headers)
    headers["Content-Disposition"] = 'inline; filename="tasks.ics"'
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


@require_http_methods(["GET", "POST"])
def feed_settings(request):
    """One's own feed: make it, which ends the one before, or revoke it. The address is shown this once."""
    if request.method == "POST" and "revoke" in request.POST:
        CalendarFeed.objects.visible_to(request.member).filter(member=request.member).delete()
        return done(request, _("The calendar address no longer works."), to=reverse("task_feed"))
    context = {}
    if request.method == "POST":
        _made, token = CalendarFeed.issue(by=request.member)
        context["address"] = settings.BASE_URL + reverse("calendar_feed", args=[token])
        context["webcal"] = "webcal://" + context["address"].partition("://")[2]
    context["feed"] = CalendarFeed.objects.visible_to(request.member).filter(member=request.member).first()
    answer = render(request, "tasks/feed.html", context)
    answer["Cache-Control"] = "no-store"
    return answer
