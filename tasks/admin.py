"""The back room's pages of tasks, and of feeds without their secrets."""

from django.contrib import admin
from django.db.models import Q

from accounts.back_room import LookOnly, OrganizationFilter

from .models import PARENTS, CalendarFeed, Task


def shared(member, path=""):
    """A Q for tasks that are on nobody's private record, which are their owner's alone to read."""
    hidden = Q(**{f"{path}is_private": True})
    for name in PARENTS:
        hidden |= Q(**{f"{path}{name}__is_private": True})
    return ~hidden


@admin.register(Task)
class TaskAdmin(LookOnly):
    list_display = ("title", "status", "priority", "due_date", "due_time", "assigned_to", "organization", "created_at")
    list_filter = ("status", "priority", OrganizationFilter)
    operator_filters = ("status", "priority")
    list_select_related = ("organization", "assigned_to__user")
    search_fields = ("title_key",)
    exclude = ("title_key", "priority_rank")

    def seen_by(self, queryset, member):
        return queryset.filter(shared(member), pk__in=Task.objects.visible_to(member).values("pk"))

    def get_search_results(self, request, queryset, search_term):
        return queryset.search(search_term.replace("\x00", "")), False


@admin.register(CalendarFeed)
class CalendarFeedAdmin(LookOnly):
    list_display = ("member", "organization", "created_at", "last_read_at")
    list_filter = (OrganizationFilter,)
    list_select_related = ("organization", "member__user")
    search_fields = ("member__user__email",)
    exclude = ("hashed",)
