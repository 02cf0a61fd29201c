"""The back room's page of remembered requests: that they were, not what was answered."""

from django.contrib import admin

from accounts.back_room import LookOnly, OrganizationFilter

from .models import RememberedRequest


@admin.register(RememberedRequest)
class RememberedRequestAdmin(LookOnly):
    list_display = ("id", "organization", "member", "status", "created_at")
    list_filter = (OrganizationFilter,)
    list_select_related = ("organization", "member__user")
    search_fields = ("fingerprint__startswith",)
    fields = ("organization", "member", "fingerprint", "status", "running_since", "created_at")
    readonly_fields = ("fingerprint", "status", "running_since", "created_at")
