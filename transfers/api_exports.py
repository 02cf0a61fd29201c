"""The house API's exports."""

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import APIException

from api.answers import moment, success
from api.errors import Conflict, Unprocessable
from api.manners import FLAGS, HouseView
from api.permissions import IsAdmin

from . import kinds
from .exporting import CSV, FORMATS, Selection, export, formats_of, template
from .exporting.background import begin, is_there, own_exports, take_over_exports
from .models import Transfer
from .views.exports import file_or_none

CSV_FILE = OpenApiResponse(OpenApiTypes.BINARY, description="text/csv, as an attachment")
BEGUN = inline_serializer("ExportBegun", {"success": serializers.BooleanField(), "job_id": serializers.IntegerField()})


class Gone(APIException):
    """410: it was there, and is not any more."""

    status_code = 410


class KindView(HouseView):
    """An endpoint for one kind of record, named by `kind`."""

    permission_classes = [IsAdmin]
    kind = ""

    @property
    def of(self):
        return kinds.of(self.kind)

    @property
    def records(self):
        return self.of.model.objects.visible_to(self.request.member)


class ExportView(KindView):
    free_params = (None,)  # the FilterSet knows its own

    @extend_schema(
        parameters=[
            OpenApiParameter("format", enum=FORMATS, description="csv by default; vcf of people only"),
            OpenApiParameter("columns", description="names with commas between them, in their order; all by default"),
            OpenApiParameter("background", bool, description="answer at once with a job_id, see /api/exports/{id}"),
        ],
        responses={(200, "text/csv"): CSV_FILE, 202: BEGUN},
    )
    def get(self, request):
        """Every record that matches the list's filters, as CSV, XLSX or vCards, streamed."""
        selection = Selection(self.of, request.query_params, member=request.member)
        selection.must_be_valid()
        columns, file_format = selection.asked_columns(), self._format()
        if self._in_background():
            transfer = begin(selection, columns, file_format=file_format)
            return success(message=_("The export has begun."), status=202, job_id=transfer.pk)
        return export(selection, columns, file_format=file_format)

    def _format(self):
        asked, known = self.request.query_params.get("format", CSV), formats_of(self.of)
        if asked not in known:
            raise Unprocessable({"format": _("Choose one of: %s.") % ", ".join(known)})
        return asked

    def _in_background(self):
        flag = FLAGS.get(self.request.query_params.get("background", "false").lower())
        if flag is None:
            raise Unprocessable({"background": _("Give true or false.")})
        return flag


class TemplateView(KindView):
    @extend_schema(responses={(200, "text/csv"): CSV_FILE})
    def get(self, request):
        """An empty CSV with the header that fills every field."""
        return template(self.of, request.member)


class ExportJobView(HouseView):
    permission_classes = [IsAdmin]

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request, pk):
        """How far an export of yours is, and where its file can be fetched until when."""
        transfer = self.found(request, pk)
        if transfer.is_abandoned:
            take_over_exports(timezone.now(), among=own_exports(request.member).filter(pk=pk))
            transfer.refresh_from_db()
        there = is_there(transfer, timezone.now())
        return success(
            {
                "id": transfer.pk,
                "kind": transfer.kind,
                "format": transfer.file_format,
                "status": transfer.status,
                "message": transfer.failure,
                "filename": transfer.filename,
                "rows": transfer.rows,
                "position": transfer.position,
                "size": transfer.size,
                "file": reverse("api_export_file", args=[pk]) if there else None,
                "expires_at": moment(transfer.expires_at),
                "created_at": moment(transfer.created_at),
                "finished_at": moment(transfer.finished_at),
            }
        )

    def found(self, request, pk):
        transfer = own_exports(request.member).filter(pk=pk).first()
        if transfer is None:
            raise Http404
        return transfer


class ExportFileView(ExportJobView):
    @extend_schema(responses={(200, "text/csv"): CSV_FILE})
    def get(self, request, pk):
        """The finished file. 409 while it is being written, 410 when it is not kept any more."""
        transfer = self.found(request, pk)
        if transfer.is_busy:
            raise Conflict(_("The file is being written. Ask again in a moment."))
        if transfer.status == Transfer.FAILED:
            raise Gone(transfer.failure)
        response = file_or_none(transfer)
        if response is None:
            raise Gone(_("The file is not kept any more. Export again."))
        return response
