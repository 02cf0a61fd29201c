"""The house API's imports: sending a file."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.response import Response

from api.answers import success
from api.errors import NoStorage, Unprocessable
from api.manners import FLAGS
from api.parsers import StrictJSONParser, TooLarge
from api.permissions import IsMember

from .api_exports import KindView
from .api_terms import ASKED, asked_of, settle
from .intake import take_in
from .keeping import NoRoom
from .mapping import passed_over
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
    "ImportTakenUp",
    {
        "success": serializers.BooleanField(),
        "job_id": serializers.IntegerField(help_text="for GET /api/imports/{id}"),
        "message": serializers.CharField(),
    },
)
PARAMETERS = [
    OpenApiParameter("mode", enum=["create", "update", "upsert"], description="upsert by default"),
    OpenApiParameter("background", bool, description="answer at once with a job_id"),
    OpenApiParameter(
        "match_by", str, description="contacts and leads: email, phone, external_id; companies: name, external_id"
    ),
    OpenApiParameter("blank", enum=["keep", "clear"], description="what empty cells do to records; keep by default"),
    OpenApiParameter("owner", str, description="id, e-mail or name, for records that have no owner"),
    OpenApiParameter("tags", str, description="added to every record, with commas between them"),
    OpenApiParameter("source", str, description="for records that have none"),
    OpenApiParameter("mapping", str, description='JSON: {"header": "field"}; "" leaves a column out'),
]


class ImportView(KindView):
    params = ASKED
    parser_classes = [MultiPartParser, FormParser, StrictJSONParser]
    is_atomic = False  # writes in chunks of its own
    lease = timedelta(hours=1)  # a large file may take long

    def get_permissions(self):
        return [IsMember()] if self.of.for_members else super().get_permissions()

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) > settings.IMPORT_MAX_BYTES + 1_000_000:
            raise TooLarge(_("The file is larger than %d MB. Split it.") % (settings.IMPORT_MAX_BYTES // 1024**2))

    @extend_schema(
        parameters=PARAMETERS,
        request={"multipart/form-data": inline_serializer("ImportFile", {"file": serializers.FileField()})},
        responses={200: IMPORTED, 202: TAKEN_UP},
    )
    def post(self, request):
        """Import a CSV, XLSX or vCard file. Columns are mapped by their headers; good rows are kept, bad ones reported.

        The parameters may also be fields beside the file.
        """
        upload = request.FILES.get("file")
        if upload is None:
            raise Unprocessable({"file": _("Send the file in the field “file” of a multipart form.")})
        asked = asked_of(request)
        background = flag(asked, "background")
        if background and not self.dry_run:
            transfer = self._taken_in(upload, asked)
            with transaction.atomic():
                transfer.ask_to_run()
                later(run_transfer, transfer.pk)
            words = [_("The import has begun."), passed_over(transfer)]
            return success(message=" ".join(filter(None, words)), status=202, job_id=transfer.pk)
        return Response(told(self.imported(upload, asked)))

    def imported(self, upload, asked):
        """The `Transfer` of the file `upload` that was imported at once, on the terms that were `asked`."""
        transfer = self._taken_in(upload, asked)
        transfer.ask_to_run()
        run(transfer)
        transfer.refresh_from_db()
        if self.dry_run:
            transfer.kept.delete(save=False)  # the row goes with the transaction
        return transfer

    def _taken_in(self, upload, asked):
        mode = asked.get("mode", Transfer.UPSERT)
        if mode not in dict(Transfer.MODES):
            raise Unprocessable({"mode": _("Choose create, update or upsert.")})
        try:
            transfer = take_in(upload, kind=self.kind, by=self.request.member, mode=mode)
        except NoRoom as error:
            raise NoStorage(str(error)) from error
        except Unreadable as error:
            raise Unprocessable({"file": str(error)}) from error
        try:
            settle(transfer, asked)
        except Unprocessable:
            transfer.discard()
            raise
        transfer.save()
        return transfer


def flag(asked, name):
    """A parameter that is true or false, false where it is missing. Raises Unprocessable."""
    given = FLAGS.get(asked.get(name, "false").lower())
    if given is None:
        raise Unprocessable({name: _("Give true or false.")})
    return given


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
        "message": " ".join(filter(None, (", ".join(words) + ".", passed_over(transfer)))),
        "imported": transfer.imported,
        "skipped": transfer.skipped,
        "errors": errors,
    }
