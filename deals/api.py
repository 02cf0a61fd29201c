"""The house API of deals and their notes."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from api.answers import failure, success
from api.errors import Unprocessable
from api.schema import Done
from contacts.api import NotedViewSet, NoteViewSet
from contacts.models import Company, Contact

from .filters import DealFilter
from .models import Deal, DealNote, MovedMeanwhile, MoveRefused, Stage
from .serializers import DealSerializer, DealWire, HistoryWire, MoveBody, ReopenBody
from .wire import RISK, closing_rows, deal_rows, select_deals, show_deals, step_rows


class HistoryAnswer(Done):
    data = HistoryWire()


class DealAnswer(Done):
    data = DealWire()


class DealsAnswer(Done):
    data = serializers.ListField(child=DealWire())


class DealViewSet(NotedViewSet):
    """Deals."""

    model, note_model = Deal, DealNote
    filterset_class = DealFilter
    serializer_class, wire_serializer_class = DealSerializer, DealWire
    companions = ("note_items", *RISK)  # what speaks against a deal changes with the days
    messages = {
        "created": _("Deal created."),
        "changed": _("Deal saved."),
        "removed": _("Deal deleted."),
        "moved": _("Deal moved."),
        "reopened": _("Deal reopened."),
    }

    select = staticmethod(select_deals)

    def show(self, rows):
        return show_deals(rows, member=self.request.member)

    def rows(self, queryset):
        return deal_rows(queryset, member=self.request.member)

    def make(self, values):
        try:
            return super().make(values)
        except MoveRefused as refusal:
            raise refused(refusal) from refusal

    def alter(self, record, values):
        try:
            record.revise(by=self.request.member, **values)
        except MoveRefused as refusal:
            raise refused(refusal) from refusal

    # -- more than the five endpoints ----------------------------------------------------------------

    @extend_schema(request=MoveBody, responses=DealAnswer)
    def move(self, request, pk):
        """Put a deal into another stage; a won or lost one closes it."""
        deal, body = self.writable(), self.body(MoveBody)
        seen = body.pop("from_stage_id", None)
        try:
            deal.revise(by=request.member, seen_stage=seen and Stage(pk=seen), **body)
        except MovedMeanwhile as refusal:
            return failure(refusal, {"from_stage_id": str(refusal)}, status=409, data=self.wire(pk))
        except MoveRefused as refusal:
            raise refused(refusal) from refusal
        return self.written(pk, self.messages["moved"])

    @extend_schema(request=ReopenBody, responses=DealAnswer)
    def reopen(self, request, pk):
        """Open a closed deal again, where it stood before or in `stage_id`."""
        deal, stage_id = self.writable(), self.body(ReopenBody).get("stage_id")
        try:
            deal.reopen(by=request.member, stage=Stage(pk=stage_id) if stage_id else None)
        except MoveRefused as refusal:
            raise refused(refusal) from refusal
        return self.written(pk, self.messages["reopened"])

    @extend_schema(responses=HistoryAnswer)
    def history(self, request, pk):
        """The stages a deal came to and the times it was closed, in order."""
        deal = self.get_object()
        return success({"steps": step_rows(deal.steps.all()), "closings": closing_rows(deal.closings.all())})

    def writable(self):
        """The deal of the path, which the caller may change; by whatever method they ask."""
        deal = self.get_object()
        if self.request.method == "POST":
            self.must_change(deal)
        return deal

    def body(self, serializer_class):
        """The body as values, checked by another serializer than that of a deal."""
        serializer = serializer_class(data=self.request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data


def refused(refusal):
    """A refusal of the domain as a 422 that names the field."""
    return Unprocessable({refusal.field: str(refusal)})


class DealsOfViewSet(DealViewSet):
    """The deals with one contact or company, those the caller sees, the newest first."""

    filterset_class = None
    free_params = ()
    parent_model = None
    parent_field = ""

    @extend_schema(responses=DealsAnswer)
    def list(self, request, pk):
        """The deals of the record."""
        if not self.parent_model.objects.visible_to(request.member).filter(pk=pk).exists():
            raise Http404
        deals = self.get_queryset().filter(**{self.parent_field: pk})
        return self.answered(self.rows(deals.order_by("-created_at", "-pk")))


class ContactDealsViewSet(DealsOfViewSet):
    """The deals with a contact."""

    parent_model, parent_field = Contact, "contact"


class CompanyDealsViewSet(DealsOfViewSet):
    """The deals with a company."""

    parent_model, parent_field = Company, "company"


class DealNoteViewSet(NoteViewSet):
    """Notes on a deal."""

    model = DealNote
