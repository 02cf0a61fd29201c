"""Every page request gets its acting member; every htmx answer its manners."""

from django.contrib.auth import logout
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from zoneinfo import ZoneInfo

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
    """Sets `request.member` for signed-in people, and their time zone; None for everybody else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.member = None
        if not request.path_info.startswith("/api/") and request.user.is_authenticated:
            request.member = membership_of(request.user)
            if request.member is None and not request.user.is_superuser:
                logout(request)
                return redirect("account_login")
            if request.member is not None:
                request.member.through("page")
            with timezone.override(_zone(request.user.time_zone)):
                return self.get_response(request)
        return self.get_response(request)


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
            answer["HX-Redirect"] = response["Location"]
            return answer
        return response
