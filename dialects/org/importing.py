"""Importing contacts in the Org API: a CSV file, or the contacts themselves as JSON."""

import json
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.response import Response

from api.errors import Unprocessable, by_path
from contacts.wording import parts_of
from customization.shape import shape_of
from transfers.api import TOLD, ImportView
from transfers.api_terms import ASKED, asked_of
from transfers.models import Transfer
from transfers.sent import as_file, owner_texts

from .contacts import ContactBody
from .fields import as_given, refuse_unknown
from .wire import OrgManners

MOST = 5_000  # contacts in one body; a file may have more
TEXTS = ("first_name", "last_name", "email", "phone", "source", "notes")
COLUMNS = (*TEXTS, "company_name", "tags", "dnc", "assigned_to")
NAMES = {"company_name": "company"}  # what a column is called here
MODES = [mode for mode, _label in Transfer.MODES]
PARAMETERS = [
    OpenApiParameter("mode", enum=MODES, description="create: only new ones, update: only known ones; upsert"),
    *(OpenApiParameter(name, str) for name in ASKED if name not in ("mode", "background")),
]
OUTCOME = inline_serializer(
    "OrgImported",
    {
        **{name: serializers.IntegerField() for name in ("created", "updated", "skipped", "failed")},
        "errors": inline_serializer(
            "OrgImportError",
            {
                "row": serializers.IntegerField(allow_null=True, help_text="of the file, or of the array from 1"),
                "field": serializers.CharField(),
                "message": serializers.CharField(),
            },
            many=True,
        ),
        "job_id": serializers.IntegerField(allow_null=True, help_text="for /api/imports/{id}; null if none was good"),
    },
)


class SentContact(ContactBody):
    """One contact of a body; owners are known beforehand instead of being looked up one by one."""

    assigned_to = as_given({"type": "integer", "nullable": True})

    def validate_assigned_to(self, owner):
        if owner is not None and (isinstance(owner, bool) or str(owner) not in self.context["owners"]):
            raise serializers.ValidationError(_("Not found."))
        return self.context["owners"].get(str(owner))


class ImportBody(serializers.Serializer):
    contacts = ContactBody(many=True)
    mode = serializers.CharField(required=False, help_text="create, update or upsert")


class FileBody(serializers.Serializer):
    file = serializers.FileField()
    mode = serializers.CharField(required=False, help_text="create, update or upsert")


class ContactImportView(OrgManners, ImportView):
    """Importing contacts, for admins."""

    kind = "contact"
    params = tuple(name for name in ASKED if name != "background")

    @extend_schema(
        parameters=PARAMETERS,
        request={"application/json": ImportBody, "multipart/form-data": FileBody},
        responses={200: OUTCOME},
    )
    def post(self, request):
        """Import contacts: as JSON, `{"contacts": […]}` or the bare array, or a CSV file. Good rows are kept, bad ones
        reported. A null says nothing: it takes no value away."""
        is_file = request.content_type.startswith(("multipart/", "application/x-www-form-urlencoded"))
        return Response(self.from_file(request) if is_file else self.from_body(Sent(request.data, request)))

    def from_file(self, request):
        asked = {name: text for name, text in asked_of(request).items() if name in self.params}
        return outcome(self.imported(file_of(request), asked))

    def from_body(self, sent):
        transfer = self.imported(sent.file, sent.asked) if sent.good else None
        return outcome(transfer, sent)


def file_of(request):
    """The uploaded file. Raises Unprocessable."""
    upload = request.FILES.get("file")
    if upload is None:
        raise Unprocessable({"file": _("Send the file in the field “file” of a multipart form.")})
    return upload


class Sent:
    """The contacts of a JSON body: those that are `good`, by their number from 1, as rows; `errors` of the others."""

    def __init__(self, body, request):
        self.good, self.errors, self.failed = {}, [], 0
        contacts, self.asked = sent_contacts(body, request.query_params.dict())
        read_contacts(self, contacts, {"request": request, "owners": text_keys(owner_texts(request.member))})

    @cached_property
    def numbers(self):
        return list(self.good)

    @cached_property
    def file(self):
        columns = dict.fromkeys([*COLUMNS, *(name for row in self.good.values() for name in row)])
        self.asked["mapping"] = json.dumps({name: name for name in columns})
        return as_file(self.good.values(), list(columns), name="contacts.csv")


def text_keys(owners):
    return {str(pk): text for pk, text in owners.items()}


def sent_contacts(body, asked):
    """(contacts, terms) of a body. Raises Unprocessable."""
    refuse_unknown(body, ("contacts", "mode"))
    if isinstance(body, dict) and body.get("mode") is not None:
        asked = {"mode": body["mode"], **asked}
    contacts = body.get("contacts") if isinstance(body, dict) else body
    if not isinstance(contacts, list) or not 0 < len(contacts) <= MOST:
        raise Unprocessable({"contacts": [_("Give a list of 1 to %(most)s contacts.") % {"most": MOST}]})
    if not isinstance(asked.get("mode", ""), str):
        raise Unprocessable({"mode": [_("Choose create, update or upsert.")]})
    return contacts, {name: text for name, text in asked.items() if name not in ("dry_run", "mapping")}


def read_contacts(sent, contacts, context):
    """Sort the contacts into what is good and what is not."""
    reader, member = SentContact(context=context), context["request"].member
    for number, contact in enumerate(contacts, 1):
        try:
            sent.good[number] = row_of(reader.run_validation(contact), shape_of(member))
        except (serializers.ValidationError, ValidationError) as error:
            detail = error.detail if hasattr(error, "detail") else error.message_dict
            told = [{"row": number, "field": path, "message": texts[0]} for path, texts in by_path(detail).items()]
            sent.failed, sent.errors = sent.failed + 1, [*sent.errors, *told[: TOLD - len(sent.errors)]]


def row_of(values, shape):
    """The checked values of a contact as `{column: text}`."""
    names = parts_of(values["name"]) if values.get("name") else {}
    texts = {**names, **{name: values[name] for name in TEXTS if name in values}}
    customs = {name: shape.field("contact", name) for name in values.get("custom", {})}
    return {
        **texts,
        "company_name": values.get("company", ""),
        "tags": ",".join(values.get("tags", ())),
        "dnc": {True: "true", False: "false"}.get(values.get("dnc"), ""),
        "assigned_to": values.get("assigned_to") or "",
        **{field.name: field.write(values["custom"][key]) for key, field in customs.items()},
    }


def outcome(transfer, sent=None):
    """What became of the rows of an import, and of those `sent` that never came so far."""
    counts = {"created": 0, "updated": 0, "skipped": 0, "failed": sent.failed if sent else 0}
    errors = list(sent.errors) if sent else []
    if transfer is not None:
        counts["created"], counts["updated"] = transfer.created, transfer.updated
        counts["skipped"], counts["failed"] = transfer.unchanged, counts["failed"] + transfer.refused
        errors += told(transfer, sent)
    errors.sort(key=lambda error: error["row"] or 0)
    return {**counts, "errors": errors[:TOLD], "job_id": transfer and transfer.pk}


def told(transfer, sent):
    """The refused rows of a transfer; rows that were `sent` by their place in the body."""
    whole = [{"row": None, "field": "file", "message": transfer.failure}] if transfer.failure else []
    return whole + [
        {"row": sent.numbers[refused.row - 2] if sent else refused.row, "field": NAMES.get(name, name), "message": text}
        for refused in transfer.refusals.order_by("row")[:TOLD]
        for name, text in refused.errors.items()
    ]
