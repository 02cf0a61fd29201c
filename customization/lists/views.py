"""The pages and parts of every list. `declared` is the `RecordList` that `list_pages` wired."""

import json

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from activity.answers import done, go, refused, toast, typed_in
from activity.recent import found_or_404

from ..models import SavedView, Subscription
from .bulk import begin
from .columns import Reader, Row
from .filling import import_url
from .listing import Listing
from .selection import Selection
from .tabs import differs, tabs_of


def _context(request, declared, **more):
    shared = {"declared": declared, "import_url": import_url(declared.kind, request.member)}
    return {**shared, "listing": Listing(declared, request.GET, request.member), **more}


def shown(request, name, context, status=200):
    """The page `name`, or for htmx its part `_name`, which is the same form or text in the dialog."""
    folder, _slash, page = name.rpartition("/")
    part = f"{folder}/_{page}.html" if request.htmx else f"{name}.html"
    return render(request, part, context, status=status)


@require_GET
def show_list(request, declared):
    """The list; for a search, a sort or another page only its results."""
    context = _context(request, declared)
    listing = context["listing"]
    context |= _view_shown(listing)
    if request.htmx and request.htmx.target == "results" and not request.htmx.history_restore_request:
        answer = render(request, "customization/lists/_results.html", context)
        answer["HX-Push-Url"] = listing.here
        return answer
    context |= {"tabs": tabs_of(listing), "export_url": export_url(listing)}
    return render(request, "customization/lists/list.html", context)


def _view_shown(listing):
    """Template context of the saved view the list shows: whether the member is told what moves in it, and what they need
    if it is one they may change."""
    pk = listing.params.get("view")
    view = (
        SavedView.objects.visible_to(listing.member).filter(kind=listing.declared.kind, pk=pk).first() if pk else None
    )
    if view is None:
        return {}
    followed = {"followable": view, "is_followed": is_followed(view, listing.member)}
    if not view.is_changed_by(listing.member):
        return followed
    return followed | {
        "view": view,
        "view_url": listing.declared.url("view_edit", view.pk),
        "view_differs": not listing.broken_query and differs(view, listing),
    }


def is_followed(view, member):
    """Whether `member` is subscribed to the view, without a problem."""
    return Subscription.objects.visible_to(member).filter(view=view, problem="").exists()


@require_GET
def show_tabs(request, declared):
    """The saved views as tabs, with how many each holds; for a page that has the tabs, how many alone. They would be
    lost under the finger if they were put in anew."""
    context = _context(request, declared)
    context |= {"tabs": tabs_of(context["listing"], counted=True), "counted": True}
    part = "_tab_counts" if request.htmx.trigger == "tab-counts" else "_tabs"
    return render(request, f"customization/lists/{part}.html", context)


@require_GET
def show_filters(request, declared):
    """The form that picks filters, all or `only` one; with `apply` it leads to the list so filtered."""
    context = _context(request, declared)
    listing, only, errors = context["listing"], request.GET.get("only"), {}
    pickers = declared.pickers_for(request.member)
    pickers = [picker for picker in pickers if picker.name == only] or pickers
    replaced = [name for picker in pickers for name in picker.names]
    if "apply" in request.GET:
        changes, errors = _picked(pickers, request.GET, request.member)
        if not errors:
            return to_list(request, listing.url(without=replaced, **changes))
    context["fields"] = [
        picker.field(listing.params, request.member) | {"error": errors.get(picker.name)} for picker in pickers
    ]
    context |= {"only": only, "kept": listing.pairs(without=replaced)}
    return shown(request, "customization/lists/filters", context, status=422 if errors else 200)


def _picked(pickers, typed, member):
    """What was typed into the filter form as ({name: [values]}, {picker's name: what is wrong})."""
    changes, errors = {}, {}
    for picker in pickers:
        values, error = picker.pick(typed, member)
        changes |= {name: texts for name, texts in values.items() if texts}
        if error:
            errors[picker.name] = error
    return changes, errors


def to_list(request, url):
    """Go to a list; htmx swaps its results only."""
    if not request.htmx:
        return go(request, url)
    answer = HttpResponse(status=204)
    answer["HX-Location"] = json.dumps({"path": url, "target": "#results", "swap": "outerHTML"})
    answer["HX-Trigger"] = json.dumps({"close-dialog": {}, "tabs-changed": {}})
    return answer


@require_GET
def show_columns(request, declared):
    """The form that chooses and orders columns. `up` and `down` name a column to move."""
    context = _context(request, declared)
    listing = context["listing"]
    if "apply" in request.GET:
        return to_list(request, listing.url())
    chosen = list(listing.columns)
    for direction, step in (("up", -1), ("down", 1)):
        column = declared.column(request.GET.get(direction, ""), request.member)
        if column in chosen:
            place = chosen.index(column)
            chosen.insert(min(max(place + step, 0), len(chosen) - 1), chosen.pop(place))
    context["choices"] = [
        *((column, True) for column in chosen),
        *((column, False) for column in declared.columns_for(request.member) if column not in chosen),
    ]
    context |= {"kept": listing.pairs(without=["columns"]), "default_url": listing.url(without=["columns"])}
    return shown(request, "customization/lists/columns", context)


@require_http_methods(["GET", "POST"])
def bulk(request, declared):
    """Asks what to do with the chosen rows (GET), and does it (POST) for all of them at once."""
    context = _context(request, declared)
    listing = context["listing"]
    typed = request.POST if request.method == "POST" else request.GET
    act, selection = declared.act(typed.get("act", "")), Selection(listing, typed)
    if act is None:
        raise Http404
    if selection.count == 0:
        return refused(request, _("Select some rows first."), to=listing.url())
    if act.name == "export":
        return go(request, export_url(listing, selection))
    form = act.make_form(request.member, typed_in(request))
    if request.method == "POST" and form.is_valid():
        if selection.is_too_large:
            return go(request, begin(act, selection, form).get_absolute_url())
        try:
            return _run(request, act, selection, form)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    context |= {"act": act, "form": form, "selection": selection, "nouns": declared.noun(selection.count)}
    return shown(request, "customization/lists/bulk", context, status=422 if form.is_bound else 200)


def _run(request, act, selection, form):
    listing = selection.listing
    done_as = act.run(selection.records, form, by=request.member)
    count = done_as.changes_count
    said = act.said % {"count": count, "nouns": listing.declared.noun(count)}
    if out := done_as.left_out:
        said += " " + ngettext(
            "%(n)s was left out: it is gone or private by now.",
            "%(n)s were left out: they are gone or private by now.",
            out,
        ) % {"n": out}
    if not request.htmx:
        return done(request, said, act=done_as if count else None, to=listing.url())
    answer = HttpResponse(status=204)
    return toast(answer, said, act=done_as if count else None, **{"close-dialog": {}, "list-changed": {}})


def export_url(listing, selection=None):
    """Where the list, or the rows ticked in it, can be fetched as a file; "" if nothing exports."""
    try:
        url = reverse("export", args=[listing.declared.kind])
    except NoReverseMatch:
        return ""
    params = listing.params.copy()
    for name in ("page", "per_page", "view"):
        params.pop(name, None)
    params["columns"] = ",".join(column.name for column in listing.columns)
    if selection and not selection.is_whole:
        params.setlist("ids", [str(pk) for pk in selection.ids])
    return f"{url}?{params.urlencode()}"


@require_http_methods(["GET", "POST"])
def cell(request, declared, pk, column):
    """One cell of a row: as a form (GET), saved (POST), or with `shown` as it is."""
    column = declared.column(column, request.member)
    if column is None or not column.edits:
        raise Http404
    record = found_or_404(declared.model, pk, request.member)
    request.member.must_edit(record)
    if "shown" in request.GET:
        return _cell(request, declared, column, pk)
    if not column.is_edited(record):
        raise Http404
    form = declared.form(typed_in(request), record=record, member=request.member, only=column.edits)
    if request.method == "POST" and form.is_valid():
        try:
            return _saved_cell(request, declared, column, pk, form.change(form.values()))
        except ValidationError as refusal:
            form.add_error(None, refusal)
    context = {"declared": declared, "column": column, "record": record, "form": form, "field": form[column.edits]}
    context["action"] = declared.url("cell", pk, column.name)
    return shown(request, "customization/lists/cell", context, status=422 if form.is_bound else 200)


def _cell(request, declared, column, pk):
    queryset = declared.model.objects.visible_to(request.member).filter(pk=pk)
    record = next(iter(declared.prepare(queryset, request.member)), None)
    return HttpResponse(Row(record, [column], Reader(request.member)).cell(column) if record else "")


def _saved_cell(request, declared, column, pk, act):
    if not request.htmx:
        return done(request, _("Saved."), act=act, to=declared.url("list"))
    answer = _cell(request, declared, column, pk)
    return toast(answer, _("Saved."), act=act) if act else answer
