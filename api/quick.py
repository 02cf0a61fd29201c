"""The two questions that API clients ask most, prepared: a page of an unfiltered list, and one record."""

from django.db.models.functions import Coalesce

from accounts.models import Member
from accounts.prepared import Prepared

from .filters import BIGGEST_ID


def plain_page(page, select, *, member):
    """The rows of an unfiltered `Page` as `select` (from queryset to `values()`) reads them; its total comes along."""
    filtered = page.filtered
    order = (filtered.sort_by, "DESC" if filtered.descending else "ASC")
    shape = (filtered.queryset.model, type(filtered), select, order, *_sight(member))
    start = (page.number - 1) * page.per_page
    rows = _PAGE.ask(*shape, start=start, count=page.per_page, **_ids(member))
    if rows:
        page.total = rows[0]["total_count"]
    return rows


def one(model, select, pk, *, member):
    """The record as `select` reads it, in a list; an empty one where the member does not see it."""
    if pk > BIGGEST_ID:
        return []
    return _ONE.ask(model, select, *_sight(member), pk=pk, **_ids(member))


def _sight(member):
    """All of a member that decides how `visible_to` is written …"""
    return member.role, member.data_scope


def _ids(member):
    """… and what it is asked with."""
    return {"member": member.pk, "organization": member.organization_id}


def _seen(model, role, data_scope, member, organization):
    member = Member(pk=member, organization_id=organization, role=role, data_scope=data_scope)
    return model.objects.visible_to(member), member


def _page(model, filterset, select, order, role, data_scope, *, start, count, **ids):
    seen, member = _seen(model, role, data_scope, **ids)
    filtered = filterset(dict(zip(("sort_by", "sort_dir"), order, strict=True)), seen, member=member)
    found = filtered.ordered().values("pk")[start : start + count]
    rows = model.objects.filter(pk__in=found).order_by(*filtered.ordering)
    return select(rows.annotate(total_count=Coalesce(filtered.total_within(), 0)))


def _one(model, select, role, data_scope, *, pk, **ids):
    seen, _member = _seen(model, role, data_scope, **ids)
    return select(seen.filter(pk=pk))


_PAGE, _ONE = Prepared(_page), Prepared(_one)
