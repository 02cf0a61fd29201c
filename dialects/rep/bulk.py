"""Many contacts of a rep in one request of the Rep API."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.response import Response

from api.errors import Unprocessable, by_path
from contacts.reps import add_contacts, contacts_of_rep, emails_of_rep

from .contacts import RepContactBody, RepContactWire, shown
from .wire import USER, RepView, meta
from .wire.answering import refused
from .wire.describing import RepMeta

MOST = 1_000  # contacts in one body
ROWS = inline_serializer(
    "RepRowError",
    {
        "row": serializers.IntegerField(help_text="its place in the array, from 1"),
        "errors": serializers.DictField(child=serializers.ListField(child=serializers.CharField())),
    },
    many=True,
)


class RepBulkMeta(RepMeta):
    total_rows = serializers.IntegerField()
    created_count = serializers.IntegerField()
    rejected_count = serializers.IntegerField()


class BulkBody(serializers.Serializer):
    """One to a thousand contacts; the bare array will do."""

    contacts = RepContactBody(many=True, min_length=1, max_length=MOST)


OUTCOME = inline_serializer(
    "RepBulk",
    {"contacts": RepContactWire(many=True), "errors": ROWS, "meta": RepBulkMeta()},
)


class BulkView(RepView):
    """Making many contacts at once."""

    scope = USER

    @extend_schema(request=BulkBody, responses={201: OUTCOME})
    def post(self, request):
        """Make contacts. Good rows are kept, bad ones told; 422 if none is good, or if there are none or over 1,000."""
        sent = Sent(rows_of(request.data), request)
        return outcome(sent, made(sent, request.member))


class Sent:
    """The rows of a body by their number from 1: values of the `good` ones, `errors` of the others as `{field: [text]}`."""

    def __init__(self, rows, request):
        self.count, self.good, self.errors = len(rows), {}, {}
        sort(self, rows, RepContactBody(context={"request": request}))
        refuse_doubles(self, request.member)


def rows_of(body):
    """The contacts of a body, `{contacts: […]}` or the bare array. Raises Unprocessable."""
    rows = body.get("contacts") if isinstance(body, dict) and body.keys() <= {"contacts", "meta"} else body
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST:
        raise Unprocessable({"contacts": [_("Give a list of 1 to %(most)s contacts.") % {"most": MOST}]})
    return rows


def sort(sent, rows, reader):
    """Read every row by `reader`, a serializer, into what is good and what is not."""
    for number, row in enumerate(rows, 1):
        try:
            sent.good[number] = reader.run_validation(row)
        except serializers.ValidationError as error:
            sent.errors[number] = by_path(error.detail)


def refuse_doubles(sent, member):
    """Put aside rows whose e-mail is that of a row before them, or of a contact the rep has."""
    emails = {number: values.get("email", "").lower() for number, values in sent.good.items()}
    taken = emails_of_rep({email for email in emails.values() if email}, member)
    for number, email in emails.items():
        if email and email in taken:
            del sent.good[number]
            sent.errors[number] = {"email": [_("You have a contact with this e-mail, or it stands in an earlier row.")]}
        taken.add(email)


def made(sent, member):
    """The good rows as contacts as they go out, in their order."""
    ids = add_contacts(list(sent.good.values()), by=member)
    by_id = {contact["id"]: contact for contact in shown(contacts_of_rep(member).filter(pk__in=ids))}
    return [by_id[pk] for pk in ids]


def outcome(sent, contacts):
    """The answer: what was made, and what was not."""
    counts = {"total_rows": sent.count, "created_count": len(contacts), "rejected_count": len(sent.errors)}
    errors = [{"row": number, "errors": texts} for number, texts in sorted(sent.errors.items())]
    body = {"contacts": contacts, "errors": errors, "meta": meta(**counts)}
    if contacts:
        return Response(body, status=201)
    return Response({**refused(_("None of the contacts could be made."), 422), **body}, status=422)
