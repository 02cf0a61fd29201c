"""The back room's pages of history and tallies: looked at, never written."""

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q

from accounts.back_room import LookOnly, OrganizationFilter
from accounts.ownership import OwnedQuerySet

from .models import Act, Change, ReadMark, ReadUpTo, Tally, recorded_models


def shared(member):
    """A Q for the changes of records that `member` sees now and that are not private."""
    seen = Q(pk__in=[])
    for kind, model in recorded_models().items():
        records = model.objects.visible_to(member).filter(pk=OuterRef("record_id"), is_private=False)
        seen |= Q(Exists(records), kind=kind)
    return seen


@admin.register(Change)
class ChangeAdmin(LookOnly):
    list_display = ("id", "organization", "kind", "record_id", "action", "act")
    list_filter = ("action", OrganizationFilter)
    operator_filters = ("action",)
    list_select_related = ("organization", "act")
    search_fields = ("record_id__exact",)
    exclude = ("snapshot",)

    def seen_by(self, queryset, member):
        return queryset.filter(shared(member), organization=member.organization_id)


@admin.register(Act)
class ActAdmin(LookOnly):
    list_display = ("id", "verb", "organization", "member", "door", "at", "changes_count", "undone_at")
    list_filter = (OrganizationFilter,)
    list_select_related = ("organization", "member__user")
    search_fields = ("id__exact",)

    def seen_by(self, queryset, member):
        changes = Change.objects.visible_to(member).filter(shared(member), act=OuterRef("pk"))
        return queryset.filter(Exists(changes), organization=member.organization_id)


@admin.register(Tally)
class TallyAdmin(LookOnly):
    list_display = ("kind", "organization", "assigned_to", "is_private", "status", "delta")
    list_filter = ("is_private", OrganizationFilter)
    list_select_related = ("organization", "assigned_to__user")
    search_fields = ("kind__exact",)

    def seen_by(self, queryset, member):
        return super().seen_by(queryset, member).filter(is_private=False, kind__in=seen_by_themselves())


def seen_by_themselves():
    """The kinds of records that say by themselves who sees them. The others, as tasks, follow what they are on, which their
    tallies do not tell: who sees one of those might learn of private records."""
    rule = OwnedQuerySet.visible_to
    return [kind for kind, model in recorded_models().items() if type(model.objects.none()).visible_to is rule]


@admin.register(ReadMark)
class ReadMarkAdmin(LookOnly):
    list_display = ("id", "member", "number", "key", "at", "organization")
    list_filter = (OrganizationFilter,)
    list_select_related = ("organization", "member__user")
    search_fields = ("key__exact",)


@admin.register(ReadUpTo)
class ReadUpToAdmin(LookOnly):
    list_display = ("member", "until", "organization")
    list_filter = (OrganizationFilter,)
    list_select_related = ("organization", "member__user")
    search_fields = ("member__user__email",)
