"""Contacts in the Key API: made, found, changed, deleted."""

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.response import Response

from api.bodies import StrictBody
from api.fields import Email, Text, Told, whole_number
from contacts.lookup import FIELDS, KnownEmail, UnknownField, change_contact, contacts_by, make_contact, seen_contact
from contacts.models import Contact
from contacts.serializers import text
from contacts.wire import EMPLOYER, employer, with_tags

from .wire import KeyedView, removed
from .wire.answering import Refused

IDS = ("contact_id", "contactID", "contactId")  # whichever a client likes
PATH = "the address"
CHANGES = ("update_fields", "updateFields")
MOST = 100  # contacts found at once
COLUMNS = ("id", "first_name", "last_name", "email", "phone", "job_title", "notes")
ID = {"type": "string", "pattern": "^[0-9]{1,18}$"}


class Changes(StrictBody):
    """What may change of a contact."""

    name = Told(max_length=201, required=False)
    first_name, last_name = text(Contact, "first_name", Told), text(Contact, "last_name", Told)
    email = text(Contact, "email", Email, allow_blank=False)
    company = Told(max_length=200, required=False)
    phone = text(Contact, "phone", Told)
    job_title, notes = text(Contact, "job_title", Told), text(Contact, "notes", Told)


class NewContact(Changes):
    """A new contact."""

    name = None
    first_name = text(Contact, "first_name", Told, required=True)
    email = text(Contact, "email", Email, required=True)


class Search(StrictBody):
    """By which field, for what."""

    searchby = Text(max_length=20)
    search = Told(max_length=200)


class KeyedContactWire(serializers.Serializer):
    """A contact as it goes out."""

    id = serializers.CharField()
    name = serializers.CharField()
    first_name = serializers.CharField(allow_null=True)
    last_name = serializers.CharField(allow_null=True)
    email = serializers.CharField(allow_null=True)
    phone = serializers.CharField(allow_null=True)
    company = serializers.CharField(allow_null=True)
    job_title = serializers.CharField(allow_null=True)
    notes = serializers.CharField(allow_null=True)
    tags = serializers.ListField(child=serializers.CharField())


MADE = inline_serializer("KeyedId", {"id": serializers.CharField()})
FOUND = inline_serializer(
    "KeyedFound",
    {
        "id": serializers.CharField(help_text="of the first"),
        "ids": serializers.ListField(child=serializers.CharField()),
        "contacts": KeyedContactWire(many=True),
    },
)
EDIT = inline_serializer(
    "KeyedEdit", {"contact_id": serializers.CharField(help_text="or contactID, contactId"), "update_fields": Changes()}
)
ASKED = [
    OpenApiParameter("searchby", {"type": "string", "enum": FIELDS}, required=True),
    OpenApiParameter("search", {"type": "string", "minLength": 1, "maxLength": 200}, required=True),
]
TEXT = {(200, "text/plain"): OpenApiTypes.STR}


class ContactsView(KeyedView):
    """Contacts at their one address."""

    params = ("searchby", "search", *IDS)

    @extend_schema(parameters=ASKED, responses=FOUND)
    def get(self, request):
        """Find contacts by one of their fields; those that are just what was asked for come first, a hundred at most.
        What is asked may also stand in a JSON body. 404 if there is none."""
        return Response(found(self.said(), request.member))

    @extend_schema(request=NewContact, responses={200: MADE})
    def post(self, request):
        """Make a contact. 400 `duplicate_email` if there is one with this e-mail. With a contact's id and no first name
        this is an edit."""
        said = self.said()
        return Response(edited(said, request.member) if is_edit(said) else made(said, request.member))

    @extend_schema(request=None, parameters=[OpenApiParameter("contact_id", ID, required=True)], responses=TEXT)
    def delete(self, request):
        """Delete a contact, named in the query string or in a JSON body."""
        return gone(ids_of(self.said()), request.member)


class EditView(KeyedView):
    """Changing a contact."""

    @extend_schema(request=EDIT, responses={200: MADE})
    def post(self, request):
        """Change fields of a contact."""
        return Response(edited(self.said(), request.member))


class ContactView(KeyedView):
    """One contact, named by its address."""

    @extend_schema(request=None, responses=TEXT)
    def delete(self, request, pk):
        """Delete a contact."""
        return gone({**ids_of(self.said()), PATH: pk}, request.member)


def checked(body, said):
    """What a serializer class makes of what was said. Raises ValidationError."""
    serializer = body(data=said)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


def made(said, member):
    """Make the contact that was said: `{id}`."""
    return {"id": str(saved(make_contact, checked(NewContact, said), by=member).pk)}


def is_edit(said):
    return isinstance(said, dict) and "first_name" not in said and any(name in said for name in IDS)


def edited(said, member):
    """Change the contact that was said: `{id}`."""
    unknown = [name for name in said if name not in (*IDS, *CHANGES)] if isinstance(said, dict) else ["body"]
    if unknown:
        raise serializers.ValidationError(dict.fromkeys(unknown, _("Unknown field.")))
    contact = contact_of(said, member)
    changes = checked(Changes, one_of(said, CHANGES))
    return {"id": str(saved(change_contact, contact, changes, by=member).pk)}


def saved(verb, *told, by):
    """The contact that a verb has written. Raises Refused where somebody else has its e-mail."""
    try:
        return verb(*told, by=by)
    except KnownEmail as refusal:
        raise Refused("duplicate_email", str(refusal)) from refusal


def gone(said, member):
    """Delete the contact that was said."""
    contact = contact_of(said, member)
    contact.remove(by=member)
    return removed()


def ids_of(said):
    """What was said, which may only name a contact. Raises ValidationError."""
    unknown = [name for name in said if name not in IDS] if isinstance(said, dict) else ["body"]
    if unknown:
        raise serializers.ValidationError(dict.fromkeys(unknown, _("Unknown field.")))
    return said


def contact_of(said, member):
    """The contact whose id was said. Raises ValidationError, Http404."""
    pk = one_of(said, (*IDS, PATH))
    if isinstance(pk, bool) or not isinstance(pk, int | str):
        raise serializers.ValidationError({IDS[0]: _("Give the id of a contact.")})
    return seen_contact(whole_number(pk), member)


def one_of(said, spellings):
    """What was said under one of the spellings of a name. Raises ValidationError where that is nothing or two things."""
    values = [said[name] for name in spellings if name in said]
    if not values:
        raise serializers.ValidationError({spellings[0]: _("Please fill this in.")})
    if any(str(value) != str(values[0]) for value in values):
        raise serializers.ValidationError({spellings[0]: _("Given twice, with different values.")})
    return values[0]


def found(said, member):
    """`{id, ids, contacts}` of those that were asked for. Raises ValidationError, Http404."""
    asked = checked(Search, said)
    try:
        queryset = contacts_by(asked["searchby"], asked["search"], member=member)
    except UnknownField as refusal:
        raise Refused("unknown_field", f"searchby: {refusal}") from refusal
    contacts = shown(queryset[:MOST], member)
    if not contacts:
        raise Http404
    ids = [contact["id"] for contact in contacts]
    return {"id": ids[0], "ids": ids, "contacts": contacts}


def shown(queryset, member):
    """Contacts as they go out. One query."""
    return [show(row, member) for row in with_tags(queryset).values(*COLUMNS, *EMPLOYER, "joined_tags")]


def show(row, member):
    """A row of contacts as it goes out."""
    return {
        "id": str(row["id"]),
        "name": f"{row['first_name']} {row['last_name']}".strip(),
        **{name: row[name] or None for name in COLUMNS[1:]},
        "company": employer(row, member)["company_name"],
        "tags": sorted(filter(None, (row["joined_tags"] or "").split(",")), key=str.lower),
    }
