"""Every page request gets its acting member; every htmx answer its manners."""

from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from .models import Member


def membership_of(user, organization_id=None):
    """The active `Member` with which `user` acts: in `organization_id`, else in the organization last used. One query.

    Returns None if there is none. Raises nothing for a foreign organization: it is simply not found.
    """
    found = Member.objects.filter(user=user, is_active=True, user__is_active=True).select_related(
        "user", "organization"
    )
    if organization_id is not None:
        return found.filter(organization=organization_id).first()
    last_used = Case(
        When(organization=user.last_organization_id, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return found.order_by(last_used, "pk").first()


class ActingMemberMiddleware:
    """Sets `request.member` for signed-in people, and their time zone; None for everybody else.

    Somebody signed in who is in no organization (any more) gets a page that says so, wherever they go but to these:
    """

    OPEN_TO_ALL = ("/account/", "/invitation/", "/admin/", "/static/", "/health", "/ready", "/f/", "/s/")
    SEEN_EVERY = 300  # seconds: how exact "last seen" is
    BY_ITSELF = ("/notifications/pulse",)  # what open pages ask by themselves says nothing of anybody being there

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.member = None
        if request.path_info.startswith("/api/") or not request.user.is_authenticated:
            return self.get_response(request)
        request.member = membership_of(request.user)
        with timezone.override(_zone(request.user.time_zone)):
            if request.member is not None:
                request.member.through("page")
                if request.path_info not in self.BY_ITSELF:
                    self._seen(request)
            elif not request.path_info.startswith(self.OPEN_TO_ALL):
                return self._turned_away(request)
            return self.get_response(request)

    def _turned_away(self, request):
        """The operator's own place is the back room; signing in leads there. Everything else says what is missing."""
        if request.user.is_superuser and request.path_info == "/":
            return redirect("admin:index")
        return render(request, "accounts/no_membership.html", status=403)

    def _seen(self, request):
        """Remember when member and device were last here; the cache keeps this from writing at every request."""
        if cache.add(f"seen:{request.session.session_key}:{request.member.pk}", True, self.SEEN_EVERY):
            Member.objects.filter(pk=request.member.pk).update(last_seen_at=timezone.now())
            UserSession.objects.create_from_request(request)


def _zone(name):
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


class HtmxMannersMiddleware:
    """A part of a page is never kept as a page, and a signed-out htmx request goes to the sign-in page as a whole."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        patch_vary_headers(response, ["HX-Request"])
        if not request.htmx:
            return response
        response["Cache-Control"] = "no-store"
        if response.status_code == 302 and response["Location"].startswith(reverse("account_login")):
            answer = HttpResponse(status=200)
            answer["HX-Redirect"] = self._sign_in(request) or response["Location"]
            return answer
        return response

    def _sign_in(self, request):
        """The sign-in page that leads back to the page one looks at, None where that is not known."""
        here = request.htmx.current_url_abs_path
        return here and f"{reverse('account_login')}?{urlencode({'next': here})}"
