"""The house API's imports: which there were, how far one is and what came of its rows, stopping it, taking it back."""

import django_filters as df
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.viewsets import GenericViewSet

from activity.undo import CannotUndo
from api.answers import page_answer, success
from api.errors import Conflict, Unprocessable
from api.filters import ListFilter
from api.manners import Manners
from api.paging import asked_page, page_of
from api.permissions import IsMember

from . import kinds, results
from .api import flag, told
from .models import Transfer
from .tasks import take_over_abandoned
from .undoing import ask_to_take_back
from .wire import ImportAnswer, ImportPage, import_row, results_row


class ImportFilter(ListFilter):
    """Imports by their state and by what they hold; the latest first, unless another order is asked for."""

    SORTS = {
        "created_at": ("created_at",),
        "finished_at": ("finished_at",),
        "filename": ("filename",),
        "kind": ("kind",),
        "status": ("status",),
        "rows": ("rows",),
    }

    status = df.ChoiceFilter(choices=Transfer.STATUSES)
    kind = df.ChoiceFilter(choices=[(kind.slug, kind.label) for kind in kinds.registered()])

    @property
    def is_tallied(self):
        return False

    @property
    def descending(self):
        return super().descending if self.data.get("sort_by") or self.data.get("sort_dir") else True


class ImportViewSet(Manners, GenericViewSet):
    """The imports of the organization: all for admins, for others their own of what members may import. They are begun
    at `/api/contacts/import` and the like."""

    permission_classes = [IsMember]
    filterset_class = ImportFilter
    lookup_value_converter = "int"
    free_params = ("list",)  # the FilterSet knows its own
    params = {"retrieve": ("page", "per_page", "outcome"), "undo": ("background",)}

    def get_queryset(self):
        imports = Transfer.objects.visible_to(self.request.member).imports()
        return imports.select_related("act", "member__user").defer("rehearsal", "header", "mapping")

    @extend_schema(responses=ImportPage)
    def list(self, request):
        """Every import there was, the latest first."""
        filtered = ImportFilter(request.query_params, self.get_queryset(), member=request.member)
        filtered.must_be_valid()
        number, per_page = asked_page(request.query_params)
        page = page_of(filtered, number=number, per_page=per_page)
        rows = page.rows.select_related("act", "member__user").defer("rehearsal", "header", "mapping")
        return page_answer(page, [import_row(transfer, request.member) for transfer in rows])

    @extend_schema(
        parameters=[
            OpenApiParameter("outcome", enum=Transfer.COUNTS, description="only results of this kind"),
            OpenApiParameter("page", {"type": "integer", "minimum": 1, "maximum": 999_999_999, "default": 1}),
            OpenApiParameter("per_page", {"type": "integer", "minimum": 1, "maximum": 100, "default": 25}),
        ],
        responses=ImportAnswer,
    )
    def retrieve(self, request, pk):
        """How far an import is, and, page by page, what came of each row."""
        number, per_page = asked_page(request.query_params)
        outcome = request.query_params.get("outcome", "")
        if outcome and outcome not in Transfer.COUNTS:
            raise Unprocessable({"outcome": _("Choose one of: %s.") % ", ".join(Transfer.COUNTS)})
        transfer = self.found(pk)
        if transfer.is_abandoned:
            take_over_abandoned(timezone.now(), among=self.get_queryset().filter(pk=pk))
            transfer.refresh_from_db()
        page = results.page_of(transfer, request.member, page=number, per_page=per_page, outcome=outcome)
        told_now = {name: text for name, text in told(transfer).items() if name != "success"}
        return success(import_row(transfer, request.member) | told_now | {"results": results_row(page, request.member)})

    @extend_schema(
        parameters=[OpenApiParameter("background", bool, description="answer at once, with 202")],
        request=None,
        responses={200: ImportAnswer, 202: ImportAnswer},
    )
    def undo(self, request, pk):
        """Take an import back: what it made is removed, what it changed returns, what was changed since is kept.

        A large one is taken back in the background: 202, and `undo` says how far it is.
        """
        background = flag(request.query_params, "background")
        transfer = self.found(pk)
        if transfer.is_busy or transfer.is_being_undone:
            raise Conflict(_("The import is still at work. Cancel it first, or wait until it is done."))
        try:
            ask_to_take_back(transfer, by=request.member, in_background=background or None)
        except CannotUndo as error:
            raise Unprocessable({"undo": _why_not(transfer)}) from error
        transfer.refresh_from_db()
        words = _("The import is being undone.") if transfer.is_being_undone else _("Undone.")
        return success(import_row(transfer, request.member), words, status=202 if transfer.is_being_undone else 200)

    @extend_schema(request=None, responses=ImportAnswer)
    def cancel(self, request, pk):
        """Stop an import before its next chunk. The rows that are written stay, and can be undone."""
        transfer = self.found(pk)
        if not transfer.cancel():
            raise Conflict(_("The import is over: %s.") % transfer.get_status_display())
        transfer.refresh_from_db()
        return success(import_row(transfer, request.member), _("The import is stopped."))

    def found(self, pk):
        transfer = self.get_queryset().filter(pk=pk).first()
        if transfer is None:
            raise Http404
        return transfer


def _why_not(transfer):
    if transfer.undo_state == Transfer.UNDONE or (transfer.act and transfer.act.undone_at):
        return _("This import is undone already.")
    if not transfer.imported or transfer.act is None:
        return _("This import has written nothing.")
    return _("This import is too old to be undone.")
