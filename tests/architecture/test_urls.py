"""A view without an access rule cannot be mounted."""

import pytest
from django.contrib.auth.decorators import login_not_required
from rest_framework.permissions import AllowAny
from rest_framework.views import APIView

from api.permissions import IsMember
from tests.doors.routes import Route, routes

#: Doors that open for nobody in particular, and why.
PUBLIC = {
    "/api/(?P<rest>.*)": "says in the API's own form that nothing is here",
    "/api/auth/forgot-password": "who forgot it cannot sign in",
    "/api/auth/login": "asks for the password itself",
    "/api/auth/logout": "the refresh token in the body is the credential",
    "/api/auth/refresh": "the refresh token in the body is the credential",
    "/api/auth/register": "founds an organization; SIGN_UP_OPEN closes it",
    "/api/auth/reset-password": "the mailed token is the credential",
    "/api/company/crm/v202506/(?P<rest>.*)": "says in the Rep API's own form that nothing is here",
    "/api/docs": "describes the API, holds no record",
    "/api/key/(?P<rest>.*)": "says in the Key API's own form that nothing is here",
    "/api/schema": "describes the API, holds no record",
    "/api/user/crm/v202506/(?P<rest>.*)": "says in the Rep API's own form that nothing is here",
    "/api/v1/(?P<rest>.*)": "says in the Org API's own form that nothing is here",
    "/calendar/<str:token>.ics": "the token in the address is the credential",
    "/f/<str:token>": "a form for visitors; the token in its address names it",
    "/health": "balancers ask",
    "/invitation/<str:token>": "the mailed token is the credential",
    "/notifications/off/<str:token>": "the mailed token is the credential, and it only turns mails off",
    "/notifications/devices/ask/<str:token>": "the pushed token is the credential, and the answer is yes or no",
    "/ready": "balancers ask",
    "/sw.js": "the browser asks for it by itself, also when nobody is signed in",
    "/s/<str:token>": "the token in the address is the credential, for this one item",
    "/s/<str:token>/events": "the token in the address is the credential, for reports from the organization's own sites",
    "/s/<str:token>.png": "the same address, drawn",
}


def is_guarded(route):
    """Whether the view asks for a member: a page behind the sign-in, a REST view behind `IsMember`."""
    cls = getattr(route.view, "cls", None)
    if cls is not None:
        rules = cls.permission_classes
        initial = getattr(route.view, "initkwargs", {}).get("permission_classes", rules)
        return bool(initial) and any(isinstance(rule, type) and issubclass(rule, IsMember) for rule in initial)
    return getattr(route.view, "login_required", True)


def ours():
    return [route for route in routes() if route.is_ours]


@pytest.mark.parametrize("route", ours(), ids=lambda route: route.pattern)
def test_a_door_is_guarded_or_said_to_be_public(route):
    assert is_guarded(route) or route.pattern in PUBLIC, "Guard the view, or add it to PUBLIC with the reason"


def test_nothing_is_said_to_be_public_that_is_guarded_or_gone():
    assert set(PUBLIC) == {route.pattern for route in ours() if not is_guarded(route)}


def test_no_rest_address_ends_with_a_slash():
    assert not [route.pattern for route in ours() if route.is_api and route.pattern.endswith("/")]


def test_ids_in_addresses_are_numbers():
    """`contacts/export` is never the contact with the id "export"."""
    assert not [route.pattern for route in ours() if "<pk>" in route.pattern or "<str:pk>" in route.pattern]


def test_the_guard_sees_an_open_view():
    class Open(APIView):
        permission_classes = [AllowAny]

    assert not is_guarded(Route("/open", Open.as_view(), "open"))
    assert not is_guarded(Route("/page", login_not_required(lambda request: None), "page"))
