"""What every page of the back room (Django admin) keeps to.

A superuser sees all organizations. Other staff see what they see as a member, private records excepted. Lists never
count their rows, and nothing in them grows with the number of rows.
"""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from .models import Member

NAME = "Back room"


def actor(request, organization_id):
    """The member who acts in the back room for an organization: the user's own membership, else for a superuser the
    organization's integration of this name, made when it is first needed. None for everybody else."""
    own = getattr(request, "member", None)
    if own is not None and own.organization_id == organization_id:
        return own.through("admin")
    if not request.user.is_superuser:
        return None
    member = Member.objects.filter(organization=organization_id, user=request.user, is_active=True).first()
    if member is None:
        member, _made = Member.objects.get_or_create(
            organization_id=organization_id, kind=Member.INTEGRATION, name=NAME, defaults={"role": Member.ADMIN}
        )
    return member.through("admin")


class NextPagePaginator(Paginator):
    """Knows of the page it is on and of the next one, if there is one; never counts."""

    def __init__(self, *args, number=1, **kwargs):
        self.number = number
        super().__init__(*args, **kwargs)

    @cached_property
    def ids(self):
        """Of this page, and one more if there is one."""
        start = (self.number - 1) * self.per_page
        return list(self.object_list.values_list("pk", flat=True)[start : start + self.per_page + 1])

    @cached_property
    def count(self):
        """Rows up to this page, and one if there are more."""
        return (self.number - 1) * self.per_page + len(self.ids) if self.ids else 0


class PageOnly(ChangeList):
    """A list that says how many rows this page shows, and offers no act on "all" of an unknown number."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = self.queryset.filter(pk__in=self.paginator.ids[: self.list_per_page])
        self.result_count = len(self.result_list)


class BackRoom(admin.ModelAdmin):
    """An admin of rows that belong to organizations."""

    show_full_result_count = False
    list_max_show_all = 0
    list_per_page = 50
    ordering = ("-id",)
    sortable_by = ()  # by number only: no column has an index across organizations
    is_readonly = False
    is_for_admins = False  # only admins of the organization, and superusers, may change these
    operator_filters: tuple = ()  # in `list_filter`, for superusers only: others would wait for nothing

    # -- lists ------------------------------------------------------------------------------------

    def get_changelist(self, request, **kwargs):
        return PageOnly

    def get_paginator(self, request, queryset, per_page, orphans=0, allow_empty_first_page=True):
        text = request.GET.get("p") or request.GET.get("page") or "1"
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1
        return NextPagePaginator(queryset, per_page, orphans, allow_empty_first_page, number=max(number, 1))

    def get_list_filter(self, request):
        filters = super().get_list_filter(request)
        return filters if request.user.is_superuser else [f for f in filters if f not in self.operator_filters]

    # -- who sees what ------------------------------------------------------------------------------

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        if request.user.is_superuser:
            return queryset
        member = getattr(request, "member", None)
        return queryset.none() if member is None else self.seen_by(queryset, member)

    def seen_by(self, queryset, member):
        """The rows that staff who act as `member` see."""
        return queryset.filter(pk__in=self.model.objects.visible_to(member).values("pk"))

    def _may(self, request, allowed):
        if not allowed or self.is_readonly:
            return False
        member = getattr(request, "member", None)
        return request.user.is_superuser or (member is not None and (member.is_admin or not self.is_for_admins))

    def has_add_permission(self, request):
        return self._may(request, super().has_add_permission(request))

    def has_change_permission(self, request, obj=None):
        return self._may(request, super().has_change_permission(request, obj))

    def has_delete_permission(self, request, obj=None):
        return self._may(request, super().has_delete_permission(request, obj))

    def get_deleted_objects(self, objs, request):
        """What is shown before a deletion: the records, not the many rows that go with them."""
        names = [str(record) for record in objs[:100]]
        needed = set() if self.has_delete_permission(request) else {self.opts.verbose_name}
        return names, {self.opts.verbose_name_plural: len(objs)}, needed, []

    # -- relations ------------------------------------------------------------------------------------

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs["queryset"] = self._choices(db_field, request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs["queryset"] = self._choices(db_field, request)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def _choices(self, db_field, request):
        """What may be chosen is what the other model's own list shows."""
        return self.admin_site.get_model_admin(db_field.remote_field.model).get_queryset(request)

    def get_readonly_fields(self, request, obj=None):
        fixed = ("organization",) if obj is not None and hasattr(obj, "organization_id") else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    def get_form(self, request, obj=None, change=False, **kwargs):
        return one_organization(super().get_form(request, obj, change=change, **kwargs))


class OperatorOnly:
    """Mixed into the admins of other people's apps: for superusers, and without what must stay secret."""

    show_full_result_count = False
    SECRETS = {"data", "token", "key", "session_key", "args_kwargs"}

    def has_module_permission(self, request):
        return request.user.is_superuser

    def has_view_permission(self, request, obj=None):
        return request.user.is_superuser

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request):
        names = {field.name for field in self.opts.get_fields()}
        return request.user.is_superuser and names.isdisjoint(self.SECRETS)

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        return [(title, {**rest, "fields": self._without_secrets(rest["fields"])}) for title, rest in fieldsets]

    def _without_secrets(self, names):
        return [name for name in names if name not in self.SECRETS]


class LookOnly(BackRoom):
    """Rows that are looked at, never written by hand."""

    is_readonly = True


def one_organization(form_class):
    """`form_class`, refusing relations to another organization than the record's own."""

    class OneOrganization(form_class):
        def clean(self):
            values = super().clean()
            values = self.cleaned_data if values is None else values
            own = values.get("organization") or getattr(self.instance, "organization", None)
            for name, value in list(values.items()):
                for related in value if hasattr(value, "iterator") else [value]:
                    if own and getattr(related, "organization_id", own.pk) != own.pk:
                        self.add_error(name, ValidationError(_("This belongs to another organization.")))
                        break
            return values

    return OneOrganization


class OrganizationFilter(admin.SimpleListFilter):
    """One organization, for superusers; the newest hundred are offered."""

    title = _("organization")
    parameter_name = "organization"
    MOST = 100

    def lookups(self, request, model_admin):
        if not request.user.is_superuser:
            return []
        from .models import Organization

        return list(Organization.objects.order_by("-id").values_list("pk", "name")[: self.MOST])

    def queryset(self, request, queryset):
        value = self.value()
        if value and value.isascii() and value.isdigit() and len(value) < 19:
            return queryset.filter(organization=int(value))
        return queryset.none() if value else queryset
