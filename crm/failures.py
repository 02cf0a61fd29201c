"""When no view answers, or one breaks: JSON below /api/, a page everywhere else."""

from functools import wraps

from django.views import defaults

from api import outside


def _by_path(page, answer):
    @wraps(page)
    def fail(request, *args, **kwargs):
        return answer() if request.path_info.startswith("/api/") else page(request, *args, **kwargs)

    return fail


bad_request = _by_path(defaults.bad_request, outside.bad_request)
permission_denied = _by_path(defaults.permission_denied, outside.permission_denied)
page_not_found = _by_path(defaults.page_not_found, outside.not_found)
server_error = _by_path(defaults.server_error, outside.server_error)
