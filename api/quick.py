"""The two questions that API clients ask most, prepared: a page of an unfiltered list, and one record."""

from functools import partial

from django.db.models.functions import Coalesce

from accounts.models import Member
from accounts.prepared import Prepared

from .filters import BIGGEST_ID
from .paging import DEFAULT_PER_PAGE


def plain_page(page, model, select, *, member):
    """The rows of an unfiltered `Page` of `model` as `select` (from queryset to `values()`) reads them.

    The page's total comes along.
    """
    filtered = page.filtered
    order = (filtered.sort_by, "DESC" if filtered.descending else "ASC")
    shape = (model, type(filtered), select, order, *_sight(member))
    if (page.number, page.per_page) == (1, DEFAULT_PER_PAGE):
        rows = _FIRST_PAGE.ask(*shape, **_ids(member))
    else:
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


# The best plan for a page far down is not that for the first, and what number it is only the asking tells.
_PAGE = Prepared(_page, keeps_plan=False)
_FIRST_PAGE = Prepared(partial(_page, start=0, count=DEFAULT_PER_PAGE))
_ONE = Prepared(_one)
