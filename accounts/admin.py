"""The back room's pages of organizations, the people in them, and the credentials that act for them."""

from django.contrib import admin, messages
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .back_room import BackRoom, LookOnly, OrganizationFilter
from .models import Credential, Invitation, LastAdmin, Member, Organization, Team, User


@admin.register(Organization)
class OrganizationAdmin(BackRoom):
    list_display = ("name", "id", "created_at")
    search_fields = ("name",)
    readonly_fields = ("created_at",)
    is_for_admins = True

    def seen_by(self, queryset, member):
        return queryset.filter(pk=member.organization_id)

    def has_add_permission(self, request):
        return False  # signing up founds one, with its admin and what it starts with

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(User)
class UserAdmin(BackRoom):
    """People. Passwords are set by mail; what people may do is said by their memberships."""

    list_display = ("email", "first_name", "last_name", "is_active", "is_staff", "date_joined")
    list_filter = ("is_active", "is_staff", "is_superuser")
    search_fields = ("email__istartswith", "first_name__istartswith", "last_name__istartswith")
    fields = (
        "email", "first_name", "last_name", "time_zone", "is_active", "is_staff", "is_superuser", "user_permissions",
        "last_login", "date_joined",
    )  # fmt: skip
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ("user_permissions",)

    def seen_by(self, queryset, member):
        return queryset.filter(memberships__organization=member.organization_id)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        field = admin.ModelAdmin.formfield_for_manytomany(self, db_field, request, **kwargs)
        field.queryset = field.queryset.select_related("content_type")
        return field

    def has_add_permission(self, request):
        return False  # people come by invitation

    def has_change_permission(self, request, obj=None):
        return request.user.is_superuser

    def has_delete_permission(self, request, obj=None):
        return False  # deactivate: what they did keeps their name


@admin.register(Member)
class MemberAdmin(BackRoom):
    list_display = ("full_name", "organization", "kind", "role", "data_scope", "is_active", "last_seen_at")
    list_filter = ("role", "data_scope", "kind", "is_active", OrganizationFilter)
    list_select_related = ("user", "organization")
    search_fields = ("user__email__istartswith", "user__last_name__istartswith", "name__istartswith")
    fields = ("organization", "user", "kind", "name", "role", "data_scope", "is_active", "last_seen_at", "created_at")
    readonly_fields = ("user", "kind", "name", "last_seen_at", "created_at")
    is_for_admins = True

    def get_search_results(self, request, queryset, search_term):
        words = search_term.replace("\x00", "").split()[:5]
        for word in words:
            names = Q(user__first_name__istartswith=word) | Q(user__last_name__istartswith=word)
            queryset = queryset.filter(names | Q(user__email__istartswith=word) | Q(name__istartswith=word))
        return queryset, False

    def has_add_permission(self, request):
        return False  # people come by invitation, integrations with their key

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        try:
            access = {name: form.cleaned_data[name] for name in ("role", "data_scope", "is_active")}
            Member.objects.get(pk=obj.pk).change_access(by=getattr(request, "member", None), **access)
        except LastAdmin:
            messages.error(request, _("Nothing was changed: an organization needs at least one active admin."))


@admin.register(Team)
class TeamAdmin(BackRoom):
    list_display = ("name", "organization", "created_at")
    list_filter = (OrganizationFilter,)
    list_select_related = ("organization",)
    search_fields = ("name__istartswith",)
    autocomplete_fields = ("organization", "members")
    is_for_admins = True


@admin.register(Credential)
class CredentialAdmin(BackRoom):
    """Keys and tokens are made in the settings, where the secret is shown once. Here they are found and revoked."""

    list_display = ("name", "prefix", "kind", "organization", "last_used_at", "expires_at", "revoked_at")
    list_filter = ("kind", OrganizationFilter)
    list_select_related = ("organization",)
    search_fields = ("name__istartswith", "prefix__startswith")
    fields = (
        "organization", "name", "prefix", "kind", "member", "created_by", "created_at", "last_used_at", "expires_at",
        "revoked_at",
    )  # fmt: skip
    readonly_fields = ("prefix", "kind", "member", "created_by", "created_at", "last_used_at", "revoked_at")
    actions = ("revoke",)
    is_for_admins = True

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.action(description=_("Revoke"), permissions=["change"])
    def revoke(self, request, queryset):
        for credential in queryset.select_related("member"):
            credential.revoke(by=getattr(request, "member", None))


@admin.register(Invitation)
class InvitationAdmin(LookOnly):
    list_display = ("email", "organization", "role", "created_at", "expires_at", "accepted_at", "revoked_at")
    list_filter = ("role", OrganizationFilter)
    list_select_related = ("organization",)
    search_fields = ("email__istartswith",)
    exclude = ("hashed",)
