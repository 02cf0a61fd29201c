"""The back room's pages of what organizations made their own."""

from django.contrib import admin

from accounts.back_room import BackRoom, LookOnly, OrganizationFilter

from .models import Option, SavedView, Tag


@admin.register(Tag)
class TagAdmin(BackRoom):
    list_display = ("name", "color", "organization", "created_at")
    list_filter = ("color", OrganizationFilter)
    list_select_related = ("organization",)
    search_fields = ("key__startswith",)
    autocomplete_fields = ("organization",)

    def has_delete_permission(self, request, obj=None):
        return False  # taking a tag off its records is history, and done where the records are


@admin.register(Option)
class OptionAdmin(BackRoom):
    list_display = ("value", "category", "position", "organization")
    list_filter = ("category", OrganizationFilter)
    list_select_related = ("organization",)
    search_fields = ("value__istartswith",)
    autocomplete_fields = ("organization",)
    is_for_admins = True


@admin.register(SavedView)
class SavedViewAdmin(LookOnly):
    list_display = ("name", "kind", "is_shared", "organization", "created_by")
    list_filter = ("is_shared", OrganizationFilter)
    list_select_related = ("organization", "created_by__user")
    search_fields = ("name__istartswith",)
