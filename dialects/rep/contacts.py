"""Contacts in the Rep API."""

from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers

from api.answers import moment
from api.bodies import StrictBody
from api.errors import Unprocessable
from api.fields import Email, Told
from api.quick import plain_page
from contacts.catalogues import country_called, language_coded
from contacts.filters import ContactsOfCompany, ContactsOfRep, RepContactFilter
from contacts.metadata import append_metadata
from contacts.models import Contact
from contacts.reps import token_of
from contacts.serializers import text

from .fields import (
    Affiliate,
    CountryCode,
    CountryId,
    LanguageCode,
    LanguageId,
    Metadata,
    WebAddress,
    Zone,
)
from .wire import COMPANY, PAGED, USER, RepRecordViewSet
from .wire.describing import wrapped

#: {what this tongue calls it: the house's column}, texts of both
TEXTS = {
    "first_name": "first_name",
    "last_name": "last_name",
    "email": "email",
    "email2": "email2",
    "phone": "phone",
    "phone2": "mobile",
    "phone_id": "phone_id",
    "avatar_url": "avatar_url",
    "status": "rep_status",
    "address": "address_street",
    "address2": "address_line2",
    "city": "address_city",
    "state": "address_state",
    "postal_code": "address_zip",
    "lead_type": "lead_type",
    "best_time": "best_time",
    "time_zone": "time_zone",
    "reason": "reason",
    "income": "income",
    "hours": "hours",
    "invest": "invest",
    "interest": "interest",
}
MORE = ("id", "organization_id", "is_private", "address_country", "language", "ip", "requested_at", "metadata")
STAMPS = ("created_at", "updated_at")
READ = ("id", "company_id", "token", "full_name", "ip", "requested_at", "discarded_at", *STAMPS)
FIELDS = {"email": Email, "email2": Email, "avatar_url": WebAddress, "time_zone": Zone}
GONE = ("id", "first_name", "last_name", "email", "metadata")
NAMES = {"rep_status": "status", "segment": "filter", "metadata": "by_metadata"}  # what a parameter is called here
LISTS = {COMPANY: ContactsOfCompany, USER: ContactsOfRep}
ASKED = ("search", "search_query", *NAMES.values())
FILTERS = [
    OpenApiParameter("search", {"type": "string", "maxLength": 200}, description="name, e-mails, phones, company"),
    OpenApiParameter("search_query", {"type": "string", "maxLength": 200}, description="the same by another name"),
    OpenApiParameter("status", {"type": "string", "maxLength": 50}),
    OpenApiParameter("filter", {"type": "string", "enum": RepContactFilter.SEGMENTS, "default": "all"}),
    OpenApiParameter("by_metadata", {"type": "string"}, description='what it contains, as JSON: {"plan": "Gold"}'),
]


def texts():
    """A field of a body for each text, by the name of this tongue."""
    for name, column in TEXTS.items():
        source = {} if name == column else {"source": column}
        yield name, text(Contact, column, FIELDS.get(name, Told), **source)


class RepContactBody(StrictBody):
    """A contact as it comes in."""

    READ = READ

    country_id, country_code = CountryId(required=False, allow_null=True), CountryCode(required=False, allow_null=True)
    language_id = LanguageId(required=False, allow_null=True)
    language_code = LanguageCode(required=False, allow_null=True)
    metadata = Metadata(required=False)

    def get_fields(self):
        return {**dict(texts()), **super().get_fields()}

    def validate_status(self, status):
        return status or Contact._meta.get_field("rep_status").default

    def validate(self, attrs):
        return must_have_name(settled(attrs, self.instance), self.instance)


class RepCompanyContactBody(RepContactBody):
    """A contact as a company sends it; `affiliate` says whose it is."""

    affiliate = Affiliate(required=False, source="assigned_to_id", allow_null=True)


def settled(values, contact):
    """`values` with the country and the language as their columns. A null for a country that has no number leaves it:
    that is how it was read."""
    values, countries = one_of(values, "country_id", "country_code")
    values, languages = one_of(values, "language_id", "language_code")
    is_read_back = contact is not None and countries == [None] and country_called(contact.address_country) is None
    if countries and not is_read_back:
        values["address_country"] = countries[0].name if countries[0] else ""
    if languages:
        values["language"] = languages[0].code if languages[0] else ""
    return values


def one_of(values, name, other):
    """(`values` without `name` and `other`, [what was said by one of them]). Raises ValidationError where they differ."""
    said = [values[key] for key in (name, other) if key in values]
    if len(said) == 2 and said[0] != said[1]:
        raise serializers.ValidationError({other: _("This is not what %(name)s says.") % {"name": name}})
    return {key: value for key, value in values.items() if key not in (name, other)}, said[:1]


def must_have_name(values, contact):
    """`values` that leave the contact a name. Raises ValidationError."""
    if not any(values.get(name, getattr(contact, name, "")) for name in ("first_name", "last_name")):
        raise serializers.ValidationError({"first_name": _("A contact needs a first or a last name.")})
    return values


class RepContactWire(serializers.Serializer):
    """A contact as it goes out."""

    id = serializers.IntegerField()
    company_id = serializers.IntegerField(allow_null=True, help_text="your organization; null: private to its rep")
    token = serializers.CharField(help_text="always the same, opens nothing")
    full_name = serializers.CharField()
    country_id = serializers.IntegerField(allow_null=True, help_text="ISO 3166-1")
    language_id = serializers.IntegerField(allow_null=True)
    ip = serializers.CharField(allow_null=True)
    requested_at = serializers.DateTimeField(allow_null=True)
    discarded_at = serializers.DateTimeField(allow_null=True)
    metadata = extend_schema_field(OpenApiTypes.OBJECT)(serializers.DictField)()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    def get_fields(self):
        return {**super().get_fields(), **{name: serializers.CharField(allow_null=True) for name in TEXTS}}


def show(row):
    """A row of contacts as it goes out."""
    country, language = country_called(row["address_country"]), language_coded(row["language"])
    return {
        "id": row["id"],
        "company_id": None if row["is_private"] else row["organization_id"],
        "token": token_of(row["id"]),
        "full_name": f"{row['first_name']} {row['last_name']}".strip(),
        **{name: row[column] or None for name, column in TEXTS.items()},
        "country_id": country.number if country else None,
        "language_id": language.number if language else None,
        "ip": row["ip"],
        "requested_at": row["requested_at"] and moment(row["requested_at"]),
        "discarded_at": None,
        "metadata": row["metadata"],
        "created_at": moment(row["created_at"]),
        "updated_at": moment(row["updated_at"]),
    }


def select(queryset):
    """What `show` needs, and the annotations of `queryset`."""
    return queryset.values(*MORE, *TEXTS.values(), *STAMPS, *queryset.query.annotations)


def shown(queryset):
    """The contacts of `queryset` as they go out, in its order. One query."""
    return [show(row) for row in select(queryset)]


class ContactViewSet(RepRecordViewSet):
    """Contacts: in a user's scope the rep's own, in a company's all that are not private."""

    model, wrapper, plural, GONE = Contact, "contact", "contacts", GONE
    wire_serializer_class = RepContactWire
    params = {"list": (*PAGED, *ASKED)}

    def get_queryset(self):
        return self.contacts()

    def get_serializer_class(self):
        return RepCompanyContactBody if self.scope == COMPANY else RepContactBody

    def rows(self, queryset):
        return shown(queryset)

    def plain_rows(self, page):
        return [show(row) for row in plain_page(page, self.model, select, member=self.request.member)]

    @extend_schema(parameters=FILTERS)
    def list(self, request):
        """Contacts, the newest first."""
        seen = SimpleLazyObject(super().get_queryset)  # a list asked for whole never needs it
        return self.filtered_list(narrowed(request.query_params, seen, self.scope, request.member))

    def make(self, values):
        own = {"is_private": True, "assigned_to_id": self.request.member.pk} if self.scope == USER else {}
        return super().make({**values, **own})

    def gone(self, record):
        """What is told of a contact that is removed. Undo brings it back."""
        return {name: show_gone(record, name) for name in GONE}


def show_gone(record, name):
    """One value of a contact that is removed."""
    value = record.pk if name == "id" else getattr(record, name)
    return None if value == "" else value


def narrowed(params, seen, scope, member):
    """The `RepContactFilter` of a scope that the parameters ask for, valid. Raises Unprocessable naming them as they were
    sent."""
    search = " ".join(filter(None, (params.get("search"), params.get("search_query"))))
    asked = {house: params.get(name) for house, name in NAMES.items()}
    found = LISTS[scope]({**asked, "search": search}, seen, member=member)
    try:
        found.must_be_valid()
    except serializers.ValidationError as error:
        raise Unprocessable({NAMES.get(name, name): told for name, told in error.detail.items()}) from error
    return found


class AppendedBody(StrictBody):
    """What is merged into the metadata: each key takes the place of the one that is there, null takes it away."""

    metadata = Metadata()


class ContactMetadataViewSet(ContactViewSet):
    """What a client keeps with one contact."""

    serializer_class = AppendedBody
    params = ()

    def get_serializer_class(self):
        return self.serializer_class

    @extend_schema(request=AppendedBody, responses=wrapped(RepContactWire, "contact"))
    def append(self, request, pk):
        """Merge into the metadata of a contact, key by key; null takes a key away."""
        contact = self.get_object()
        append_metadata(contact, self.checked(contact)["metadata"], by=request.member)
        return self.written(pk, None)
