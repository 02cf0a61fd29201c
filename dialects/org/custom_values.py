"""Custom values in the Org API: the texts that stand for tokens in messages."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from contacts.wire import moment
from customization.models import CustomValue
from customization.words import remove_value, set_value

from .fields import StrictBody, as_given
from .wire import OrgRecordViewSet


class CustomValueBody(StrictBody):
    value = as_given({"type": "string", "maxLength": 5_000}, required=True)


class CustomValueWire(serializers.Serializer):
    key = serializers.CharField()
    value = serializers.CharField(allow_blank=True)
    updated_at = serializers.DateTimeField()


class CustomValueViewSet(OrgRecordViewSet):
    """What stands wherever a message template says `{{custom_values.key}}`. Everybody reads, admins write."""

    model = CustomValue
    serializer_class, wire_serializer_class = CustomValueBody, CustomValueWire
    admin_actions = ("keep", "drop")

    def rows(self, queryset):
        return [show(value) for value in queryset]

    @extend_schema(responses=CustomValueWire)
    def keep(self, request, key):
        """Set a value, new or not."""
        return Response(show(set_value(key, self.checked(None)["value"], by=request.member)))

    @extend_schema(request=None, responses={204: None})
    def drop(self, request, key):
        """Take a value away."""
        if remove_value(key, by=request.member) is None:
            raise Http404
        return self.answered()


def show(value):
    """A custom value as it goes out."""
    return {"key": value.key, "value": value.value, "updated_at": moment(value.updated_at)}
