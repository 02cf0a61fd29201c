"""What every endpoint of the REST API does the same way, in whatever tongue it speaks."""

from contextlib import nullcontext

from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework.permissions import SAFE_METHODS
from rest_framework.response import Response
from rest_framework.views import APIView

from .errors import TooMany, Unprocessable
from .idempotency import asked_key, reserve
from .models import RememberedRequest
from .parsers import check_length
from .permissions import IsAdmin, IsMember

FLAGS = {"true": True, "1": True, "false": False, "0": False}


class Manners:
    """Mixed into a view: unknown parameters refused, writes in one transaction, rehearsed or remembered where asked.

    `params` names the query parameters the view takes, for all its actions or as `{action: names}`; `free_params` its
    actions that check their own. `admin_actions` are those that only an admin may call.
    """

    params: tuple | dict = ()
    free_params: tuple = ()
    admin_actions: tuple = ()
    is_rehearsable = True  # takes ?dry_run
    is_atomic = True  # False where the view makes transactions of its own
    holds_secret = False  # its answers are stored sealed
    lease = RememberedRequest.LEASE  # after which a remembered request is taken for dead
    dry_run = False
    http_method_names = ("get", "post", "put", "patch", "delete", "head")

    def get_permissions(self):
        if getattr(self, "action", None) in self.admin_actions:
            return [IsAdmin()]
        return super().get_permissions()

    def initial(self, request, *args, **kwargs):
        self.format_kwarg = None
        request.accepted_renderer, request.accepted_media_type = self.perform_content_negotiation(request)
        request.version = request.versioning_scheme = None
        self.perform_authentication(request)
        self.check_throttles(request)
        if request.method not in self.allowed_methods:
            self.http_method_not_allowed(request)
        self.check_permissions(request)
        if request.GET:
            self.check_params(request)

    def dispatch(self, request, *args, **kwargs):
        self.args, self.kwargs = args, kwargs
        self.request = request = self.initialize_request(request, *args, **kwargs)
        self.headers = self.default_response_headers
        try:
            self.initial(request, *args, **kwargs)
            response = self._call(request) if request.method in SAFE_METHODS else self._write(request)
        except Exception as error:
            response = self.handle_exception(error)
        self.response = self._finalized(request, response)
        return self.response

    def _call(self, request):
        return getattr(self, request.method.lower())(request, *self.args, **self.kwargs)

    def _finalized(self, request, response):
        response = self.finalize_response(request, response, *self.args, **self.kwargs)
        allowance = getattr(request, "allowance", None)
        if allowance is not None:
            for name, value in allowance.headers().items():
                response[name] = value
        if self.dry_run:
            response["Dry-Run"] = "true"
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    def throttled(self, request, wait):
        raise TooMany(wait)

    # -- parameters -----------------------------------------------------------------------------

    def check_params(self, request):
        """Refuse parameters that nobody reads: a misspelt one must not be taken for none."""
        action = getattr(self, "action", None)
        if action not in self.free_params:
            allowed = self.params.get(action, ()) if isinstance(self.params, dict) else self.params
            unknown = [name for name in request.GET if name not in allowed and name != "dry_run"]
            if unknown:
                raise Unprocessable(dict.fromkeys(unknown, _("Unknown parameter.")))
        if "dry_run" in request.GET:
            self.dry_run = self._asked_rehearsal(request)

    def _asked_rehearsal(self, request):
        flag = FLAGS.get(request.GET["dry_run"].lower())
        if request.method in SAFE_METHODS or not self.is_rehearsable:
            raise Unprocessable({"dry_run": _("Unknown parameter.")})
        if flag is None:
            raise Unprocessable({"dry_run": _("Give true or false.")})
        return flag

    # -- writes -----------------------------------------------------------------------------------

    def _write(self, request):
        check_length(request)
        key = None if self.dry_run or getattr(request, "member", None) is None else asked_key(request)
        if key is not None and not request.content_type.startswith("multipart/"):
            request._request.body  # noqa: B018  keeps the bytes, of which the fingerprint is made
        request.data  # noqa: B018  read before the transaction, so that a slow client holds no lock
        if key is None:
            return self._perform(request)
        reservation, earlier = reserve(request, key, lease=self.lease)
        return earlier if reservation is None else self._remembered(request, reservation)

    def _remembered(self, request, reservation):
        """Run the request and keep its answer; a refusal is an answer too, our own failure is none."""
        try:
            try:
                return self._perform(request, reservation)
            except Exception as error:
                response = self._rendered(request, self.handle_exception(error))
                if response.status_code < 500:
                    reservation.keep(response, sealed=self.holds_secret)
                return response
        except BaseException:
            reservation.release()
            raise

    def _perform(self, request, reservation=None):
        """One write, in one transaction with its remembered answer. A refusal or a rehearsal leaves nothing behind."""
        with transaction.atomic() if self.is_atomic or self.dry_run else nullcontext():
            response = self._call(request)
            is_undone = self.dry_run or (self.is_atomic and response.status_code >= 400)
            if is_undone:
                transaction.set_rollback(True)
            elif reservation is not None:
                reservation.keep(self._rendered(request, response), sealed=self.holds_secret)
        if reservation is not None and is_undone:
            reservation.keep(self._rendered(request, response), sealed=self.holds_secret)
        return response

    def _rendered(self, request, response):
        """`response` with its bytes, which are what is stored."""
        if isinstance(response, Response) and not response.is_rendered:
            response = self.finalize_response(request, response, *self.args, **self.kwargs).render()
        return response


class HouseView(Manners, APIView):
    """A single endpoint of the house API."""

    permission_classes = [IsMember]
