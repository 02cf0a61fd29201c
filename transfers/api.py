"""The house API's imports and exports."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.response import Response

from api.answers import moment, success
from api.errors import NoStorage, Unprocessable
from api.manners import FLAGS, HouseView
from api.parsers import StrictJSONParser, TooLarge
from api.permissions import IsAdmin

from .api_exports import KindView
from .intake import must_be_mapped, take_in
from .keeping import NoRoom
from .models import Transfer
from .reading import Unreadable
from .run import run
from .tasks import later, run_transfer

TOLD = 1_000  # refused rows named in one answer

IMPORTED = inline_serializer(
    "Imported",
    {
        "success": serializers.BooleanField(),
        "message": serializers.CharField(),
        "imported": serializers.IntegerField(help_text="rows that made or changed a record"),
        "skipped": serializers.IntegerField(help_text="rows that were refused or changed nothing"),
        "errors": serializers.ListField(child=serializers.CharField(), help_text="Row 7: email: …"),
    },
)
TAKEN_UP = inline_serializer(
    "ImportTakenUp", {"success": serializers.BooleanField(), "job_id": serializers.IntegerField()}
)


class ImportView(KindView):
    params = ("mode", "background")
    parser_classes = [MultiPartParser, FormParser, StrictJSONParser]
    is_atomic = False  # writes in chunks of its own
    lease = timedelta(hours=1)  # a large file may take long

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) > settings.IMPORT_MAX_BYTES + 1_000_000:
            raise TooLarge(_("The file is larger than %d MB. Split it.") % (settings.IMPORT_MAX_BYTES // 1024**2))

    @extend_schema(
        parameters=[
            OpenApiParameter("mode", enum=["create", "update", "upsert"], description="upsert by default"),
            OpenApiParameter("background", bool, description="answer at once with a job_id"),
        ],
        request={"multipart/form-data": inline_serializer("ImportFile", {"file": serializers.FileField()})},
        responses={200: IMPORTED, 202: TAKEN_UP},
    )
    def post(self, request):
        """Import a CSV or XLSX file. Columns are mapped by their headers; good rows are kept, bad ones reported."""
        mode, background = self._mode(), self._flag("background")
        upload = request.FILES.get("file")
        if upload is None:
            raise Unprocessable({"file": _("Send the file in the field “file” of a multipart form.")})
        transfer = self._taken_in(upload, mode)
        transfer.ask_to_run()
        if background and not self.dry_run:
            with transaction.atomic():
                later(run_transfer, transfer.pk)
            return success(message=_("The import has begun."), status=202, job_id=transfer.pk)
        run(transfer)
        transfer.refresh_from_db()
        if self.dry_run:
            transfer.kept.delete(save=False)  # the row goes with the transaction
        return Response(told(transfer))

    def _mode(self):
        mode = self.request.query_params.get("mode", Transfer.UPSERT)
        if mode not in dict(Transfer.MODES):
            raise Unprocessable({"mode": _("Choose create, update or upsert.")})
        return mode

    def _flag(self, name):
        flag = FLAGS.get(self.request.query_params.get(name, "false").lower())
        if flag is None:
            raise Unprocessable({name: _("Give true or false.")})
        return flag

    def _taken_in(self, upload, mode):
        try:
            transfer = take_in(upload, kind=self.kind, by=self.request.member, mode=mode)
        except NoRoom as error:
            raise NoStorage(str(error)) from error
        except Unreadable as error:
            raise Unprocessable({"file": str(error)}) from error
        try:
            must_be_mapped(transfer)
        except Unreadable as error:
            transfer.discard()
            raise Unprocessable({"file": str(error)}) from error
        return transfer


class ImportJobView(HouseView):
    permission_classes = [IsAdmin]

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request, pk):
        """How far an import is, and what came out."""
        transfer = Transfer.objects.visible_to(request.member).imports().filter(pk=pk).first()
        if transfer is None:
            raise Http404
        return success(
            {
                "id": transfer.pk,
                "kind": transfer.kind,
                "mode": transfer.mode,
                "status": transfer.status,
                "filename": transfer.filename,
                **{name: getattr(transfer, name) for name in ("rows", "position", *Transfer.COUNTS)},
                **told(transfer),
                "created_at": moment(transfer.created_at),
                "finished_at": moment(transfer.finished_at),
            }
        )


def told(transfer):
    """`{success, message, imported, skipped, errors}` of a finished import."""
    refused = transfer.refusals.order_by("row")[:TOLD]
    errors = [f"Row {result.row}: {result.reason}" for result in refused]
    if transfer.failure:
        errors.insert(0, transfer.failure)
    if transfer.refused > TOLD:
        errors.append(_("%d more rows were refused.") % (transfer.refused - TOLD))
    words = [ngettext("%d row imported", "%d rows imported", transfer.imported) % transfer.imported]
    for count, word in ((transfer.unchanged, _("%d unchanged")), (transfer.refused, _("%d refused"))):
        if count:
            words.append(word % count)
    return {
        "success": transfer.status != Transfer.FAILED,
        "message": ", ".join(words) + ".",
        "imported": transfer.imported,
        "skipped": transfer.skipped,
        "errors": errors,
    }
