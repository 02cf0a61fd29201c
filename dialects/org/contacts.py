"""Contacts in the Org API."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers

from api.fields import Email, Flag, Text
from contacts.filters import ContactFilter
from contacts.models import Contact
from contacts.serializers import OwnedSerializer, text
from contacts.wire import EMPLOYER, employer, moment, with_tags
from contacts.wording import settled
from customization.custom_body import CustomValues
from customization.required import must_be_filled
from customization.shape import shape_of

from .fields import StrictBody, TagNames
from .wire import OrgRecordViewSet
from .wire.asking import STRETCH, asked_stretch

COLUMNS = ("id", "organization_id", "first_name", "last_name", "email", "phone", "source", "notes", "dnc", "custom")
STAMPS = ("assigned_to_id", "created_at", "updated_at")
FILTERS = [
    OpenApiParameter("q", {"type": "string", "maxLength": 200}, description="name, e-mail, phone, company"),
    OpenApiParameter("tag", {"type": "array", "items": {"type": "string"}}, description="any of these tags"),
]


class ContactBody(StrictBody, OwnedSerializer):
    """A contact as it comes in."""

    READ = ("id", "org_id", "created_at", "updated_at")

    name = Text(max_length=201, required=False)
    first_name = text(Contact, "first_name")
    last_name = text(Contact, "last_name")
    email = text(Contact, "email", Email)
    phone = text(Contact, "phone")
    company = Text(max_length=200, required=False)
    source = text(Contact, "source")
    tags = TagNames(required=False)
    dnc = Flag(required=False)
    custom = CustomValues("contact")


class OrgContactWire(serializers.Serializer):
    """A contact as it goes out."""

    id = serializers.IntegerField()
    org_id = serializers.IntegerField()
    name = serializers.CharField()
    first_name = serializers.CharField(allow_null=True)
    last_name = serializers.CharField(allow_null=True)
    email = serializers.CharField(allow_null=True)
    phone = serializers.CharField(allow_null=True)
    company = serializers.CharField(allow_null=True)
    source = serializers.CharField(allow_null=True)
    notes = serializers.CharField(allow_null=True)
    tags = serializers.ListField(child=serializers.CharField())
    dnc = serializers.BooleanField(help_text="do not contact")
    custom = extend_schema_field(OpenApiTypes.OBJECT)(serializers.DictField)()
    assigned_to = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


def show(row, *, member):
    """A row of contacts as it goes out."""
    return {
        "id": row["id"],
        "org_id": row["organization_id"],
        "name": f"{row['first_name']} {row['last_name']}".strip(),
        "first_name": row["first_name"] or None,
        "last_name": row["last_name"] or None,
        "email": row["email"] or None,
        "phone": row["phone"] or None,
        "company": employer(row, member)["company_name"],
        "source": row["source"] or None,
        "notes": row["notes"] or None,
        "tags": sorted(filter(None, (row["joined_tags"] or "").split(",")), key=str.lower),
        "dnc": row["dnc"],
        "custom": shape_of(member).shown("contact", row["custom"]),
        "assigned_to": row["assigned_to_id"],
        "created_at": moment(row["created_at"]),
        "updated_at": moment(row["updated_at"]),
    }


class ContactViewSet(OrgRecordViewSet):
    """Contacts: the core record of the CRM."""

    model = Contact
    serializer_class, wire_serializer_class = ContactBody, OrgContactWire
    params = {"list": (*STRETCH, "q", "tag")}

    def rows(self, queryset):
        found = with_tags(queryset).values(*COLUMNS, *EMPLOYER, "joined_tags", *STAMPS)
        return [show(row, member=self.request.member) for row in found]

    @extend_schema(parameters=FILTERS)
    def list(self, request):
        """Contacts by name; only those that hold every word of `q`, or have one of the tags."""
        asked = house_words(request.query_params)
        found = ContactFilter(asked, self.get_queryset(), member=request.member)
        return self.filtered_list(asked_stretch(request.query_params), found)

    def make(self, values):
        must_be_filled("contact", values.get("custom", {}), by=self.request.member)
        return super().make(settled(values, by=self.request.member))

    def alter(self, record, values):
        super().alter(record, settled(values, by=self.request.member, contact=record))


def house_words(params):
    """The parameters of a list as the house calls them."""
    return {"search": params.get("q"), "tag": params.getlist("tag")}
