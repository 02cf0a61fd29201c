"""The back room's pages of what organizations made their own."""

from django.contrib import admin

from accounts.back_room import BackRoom, LookOnly, OrganizationFilter

from .models import (
    BulkJob,
    CustomField,
    CustomFieldFolder,
    CustomValue,
    MessageTemplate,
    Option,
    SavedView,
    Subscription,
    Tag,
)


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


class ShapeAdmin(LookOnly):
    """What the settings of the organization change, by verbs that convert values and keep the fields at hand."""

    list_filter = (OrganizationFilter,)
    list_select_related = ("organization",)


@admin.register(CustomField)
class CustomFieldAdmin(ShapeAdmin):
    list_display = ("label", "key", "type", "entity", "folder", "required", "removed_at", "organization")
    list_filter = ("entity", "type", OrganizationFilter)
    list_select_related = ("organization", "folder")
    search_fields = ("key__startswith",)
    readonly_fields = ("removed_at",)


@admin.register(CustomFieldFolder)
class CustomFieldFolderAdmin(ShapeAdmin):
    list_display = ("name", "position", "organization")
    search_fields = ("name__istartswith",)


@admin.register(CustomValue)
class CustomValueAdmin(ShapeAdmin):
    list_display = ("key", "organization", "updated_at")
    search_fields = ("key__startswith",)


@admin.register(MessageTemplate)
class MessageTemplateAdmin(ShapeAdmin):
    list_display = ("name", "subject", "organization", "created_by", "updated_at")
    list_select_related = ("organization", "created_by__user")
    search_fields = ("name__istartswith",)


@admin.register(Subscription)
class SubscriptionAdmin(ShapeAdmin):
    list_display = ("view", "member", "checked_at", "problem", "organization")
    list_select_related = ("organization", "view", "member__user")
    search_fields = ("view__id__exact",)


@admin.register(BulkJob)
class BulkJobAdmin(ShapeAdmin):
    list_display = ("act_name", "kind", "status", "position", "total", "member", "organization")
    list_filter = ("status", OrganizationFilter)
    list_select_related = ("organization", "member__user")
    search_fields = ("kind__startswith",)
