"""The back room's pages of webhooks: looked at, not changed by hand, and without what was told of records."""

from django.contrib import admin

from accounts.back_room import LookOnly, OrganizationFilter

from .models import Attempt, Delivery, Endpoint, Event


@admin.register(Endpoint)
class EndpointAdmin(LookOnly):
    list_display = ("url", "is_active", "failing_since", "disabled_at", "organization", "created_by")
    list_filter = ("is_active", OrganizationFilter)
    list_select_related = ("organization", "created_by__user")
    search_fields = ("url__startswith",)
    exclude = ("secret", "previous_secret")


@admin.register(Event)
class EventAdmin(LookOnly):
    list_display = ("name", "at", "expanded_at", "organization")
    list_filter = (OrganizationFilter,)
    list_select_related = ("organization",)
    search_fields = ("id__exact",)
    exclude = ("records",)
    raw_id_fields = ("act",)

    def get_queryset(self, request):
        return super().get_queryset(request).defer("records")


@admin.register(Delivery)
class DeliveryAdmin(LookOnly):
    list_display = ("name", "uuid", "state", "attempts_count", "due_at", "delivered_at", "endpoint", "organization")
    list_filter = ("state", OrganizationFilter)
    list_select_related = ("organization", "endpoint")
    search_fields = ("uuid__exact", "id__exact")
    exclude = ("body",)

    def get_queryset(self, request):
        return super().get_queryset(request).defer("body")


@admin.register(Attempt)
class AttemptAdmin(LookOnly):
    list_display = ("at", "delivery_id", "status", "problem", "milliseconds", "organization")
    list_filter = (OrganizationFilter,)
    list_select_related = ("organization",)
    search_fields = ("delivery__id__exact",)
