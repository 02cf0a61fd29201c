"""Deals in the Org API, where they are called opportunities."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from deals.api import ContactDealsViewSet
from deals.models import Deal
from deals.wire import number

from .wire import OrgManners

COLUMNS = ("id", "name", "value", "currency", "status", "expected_close_date", "probability")
STAGE = ("stage__name", "stage__probability", "stage__pipeline__name")


class OpportunityWire(serializers.Serializer):
    """A deal as it goes out."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    currency = serializers.CharField()
    stage = serializers.CharField()
    pipeline = serializers.CharField()
    probability = serializers.IntegerField(help_text="percent")
    status = serializers.ChoiceField(Deal.STATUSES)
    expected_close_date = serializers.DateField(allow_null=True)


def show(row):
    """A row of deals as it goes out."""
    return {
        "id": row["id"],
        "name": row["name"],
        "value": number(row["value"], row["currency"]),
        "currency": row["currency"],
        "stage": row["stage__name"],
        "pipeline": row["stage__pipeline__name"],
        "probability": row["stage__probability"] if row["probability"] is None else row["probability"],
        "status": row["status"],
        "expected_close_date": row["expected_close_date"],
    }


class OpportunityViewSet(OrgManners, ContactDealsViewSet):
    """The deals with one contact."""

    def rows(self, queryset):
        return [show(row) for row in queryset.values(*COLUMNS, *STAGE)]

    @extend_schema(responses=OpportunityWire(many=True))
    def list(self, request, pk):
        """The deals with the contact that you see, the newest first."""
        return super().list(request, pk)
