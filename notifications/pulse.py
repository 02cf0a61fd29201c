"""The pulse of open pages. Each asks every other second whether anything is new; where nothing is, one query says so, before
anybody is recognised.

That is safe because of what it tells, which is nothing: a state is signed for the session it was given to, and "as it was"
is said only while that session and its member are there. Everything else is answered by the view, to who is signed in.
"""

import re

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery
from django.http import HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import Member

from .models import Notification
from .seeing import COUNTED, state_text

PATH = "/notifications/pulse"
SIGNED = re.compile(r"(?P<state>(?P<member>\d{1,18})(\.\d{1,18}){3})\.(?P<signature>[0-9a-f]{40})", re.ASCII)


class PulseMiddleware:
    """Answers 204 to a pulse since which nothing is new; leaves all else to the view."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info == PATH and request.method == "GET" and _is_as_it_was(request):
            return HttpResponse(status=204)
        return self.get_response(request)


def signed(state, session_key):
    """`state` as it is given to a page, for this session alone."""
    return f"{state}.{_signature(state, session_key)}"


def _signature(state, session_key):
    return salted_hmac(PATH, f"{session_key}:{state}", algorithm="sha256").hexdigest()[:40]


def _is_as_it_was(request):
    session_key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    since = SIGNED.fullmatch(request.GET.get("since", ""))
    if not session_key or since is None:
        return False
    if not constant_time_compare(since["signature"], _signature(since["state"], session_key)):
        return False
    return _state_now(int(since["member"]), session_key, timezone.now()) == since["state"]


def _state_now(member_id, session_key, now):
    """`state_of` the member who acts in the session, in one query; None where they do not act there any more."""
    session = Session.objects.filter(pk=session_key, expire_date__gt=now)
    others = Member.objects.filter(user=OuterRef("user"), is_active=True).exclude(pk=OuterRef("pk"))
    acts = Q(organization=F("user__last_organization")) | ~Exists(others)
    there = Member.objects.filter(acts, Exists(session), pk=member_id, is_active=True, user__is_active=True)
    unseen = Notification.objects.filter(member=member_id).shown().unseen()
    each = Notification.objects.filter(pk__in=unseen.values("pk")[:COUNTED]).order_by().values("member")
    found = {"n": Count("pk"), "newest": Max("pk"), "latest": Max("at")}
    found = {name: Subquery(each.annotate(**{name: value}).values(name)) for name, value in found.items()}
    row = there.annotate(**found).values_list("n", "newest", "latest").first()
    return row and state_text(member_id, *row)
