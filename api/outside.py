"""What /api/ answers where none of our views does: JSON too."""

import structlog
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from .renderers import JSONRenderer


def _failure(status, message, **more):
    body = {"success": False, "message": str(message), "errors": {}, **more}
    return HttpResponse(JSONRenderer().render(body), status=status, content_type="application/json")


def bad_request():
    return _failure(400, _("The request is malformed."))


def permission_denied():
    return _failure(403, _("You may not do this."))


def not_found():
    return _failure(404, _("There is nothing at this address."))


def server_error():
    """Our fault. The id stands in the log beside the reason."""
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    return _failure(500, _("Something broke on our side. It has been logged."), request_id=request_id)


@csrf_exempt
def nothing_here(request, rest):
    """Every address below /api/ that is no endpoint."""
    return not_found()


nothing_here.login_required = False
