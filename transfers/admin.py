"""The back room's pages of imports and exports: looked at, never written."""

from django.contrib import admin

from accounts.back_room import LookOnly, OrganizationFilter

from .models import Chunk, RefusedRow, Transfer


@admin.register(Transfer)
class TransferAdmin(LookOnly):
    list_display = ("id", "direction", "kind", "filename", "status", "organization", "member", "rows", "refused")
    list_filter = ("direction", "status", OrganizationFilter)
    list_select_related = ("organization", "member__user")
    search_fields = ("filename__istartswith",)
    exclude = ("kept",)  # files go out through the view that asks who reads


@admin.register(Chunk)
class ChunkAdmin(LookOnly):
    list_display = ("transfer", "first_row", "last_row", *Transfer.COUNTS)
    list_select_related = ("transfer",)
    search_fields = ("transfer__id__exact",)


@admin.register(RefusedRow)
class RefusedRowAdmin(LookOnly):
    list_display = ("transfer", "row", "reason")
    list_select_related = ("transfer",)
    search_fields = ("transfer__id__exact",)
