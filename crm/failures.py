"""When no view answers, or one breaks: JSON below /api/, a page everywhere else."""

from functools import wraps

from django.views import defaults

from api import outside
from dialects.keyed.wire import in_keyed_words
from dialects.org.wire import in_org_words
from dialects.rep.wire import in_rep_words

TONGUES = {
    "/api/v1/": in_org_words,
    "/api/key/": in_keyed_words,
    "/api/company/": in_rep_words,
    "/api/user/": in_rep_words,
    "/api/": lambda told: told,
}


def _by_path(page, answer):
    @wraps(page)
    def fail(request, *args, **kwargs):
        for front, in_its_words in TONGUES.items():
            if request.path_info.startswith(front):
                return in_its_words(answer())
        return page(request, *args, **kwargs)

    return fail


bad_request = _by_path(defaults.bad_request, outside.bad_request)
permission_denied = _by_path(defaults.permission_denied, outside.permission_denied)
page_not_found = _by_path(defaults.page_not_found, outside.not_found)
server_error = _by_path(defaults.server_error, outside.server_error)
