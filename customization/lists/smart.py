"""The builder of smart lists: groups joined by OR, conditions joined by AND, and why a record is in or out."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from activity.answers import done, go

from ..models import SavedView
from ..smart.query import QueryRefused, read_query
from .builder import Builder
from .chips import Chips
from .drafts import list_address, params_from, raw_query, written
from .listing import Listing
from .saved import ViewForm, place_last
from .tabs import remember, view_url
from .why import why

MOST_COUNTED = 10_000  # beyond it a count says only that there are more
PAGE = "customization/lists/smart.html"


@require_http_methods(["GET", "POST"])
def smart(request, declared):
    """The builder, opened on the list in the address (GET). What was typed is sent to it (POST) with what to `do`:
    change the rows, `show` the list, `save` it as a view, `update` the view it came from. For htmx a `part` of it."""
    if request.method == "GET":
        return _opened(request, declared)
    state = params_from(request.POST.get("state"))
    state["search"] = request.POST.get("search", "")[:200].replace("\x00", "")
    builder = Builder.typed(request.POST, kind=declared.kind, member=request.member)
    asked = request.POST.get("do", "")
    if asked in ACTS:
        return ACTS[asked](request, declared, builder, state)
    builder.act(asked)
    if request.POST.get("part") == "row":
        return _row(request, builder)
    return _drawn(request, declared, builder, state, why=why(request.POST, declared, builder, state, request.member))


def _opened(request, declared):
    """The builder with the query of the address and, as conditions, those of its filters that can be said so."""
    state = request.GET.copy()
    view = _view(declared, state, request.member)
    raw = raw_query(state.pop("query", [""])[-1], kind=declared.kind, member=request.member)
    if raw is None and view is not None and request.GET.get("mend"):
        raw = view.query
    chips = Chips(declared.kind, state, request.member)
    builder = Builder.of(chips.joined(raw), kind=declared.kind, member=request.member)
    if raw is not None:
        _check_whole(builder, raw)
    for name in (*chips.taken, "mend", "why"):
        state.pop(name, None)
    explained = why(request.GET, declared, builder, state, request.member)
    return _drawn(request, declared, builder, state, why=explained)


def _check_whole(builder, raw):
    """Mark what is wrong with a query from an address; parts that no row can show are said above."""
    if builder.check() is None or builder.is_wrong:
        return
    try:
        read_query(raw, kind=builder.kind, member=builder.member)
    except QueryRefused:
        builder.error = _("Part of this list made no sense and was left out. Look it over before you save it.")


def _drawn(request, declared, builder, state, *, status=200, form=None, why=None):
    context = {
        "declared": declared,
        "builder": builder,
        "groups": [(group, [builder.drawn(row) for row in group.rows]) for group in builder.groups],
        "state": state.urlencode(),
        "search": state.get("search", ""),
        "kept": Listing(declared, state, request.member).chips,
        "view": _changeable(declared, state, request.member),
        "form": form or ViewForm(use_required_attribute=False),
        "why": why,
        "back_url": list_address(declared, _without(state, "query"), request.member),
    }
    part = request.POST.get("part") if request.htmx else ""
    if part in ("groups", "why"):
        answer = render(request, f"customization/lists/_smart_{part}.html", context)
        if part == "groups":
            answer["HX-Trigger-After-Swap"] = "conditions-changed"
        return answer
    return render(request, PAGE, context, status=status)


def _row(request, builder):
    """One row anew, for the field or the operator that was chosen in it."""
    row = next((row for row in builder.rows if row.place == request.POST.get("place")), None)
    if row is None:
        return render(request, "customization/lists/_smart_row.html", {})
    return render(request, "customization/lists/_smart_row.html", {"row": builder.drawn(row)})


# -- what the buttons do --------------------------------------------------------------------------


def _show(request, declared, builder, state):
    query = builder.check()
    if query is None:
        return _drawn(request, declared, builder, state, status=422)
    return go(request, list_address(declared, state, request.member, query.as_json()))


def _save(request, declared, builder, state):
    """Keep the list as a new view of the name typed beside it."""
    member, query = request.member, builder.check()
    view = SavedView(organization_id=member.organization_id, kind=declared.kind, created_by=member)
    form = ViewForm(request.POST, instance=view, use_required_attribute=False)
    if query is None or not form.is_valid():
        return _drawn(request, declared, builder, state, status=422, form=form)
    place_last(remember(view, _listing(declared, state, query, member))).save()
    return done(request, _("Saved as “%(name)s”.") % {"name": view.name}, to=view_url(declared, view))


def _update(request, declared, builder, state):
    """Give the view the builder was opened on what it holds now."""
    view, query = _changeable(declared, state, request.member), builder.check()
    if view is None or query is None:
        return _drawn(request, declared, builder, state, status=422)
    remember(view, _listing(declared, state, query, request.member)).save()
    return done(request, _("“%(name)s” updated.") % {"name": view.name}, to=view_url(declared, view))


ACTS = {"show": _show, "save": _save, "update": _update}


def _listing(declared, state, query, member):
    params = _without(state, "query")
    if query.groups:
        params["query"] = written(query.as_json())
    return Listing(declared, params, member)


def _without(params, *names):
    params = params.copy()
    for name in names:
        params.pop(name, None)
    return params


def _view(declared, state, member):
    pk = state.get("view", "")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    return SavedView.objects.visible_to(member).filter(kind=declared.kind, pk=pk).first()


def _changeable(declared, state, member):
    """The view the builder was opened on, if the member may change it."""
    view = _view(declared, state, member)
    return view if view is not None and not view.is_draft and view.is_changed_by(member) else None


@require_POST
def smart_count(request, declared):
    """How many records the conditions that are finished hold for, in words."""
    builder = Builder.typed(request.POST, kind=declared.kind, member=request.member)
    query, state = builder.check(finished_only=True), params_from(request.POST.get("state"))
    state["search"] = request.POST.get("search", "")[:200].replace("\x00", "")
    context = {"declared": declared, "is_wrong": query is None}
    if query is not None:
        context["count"], context["is_more"] = _counted(_listing(declared, state, query, request.member).filtered)
        context["noun"] = declared.noun(context["count"])
    return render(request, "customization/lists/_smart_count.html", context)


def _counted(filtered):
    """(how many match, whether there are more than were counted)."""
    if filtered.is_tallied:
        return filtered.total(), False
    count = filtered.qs.order_by()[: MOST_COUNTED + 1].count()
    return min(count, MOST_COUNTED), count > MOST_COUNTED
