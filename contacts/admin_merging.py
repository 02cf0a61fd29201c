"""The back room's pages of likely duplicates and of what was merged: looked at, never changed there."""

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q

from accounts.back_room import LookOnly, OrganizationFilter
from activity.models import recorded_models

from .duplicates.kinds import kinds
from .models import DuplicatePair, DuplicateSearch, FormerAddress, Merge


class OfRecords(LookOnly):
    """Rows that name records by `columns`; staff see those whose records are all shared and theirs to see."""

    columns: tuple = ()
    list_filter = (OrganizationFilter,)
    list_select_related = ("organization",)

    def seen_by(self, queryset, member):
        either = Q()
        for kind in kinds():
            shared = recorded_models()[kind].objects.visible_to(member).filter(is_private=False)
            found = Q(kind=kind)
            for column in self.columns:
                found &= Q(Exists(shared.filter(pk=OuterRef(column))))
            either |= found
        return queryset.filter(either, organization=member.organization_id)


@admin.register(DuplicatePair)
class DuplicatePairAdmin(OfRecords):
    columns = ("first_id", "second_id")
    list_display = ("id", "kind", "first_id", "second_id", "score", "organization", "found_at", "dismissed_at")
    search_fields = ("first_id__exact", "second_id__exact")


@admin.register(DuplicateSearch)
class DuplicateSearchAdmin(LookOnly):
    list_filter = (OrganizationFilter,)
    list_select_related = ("organization",)
    search_fields = ("status__exact",)


@admin.register(Merge)
class MergeAdmin(OfRecords):
    columns = ("kept_id",)
    list_display = ("id", "kind", "kept_id", "gone_id", "organization", "member", "at", "undone_at")
    list_select_related = ("organization", "member__user")
    search_fields = ("kept_id__exact", "gone_id__exact")
    exclude = Merge.LARGE


@admin.register(FormerAddress)
class FormerAddressAdmin(OfRecords):
    columns = ("record_id",)
    list_display = ("email_key", "kind", "record_id", "organization")
    search_fields = ("email_key__exact",)
