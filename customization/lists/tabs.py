"""Saved views as tabs over a list."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from ..models import SavedView
from .listing import Listing

STYLE = ("columns", "sort_by", "sort_dir", "per_page", "page", "view")  # how a list looks, not what it holds


@dataclass
class Tab:
    """One tab; `count` is None until it is counted."""

    label: str
    url: str
    is_current: bool
    view: SavedView | None = None
    count: int | None = None


def tabs_of(listing, counted=False):
    """The tabs of a list for its member: everything, theirs, their own and the shared saved views. One query, and one
    for each tab that is `counted`."""
    tabs = [_fixed(listing, _("All"), {}), _fixed(listing, _("Mine"), {"assigned_to": ["me"]})]
    views = SavedView.objects.visible_to(listing.member).filter(kind=listing.declared.kind)[:30]
    tabs += [_saved(listing, view) for view in views]
    if counted:
        for tab, params in tabs:
            tab.count = Listing(listing.declared, params, listing.member).filtered.total()
    return [tab for tab, _params in tabs]


def _fixed(listing, label, filters):
    params = _query_dict(filters)
    is_mine = listing.params.getlist("assigned_to") == ["me"]
    is_current = "view" not in listing.params and is_mine == bool(filters)
    kept = {name: values for name, values in listing.params.lists() if name in ("columns", "per_page")}
    return Tab(label, _url(listing, _query_dict(filters | kept)), is_current), params


def _saved(listing, view):
    params = params_of(view)
    is_current = listing.params.get("view") == str(view.pk)
    return Tab(view.name, _url(listing, params), is_current, view), params


def _url(listing, params):
    return listing.declared.url("list") + (f"?{params.urlencode()}" if params else "")


def params_of(view):
    """A saved view as a list's parameters."""
    params = _query_dict({name: _texts(value) for name, value in view.params.items()})
    if view.columns:
        params["columns"] = ",".join(str(name) for name in view.columns)
    if view.sort_by:
        params["sort_by"], params["sort_dir"] = view.sort_by, view.sort_dir
    params["view"] = str(view.pk)
    return params


def remember(view, listing):
    """Give a saved view the state of `listing`; it is not saved here. Returns the view."""
    view.params = {name: values for name, values in listing.params.lists() if name not in STYLE}
    view.columns = [name for text in listing.params.getlist("columns") for name in text.split(",")]
    view.sort_by = listing.params.get("sort_by", "")
    view.sort_dir = listing.params.get("sort_dir", "ASC").upper()
    return view


def differs(view, listing):
    """Whether the list shows something else than the saved view says."""
    mine, saved = listing.params.copy(), params_of(view)
    for params in (mine, saved):
        for name in ("page", "per_page", "view"):
            params.pop(name, None)
    return dict(mine.lists()) != dict(saved.lists())


def _texts(value):
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _query_dict(values):
    params = QueryDict(mutable=True)
    for name, texts in values.items():
        params.setlist(name, texts)
    return params
