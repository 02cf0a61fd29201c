"""Custom fields and their folders in the Org API, and the value a contact has in one."""

from django.core.exceptions import ValidationError
from django.http import Http404
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.response import Response

from customization import shaping
from customization.models import CustomField, CustomFieldFolder
from customization.shape import shape_of

from .contacts import ContactViewSet
from .fields import StrictBody, as_given
from .wire import OrgRecordViewSet

TEXT = {"type": "string", "minLength": 1, "maxLength": 80}
POSITION = {"type": "integer", "minimum": 0, "maximum": 1_000_000}
COLUMNS = ("id", "key", "label", "type", "options", "folder__name", "required", "position", "entity", "default")
KEPT = inline_serializer(
    "OrgKept",
    {
        "contact_id": serializers.IntegerField(),
        "key": serializers.CharField(),
        "value": as_given({}),
        "custom": serializers.DictField(),
    },
)


class FieldBody(StrictBody):
    """A custom field. What is wrong with its values the verbs say."""

    READ = ("id",)

    label = as_given(TEXT, required=True)
    key = as_given({"type": "string", "pattern": "^[a-z][a-z0-9_]{0,49}$"})
    entity = as_given({"type": "string", "enum": [name for name, _label in CustomField.ENTITIES], "default": "contact"})
    type = as_given({"type": "string", "enum": [name for name, _label in CustomField.TYPES], "default": "text"})
    options = as_given({"type": "array", "items": {"type": "string", "maxLength": 100}, "maxItems": 200})
    folder = as_given({"type": "string", "nullable": True, "maxLength": 80})
    required = as_given({"type": "boolean"})
    position = as_given(POSITION)
    default = as_given({})


class FieldWire(serializers.Serializer):
    id = serializers.IntegerField()
    key = serializers.CharField()
    label = serializers.CharField()
    type = serializers.ChoiceField(CustomField.TYPES)
    options = serializers.ListField(child=serializers.CharField())
    folder = serializers.CharField(allow_null=True)
    required = serializers.BooleanField()
    position = serializers.IntegerField()
    entity = serializers.ChoiceField(CustomField.ENTITIES)
    default = as_given({})


def show(row):
    """A row of custom fields as it goes out."""
    return {("folder" if name == "folder__name" else name): value for name, value in row.items()}


class FieldViewSet(OrgRecordViewSet):
    """The organization's custom fields. Everybody reads them, admins shape them."""

    model = CustomField
    serializer_class, wire_serializer_class = FieldBody, FieldWire
    admin_actions = ("create", "partial_update", "destroy")

    def get_queryset(self):
        return super().get_queryset().live()

    def rows(self, queryset):
        return [show(row) for row in queryset.values(*COLUMNS)]

    def make(self, values):
        return shaping.add_field(by=self.request.member, **values)

    def alter(self, record, values):
        self.report = shaping.change_field(record, by=self.request.member, **values)

    def partial_update(self, request, pk):
        """Change a field. Another type or fewer options convert its values; the header Removed-Values says how many
        records lost theirs."""
        return telling(super().partial_update(request, pk), self.report)

    def destroy(self, request, pk):
        """Remove a field with its values; the header Removed-Values says how many records had one."""
        _field, count = shaping.remove_field(self.get_object(), by=request.member)
        return self.answered(headers={"Removed-Values": str(count)})


def telling(answer, report):
    """The answer to a change of a field, with how many values did not outlive it."""
    answer["Removed-Values"] = str(report.dropped)
    return answer


class FolderBody(StrictBody):
    """A folder of custom fields."""

    READ = ("id",)

    name = as_given(TEXT, required=True)
    position = as_given(POSITION)


class FolderWire(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    position = serializers.IntegerField()


class FolderViewSet(OrgRecordViewSet):
    """The folders under which custom fields stand. Removing one keeps its fields."""

    model = CustomFieldFolder
    serializer_class, wire_serializer_class = FolderBody, FolderWire
    admin_actions = ("create", "partial_update", "destroy")

    def rows(self, queryset):
        return list(queryset.values("id", "name", "position"))

    def make(self, values):
        return shaping.add_folder(by=self.request.member, **values)

    def alter(self, record, values):
        shaping.change_folder(record, by=self.request.member, **values)

    def erase(self, record):
        shaping.remove_folder(record, by=self.request.member)


class ValueBody(StrictBody):
    """One value; null clears it."""

    value = as_given({}, required=True)


class ContactCustomViewSet(ContactViewSet):
    """What a contact has in one custom field."""

    serializer_class = ValueBody
    params = ()

    @extend_schema(responses=KEPT)
    def keep(self, request, pk, key):
        """Set the value of the custom field `key`; null clears it."""
        contact, field = self.get_object(), found(request.member, key)
        contact.change(by=request.member, custom=cleaned(field, self.checked(None)["value"], by=request.member))
        return Response(kept(self.wire(pk), key))


def found(member, key):
    """The organization's custom field of contacts called `key`. Raises Http404."""
    field = shape_of(member).field("contact", key)
    if field is None:
        raise Http404
    return field


def cleaned(field, value, *, by):
    """`{key: value}` ready for a verb's `custom`. Raises ValidationError naming `value`."""
    try:
        return shape_of(by).cleaned("contact", {field.key: value})
    except ValidationError as error:
        raise ValidationError({"value": error.message_dict[field.key]}) from error


def kept(contact, key):
    """What a wire contact has in a custom field."""
    return {"contact_id": contact["id"], "key": key, "value": contact["custom"].get(key), "custom": contact["custom"]}
