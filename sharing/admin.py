"""The back room's pages of groups, forms and what is shared. Tokens, with which anybody opens a link, are not shown."""

from django.contrib import admin

from accounts.back_room import LookOnly, OrganizationFilter
from contacts.models import Contact

from .models import AllowedOrigin, Group, Grouped, LinkEvent, Sending, ShareItem, SmartLink, WebForm


@admin.register(ShareItem)
class ShareItemAdmin(LookOnly):
    list_display = ("title", "kind", "url", "is_active", "organization", "created_at")
    list_filter = ("kind", "is_active", OrganizationFilter)
    operator_filters = ("kind", "is_active")
    list_select_related = ("organization",)
    search_fields = ("title__istartswith",)


@admin.register(SmartLink)
class SmartLinkAdmin(LookOnly):
    list_display = ("id", "item", "contact", "channel", "member", "opens_count", "bots_count", "organization")
    list_filter = ("channel", OrganizationFilter)
    operator_filters = ("channel",)
    list_select_related = ("organization", "item", "contact", "member__user")
    search_fields = ("item__title__istartswith",)
    exclude = ("token", "hashed", "live_key")

    def seen_by(self, queryset, member):
        return super().seen_by(queryset, member).filter(contact__is_private=False)


@admin.register(LinkEvent)
class LinkEventAdmin(LookOnly):
    list_display = ("id", "at", "kind", "reason", "link_id", "ip", "organization")
    list_filter = ("kind", OrganizationFilter)
    operator_filters = ("kind",)
    list_select_related = ("organization",)
    search_fields = ("link__id__exact",)

    def seen_by(self, queryset, member):
        return super().seen_by(queryset, member).filter(contact__is_private=False)


@admin.register(AllowedOrigin)
class AllowedOriginAdmin(LookOnly):
    list_display = ("origin", "organization", "created_at")
    list_filter = (OrganizationFilter,)
    list_select_related = ("organization",)
    search_fields = ("origin__istartswith",)


@admin.register(Group)
class GroupAdmin(LookOnly):
    """Of staff everybody sees their own: groups are nobody else's."""

    list_display = ("id", "name", "color", "member", "organization", "created_at")
    list_filter = (OrganizationFilter,)
    list_select_related = ("organization", "member__user")
    search_fields = ("key__startswith",)


@admin.register(Grouped)
class GroupedAdmin(LookOnly):
    list_display = ("id", "group", "contact", "organization", "created_at")
    list_filter = (OrganizationFilter,)
    list_select_related = ("organization", "group", "contact")
    search_fields = ("contact__id__exact",)

    def seen_by(self, queryset, member):
        contacts = Contact.objects.visible_to(member).filter(is_private=False)
        return super().seen_by(queryset, member).filter(contact__in=contacts.order_by().values("pk"))


@admin.register(WebForm)
class WebFormAdmin(LookOnly):
    list_display = ("id", "name", "makes", "is_active", "sent_count", "trapped_count", "organization")
    list_filter = ("makes", "is_active", OrganizationFilter)
    operator_filters = ("makes", "is_active")
    list_select_related = ("organization",)
    search_fields = ("name__istartswith",)
    exclude = ("token",)


@admin.register(Sending)
class SendingAdmin(LookOnly):
    list_display = ("id", "form", "at", "organization")
    list_filter = (OrganizationFilter,)
    list_select_related = ("organization", "form")
    search_fields = ("form__id__exact",)
    exclude = ("key",)
