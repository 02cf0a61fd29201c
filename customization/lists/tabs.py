"""Saved views as tabs over a list."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from ..models import SavedView
from ..smart.query import QueryRefused, read_query
from .drafts import raw_query, written
from .listing import Listing

LONGEST_WRITTEN = 1_500  # of a query as JSON in the address of a view's tab; a longer one is named by the view's number
STYLE = ("columns", "sort_by", "sort_dir", "per_page", "page", "view")  # how a list looks, not what it holds


@dataclass
class Tab:
    """One tab; `count` is None until it is counted. A `broken` view asks for what is gone: its tab leads to the builder."""

    label: str
    url: str
    is_current: bool
    view: SavedView | None = None
    count: int | None = None
    is_broken: bool = False
    fixed: str = ""  # the name of one that is no saved view

    @property
    def name(self):
        """What tells the tab from the others of its list."""
        return str(self.view.pk) if self.view else self.fixed


def tabs_of(listing, counted=False):
    """The tabs of a list for its member: everything, theirs, their own and the shared saved views. One query, and one
    for each tab that is `counted`."""
    tabs = [_fixed(listing, "all", _("All"), {}), _fixed(listing, "mine", _("Mine"), {"assigned_to": ["me"]})]
    views = SavedView.objects.visible_to(listing.member).filter(kind=listing.declared.kind).tabs()[:30]
    tabs += [_saved(listing, view) for view in views]
    if counted:
        for tab, params in ((tab, params) for tab, params in tabs if not tab.is_broken):
            tab.count = Listing(listing.declared, params, listing.member).filtered.total()
    return [tab for tab, _params in tabs]


def _fixed(listing, name, label, filters):
    params = _query_dict(filters)
    is_mine = listing.params.getlist("assigned_to") == ["me"]
    is_current = "view" not in listing.params and is_mine == bool(filters)
    kept = {name: values for name, values in listing.params.lists() if name in ("columns", "per_page")}
    return Tab(label, _url(listing, _query_dict(filters | kept)), is_current, fixed=name), params


def _saved(listing, view):
    is_current = listing.params.get("view") == str(view.pk)
    if is_broken(view, listing.member):
        return Tab(view.name, mend_url(listing.declared, view), is_current, view, is_broken=True), None
    params = params_of(view)
    tab = Tab(view.name, _url(listing, params), is_current, view)
    if view.query:
        params["query"] = written(view.query)
    return tab, params


def is_broken(view, member):
    """Whether the query of a saved view asks for what is gone since: a field, a choice."""
    if not view.query:
        return False
    try:
        read_query(view.query, kind=view.kind, member=member)
    except QueryRefused:
        return True
    return False


def mend_url(declared, view):
    """The builder, opened on a view that is broken."""
    return f"{declared.url('smart')}?{_styled(view).urlencode()}&mend=1"


def _url(listing, params):
    return listing.declared.url("list") + (f"?{params.urlencode()}" if params else "")


def view_url(declared, view):
    """The list as a saved view shows it."""
    return f"{declared.url('list')}?{params_of(view).urlencode()}"


def filters_of(view):
    """The filters of a saved view as a list's parameters."""
    return _query_dict({name: _texts(value) for name, value in view.params.items()})


def params_of(view):
    """A saved view as a list's parameters."""
    params = _styled(view)
    if view.query:
        text = written(view.query)
        params["query"] = text if len(text) <= LONGEST_WRITTEN else str(view.pk)
    return params


def _styled(view):
    params = filters_of(view)
    if view.columns:
        params["columns"] = ",".join(str(name) for name in view.columns)
    if view.sort_by:
        params["sort_by"], params["sort_dir"] = view.sort_by, view.sort_dir
    params["view"] = str(view.pk)
    return params


def remember(view, listing):
    """Give a saved view the state of `listing`; it is not saved here. Returns the view."""
    view.params = {name: values for name, values in listing.params.lists() if name not in (*STYLE, "query")}
    view.query = query_in(listing)
    view.columns = [name for text in listing.params.getlist("columns") for name in text.split(",")]
    view.sort_by = listing.params.get("sort_by", "")
    view.sort_dir = listing.params.get("sort_dir", "ASC").upper()
    return view


def query_in(listing):
    """The query of a list as JSON, None where it has none."""
    return raw_query(listing.params.get("query"), kind=listing.declared.kind, member=listing.member)


def differs(view, listing):
    """Whether the list shows something else than the saved view says."""
    mine, saved = listing.params.copy(), params_of(view)
    for params in (mine, saved):
        for name in ("page", "per_page", "view", "query"):
            params.pop(name, None)
    return dict(mine.lists()) != dict(saved.lists()) or query_in(listing) != (view.query or None)


def _texts(value):
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _query_dict(values):
    params = QueryDict(mutable=True)
    for name, texts in values.items():
        params.setlist(name, texts)
    return params
