"""The back room's page of remembered requests: that they were, not what was answered."""

from django.contrib import admin

from accounts.back_room import LookOnly, OrganizationFilter
from accounts.models import Credential

from .models import RecentCalls, RememberedRequest


@admin.register(RememberedRequest)
class RememberedRequestAdmin(LookOnly):
    list_display = ("id", "organization", "member", "status", "created_at")
    list_filter = (OrganizationFilter,)
    list_select_related = ("organization", "member__user")
    search_fields = ("fingerprint__startswith",)
    fields = ("organization", "member", "fingerprint", "status", "running_since", "created_at")
    readonly_fields = ("fingerprint", "status", "running_since", "created_at")


@admin.register(RecentCalls)
class RecentCallsAdmin(LookOnly):
    list_display = ("credential", "turn")
    list_select_related = ("credential__organization",)
    search_fields = ("credential__name", "credential__prefix__startswith")
    ordering = ("-credential_id",)
    fields = ("credential", "turn", "times")
    readonly_fields = fields

    def seen_by(self, queryset, member):
        return queryset.filter(credential__in=Credential.objects.visible_to(member).values("pk"))
