"""What every answer of every door says about itself."""

import re

from django.shortcuts import render
from structlog.contextvars import get_contextvars

PLAIN = re.compile(r"[\w.:-]{1,128}")


class AnswerHeadersMiddleware:
    """`X-Request-ID`, which the log lines of this request carry too, and `Permissions-Policy`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        number = str(get_contextvars().get("request_id", ""))
        response = self.get_response(request)
        if PLAIN.fullmatch(number):
            response["X-Request-ID"] = number
        response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        return response


class VisitorsMiddleware:
    """Doors of visitors recognise nobody: what a browser sends of sessions and sign-ins is not looked at there, and nothing
    is left behind, not even by a page that says no."""

    DOORS = ("/s/", "/f/")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path_info.startswith(self.DOORS):
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        request.__dict__.pop("COOKIES", None)
        response = self.get_response(request)
        response.cookies.clear()
        return response


class WrongMethodMiddleware:
    """Who opens an address that only takes what a form sends is told so. Signing in again leads there, when the session had
    ended before the form was sent."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_looked_at = request.method == "GET" and "text/html" in request.headers.get("Accept", "") and not request.htmx
        if response.status_code != 405 or response.content or not is_looked_at:
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page
