"""The back room's pages of what people are told: when and by which way, never in which words."""

from django.contrib import admin

from accounts.back_room import LookOnly, OrganizationFilter

from .models import Delivery, Notification, Preference, PushSubscription, VapidKeys


class OfMembers(LookOnly):
    list_filter = (OrganizationFilter,)
    list_select_related = ("organization", "member__user")
    search_fields = ("member__user__email",)


@admin.register(Notification)
class NotificationAdmin(OfMembers):
    list_display = ("id", "kind", "member", "count", "at", "seen_at", "is_shown", "organization")
    list_filter = ("kind", OrganizationFilter)
    operator_filters = ("kind",)
    exclude = ("facts",)


@admin.register(Delivery)
class DeliveryAdmin(OfMembers):
    list_display = ("id", "channel", "state", "member", "due_at", "attempts", "sent_at", "problem", "organization")
    list_filter = ("channel", "state", OrganizationFilter)
    operator_filters = ("channel", "state")
    exclude = ("mail_id",)


@admin.register(Preference)
class PreferenceAdmin(OfMembers):
    list_display = ("member", "kind", "channel", "choice", "organization")
    list_filter = ("kind", "channel", "choice", OrganizationFilter)
    operator_filters = ("kind", "channel", "choice")


@admin.register(PushSubscription)
class PushSubscriptionAdmin(OfMembers):
    list_display = ("device", "member", "created_at", "used_at", "failing_since", "organization")
    exclude = ("endpoint", "hashed", "p256dh", "auth")


@admin.register(VapidKeys)
class VapidKeysAdmin(LookOnly):
    """For the operator alone, to see that there are some; the private one is not shown."""

    list_display = ("public", "created_at")
    search_fields = ("public",)
    exclude = ("private",)

    def seen_by(self, queryset, member):
        return queryset.none()
