"""Imports to look at: those there were, a new one, one on its way."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.guards import members_only
from activity.models import recorded_models
from activity.told import Told, name_references

from .. import kinds
from ..exporting import refused_rows
from ..forms import ColumnsForm, FileForm, ReadingForm
from ..intake import seen_before, table_of
from ..mapping import alike, fields_of
from ..models import Transfer
from ..reading import DELIMITERS, ENCODINGS, Unreadable
from ..repeats import repeated_page
from ..results import page_of
from ..tasks import take_over_abandoned
from ..undoing import may_take_back
from ..words import asked_for, gist, reasons, remaining

PER_PAGE = 25
SAMPLED = 50  # rows looked into for samples
SAMPLES = 3
KEPT_SHOWN = 50


def found(request, pk):
    """The import `pk`, if the member may see it; else 404."""
    imports = Transfer.objects.visible_to(request.member).imports()
    return get_object_or_404(imports.select_related("member__user", "act", "organization"), pk=pk)


@members_only
@require_safe
def import_list(request):
    """Every import and export there was, the latest first; what runs shows how far it is. Members see their own imports."""
    transfers = Transfer.objects.visible_to(request.member).select_related("member__user", "act")
    page = Paginator(transfers.defer("rehearsal", "mapping", "header"), PER_PAGE).get_page(request.GET.get("page"))
    is_busy = any(transfer.is_busy or transfer.is_being_undone for transfer in page)
    return render(request, "transfers/list.html", {"page": page, "is_busy": is_busy})


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request):
    """Choose a file. It is kept and looked at; what it would do is seen in the next steps."""
    may = {kind.slug: kind for kind in kinds.open_to(request.member)}
    if not may:
        raise PermissionDenied(_("Only admins of your organization can import. Ask one of them."))
    first = next(iter(may.values()))
    kind = may.get(request.GET.get("kind", ""), first)
    form = FileForm(request.POST or None, request.FILES or None, by=request.member, initial={"kind": kind.slug})
    if request.method == "POST":
        form = FileForm(request.POST, request.FILES, by=request.member)
        if form.is_valid():
            return redirect(form.transfer)
        kind = may.get(request.POST.get("kind", ""), first)
    context = {"form": form, "kind": kind, "kinds": may.values(), "most": settings.IMPORT_MAX_BYTES // 1024**2}
    return render(request, "transfers/new.html", context, status=422 if form.is_bound else 200)


@members_only
@never_cache
@require_safe
def import_show(request, pk):
    """One import, at the step it has come to."""
    return show(request, found(request, pk))


def show(request, transfer, form=None, status=200):
    """The page of `transfer`; `form` is a columns form with errors."""
    step = step_of(transfer, columns=form is not None or "columns" in request.GET)
    context = {"transfer": transfer, "kind": transfer.of, "step": step} | _CONTEXTS[step](request, transfer, form)
    return render(request, f"transfers/{step}.html", context, status=status)


def step_of(transfer, columns=False):
    """Which page an import is on: columns, rehearsal, progress or result."""
    if transfer.status == Transfer.DRAFT or (columns and transfer.is_open):
        return "columns"
    if transfer.status == Transfer.REHEARSED:
        return "rehearsal"
    return "progress" if transfer.is_busy or transfer.is_being_undone else "result"


def _columns(request, transfer, form):
    form = form or ColumnsForm(transfer=transfer, by=request.member)
    try:
        samples, unreadable = table_of(transfer).first_rows(SAMPLED), ""
    except Unreadable as error:
        samples, unreadable = [], str(error)
    columns = [(form[f"column_{n}"], _examples(samples, n)) for n in range(len(transfer.header))]
    used = [pair for pair in columns if pair[0].value() or pair[0].errors]
    left_out = [pair for pair in columns if not (pair[0].value() or pair[0].errors)]
    return {
        "form": form,
        "used": used,
        "left_out": sorted(left_out, key=lambda pair: not pair[1]),  # what holds something first
        "lost": [field.label for field, examples in left_out if examples],
        "alike": [other for _name, other in alike(transfer.header)],
        "count": len(columns),
        "reading": ReadingForm(transfer=transfer) if transfer.file_format == "csv" else None,
        "read_as": [
            dict(ENCODINGS).get(transfer.encoding),
            dict(DELIMITERS).get(transfer.delimiter, transfer.delimiter),
        ],
        "failure": unreadable or transfer.failure,
        "before": seen_before(transfer),
    }


def _examples(samples, position):
    """The first different texts of a column."""
    texts = dict.fromkeys(row.cells[position].strip()[:200] for row in samples)
    return [text for text in texts if text][:SAMPLES]


def _rehearsal(request, transfer, form):
    told = transfer.rehearsal
    also = {_named(kind, n): n for kind, n in told.get("also", {}).items()}
    rows = told["samples"]["created"]
    shown = [
        (n, name)
        for n, name in enumerate(transfer.header)
        if transfer.mapping[n] and any(row["cells"][n : n + 1] != [""] for row in rows)
    ]
    labels = fields_of(transfer.of.resource_class, transfer.custom_fields)
    new = [(row, ["".join(row["cells"][n : n + 1]) for n, _name in shown]) for row in rows]
    return {
        "told": told,
        "also": also,
        "header": [name for _n, name in shown],
        "new": new,
        "refused": _refused_samples(transfer, told),
        "reasons": [(labels.get(each["field"], ""), each["reason"], each["count"]) for each in told["reasons"]],
        "left_out": [name for n, name in enumerate(transfer.header) if name and not transfer.mapping[n]],
        "writes": told["counts"]["created"] + told["counts"]["updated"],
        "before": seen_before(transfer),
        "terms": asked_for(transfer),
    }


def _named(kind, count):
    """What so many records of a kind are called."""
    words = recorded_models()[kind]._meta
    return words.verbose_name if count == 1 else words.verbose_name_plural


def _refused_samples(transfer, told):
    return [
        (row["row"], gist(row["cells"], transfer.mapping), reasons(transfer, row["errors"], row["cells"]))
        for row in told["samples"]["refused"]
    ]


def _progress(request, transfer, form):
    """How far it is: of what is done so many, of so many in all, as far as that is known."""
    is_rehearsing = transfer.status == Transfer.REHEARSING
    if transfer.is_being_undone:
        done, total = transfer.undo_position, transfer.act.changes_count
    else:
        done, total = (transfer.rows, 0) if is_rehearsing else (transfer.position, transfer.rows)
    percent = min(100, done * 100 // total) if total and (done or transfer.status == Transfer.RUNNING) else None
    left = remaining(transfer.seconds_left) if transfer.status == Transfer.RUNNING else ""
    return {"is_rehearsing": is_rehearsing, "done": done, "total": total, "percent": percent, "left": left}


SHOWS = ("all", *Transfer.COUNTS, "repeated")


def _result(request, transfer, form):
    undone = transfer.options.get("undo", {})
    may = may_take_back(transfer, request.member)
    counts = {name: getattr(transfer, name, transfer.position) for name in SHOWS}
    usual = next((name for name in (Transfer.REFUSED, Transfer.UPDATED) if counts[name]), "all")
    shown = request.GET.get("show", usual)
    shown = shown if shown in SHOWS else usual
    number = request.GET.get("page", "1")
    number = max(1, int(number)) if number.isascii() and number.isdigit() and len(number) < 9 else 1
    page = _page(transfer, request.member, shown, number)
    return {
        "shown": shown,
        "shows": [(name, counts[name]) for name in SHOWS if counts[name] or name == "all"],
        "results": page,
        "told": _told(transfer, page.rows, request.member),
        "undone": undone,
        "terms": asked_for(transfer),
        "may_undo": may,
        "kept": kept(transfer, undone, request.member),
    }


def _page(transfer, member, shown, number):
    if shown == "repeated":
        return repeated_page(transfer, member, page=number, per_page=PER_PAGE)
    return page_of(transfer, member, page=number, per_page=PER_PAGE, outcome="" if shown == "all" else shown)


def _told(transfer, results, member):
    """Each result with what the run changed, in words, and for a refused one what it held and why not."""
    changed = [result for result in results if result.change]
    for result in changed:
        result.record.organization = member.organization  # at hand, for words that an organization chose
    told = {result.row: Told(result.change, result.record, False) for result in changed}
    name_references(list(told.values()), member)
    return [
        (
            result,
            told[result.row].differences if result.row in told else [],
            reasons(transfer, result.errors, result.cells),
            gist(result.cells, transfer.mapping),
        )
        for result in results
    ]


def kept(transfer, undone, member):
    """The records an undo left alone, as far as `member` sees them."""
    wanted = {}
    for kind, pk in undone.get("kept", [])[:KEPT_SHOWN]:
        wanted.setdefault(kind, []).append(pk)
    models = recorded_models()
    return [r for kind, ids in wanted.items() for r in models[kind].objects.visible_to(member).filter(pk__in=ids)]


_CONTEXTS = {"columns": _columns, "rehearsal": _rehearsal, "progress": _progress, "result": _result}


@members_only
@never_cache
@require_safe
def import_progress(request, pk):
    """How far it is, asked again and again by the page; the page itself once it is over."""
    transfer = found(request, pk)
    if transfer.is_abandoned:
        take_over_abandoned(timezone.now(), among=Transfer.objects.visible_to(request.member).filter(pk=pk))
        transfer.refresh_from_db()
    if not request.htmx:
        return redirect(transfer)
    if step_of(transfer) != "progress":
        return HttpResponse(headers={"HX-Redirect": transfer.get_absolute_url()})
    context = {"transfer": transfer, "kind": transfer.of, "is_part": True} | _progress(request, transfer, None)
    return render(request, "transfers/_progress.html", context)


@members_only
@require_safe
def import_refused(request, pk):
    """The refused rows as CSV, each with its reason."""
    return refused_rows(found(request, pk))
