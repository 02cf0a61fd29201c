"""Queries in addresses: as JSON while they are short, else by the number of a view that keeps them."""

import json

from django.http import QueryDict

from ..models import SavedView
from .listing import Listing

LONGEST_ADDRESS = 3_000
MOST_KEPT = 20  # drafts of one member and kind; the oldest go


def written(query):
    """A query as the compact JSON an address carries."""
    return json.dumps(query, separators=(",", ":"), ensure_ascii=False)


def raw_query(text, *, kind, member):
    """What the parameter `query` of an address holds, as JSON: itself, or that of the view it names. None for none and
    for what is no JSON; it need not be a query that works."""
    text = (text or "").strip()
    if text.isascii() and text.isdigit():
        found = SavedView.objects.visible_to(member).filter(kind=kind, pk=text).first() if len(text) < 19 else None
        return found.query if found else None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def list_address(declared, params, member, query=None):
    """The address of a list with the parameters `params` and a `query` that was checked, kept as a draft if it is long."""
    params = params.copy()
    params.pop("query", None)
    if query and query["groups"]:
        params["query"] = written(query)
    listing = Listing(declared, params, member)
    if len(listing.url()) > LONGEST_ADDRESS and "query" in listing.params:
        params["query"] = str(_draft(query, declared.kind, member).pk)
        listing = Listing(declared, params, member)
    return listing.url()


def _draft(query, kind, member):
    """The view that keeps `query` for its member alone: one that has it, else a new one, and the oldest goes."""
    drafts = SavedView.objects.filter(organization=member.organization_id, created_by=member, kind=kind, is_draft=True)
    kept = list(drafts.order_by("-pk"))
    same = next((draft for draft in kept if draft.query == query), None)
    if same:
        return same
    drafts.filter(pk__in=[draft.pk for draft in kept[MOST_KEPT - 1 :]]).delete()
    return SavedView.objects.create(
        organization_id=member.organization_id, created_by=member, kind=kind, is_draft=True, name="…", query=query
    )


def params_from(text):
    """A query string as parameters that can be changed."""
    return QueryDict((text or "")[:20_000].replace("\x00", ""), mutable=True)
