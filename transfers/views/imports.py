"""Imports to look at: those there were, a new one, one on its way."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.guards import admins_only
from activity.models import recorded_models
from activity.undo import may_undo

from .. import kinds
from ..exporting import refused_rows
from ..forms import ColumnsForm, FileForm, ReadingForm
from ..intake import table_of
from ..models import Transfer
from ..reading import Unreadable
from ..tasks import take_over_abandoned

PER_PAGE = 25
SAMPLES = 3
REFUSED_SHOWN = 50


def found(request, pk):
    """The import `pk`, if the member may see it; else 404."""
    imports = Transfer.objects.visible_to(request.member).imports()
    return get_object_or_404(imports.select_related("member__user", "act"), pk=pk)


@admins_only
@require_safe
def import_list(request):
    """Every import and export there was, the latest first."""
    transfers = Transfer.objects.visible_to(request.member).select_related("member__user", "act")
    page = Paginator(transfers.defer("rehearsal", "mapping", "header"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "transfers/list.html", {"page": page})


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request):
    """Choose a file. It is kept and looked at; what it would do is seen in the next steps."""
    kind = kinds.of(request.GET.get("kind", "")) or kinds.registered()[0]
    form = FileForm(request.POST or None, request.FILES or None, by=request.member, initial={"kind": kind.slug})
    if request.method == "POST":
        form = FileForm(request.POST, request.FILES, by=request.member)
        if form.is_valid():
            return redirect(form.transfer)
        kind = kinds.of(request.POST.get("kind", "")) or kind
    context = {"form": form, "kind": kind, "kinds": kinds.registered(), "most": settings.IMPORT_MAX_BYTES // 1024**2}
    return render(request, "transfers/new.html", context, status=422 if form.is_bound else 200)


@admins_only
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
    form = form or ColumnsForm(transfer=transfer)
    try:
        samples, unreadable = table_of(transfer).first_rows(SAMPLES), ""
    except Unreadable as error:
        samples, unreadable = [], str(error)
    cells = [[row.cells[n] for row in samples if row.cells[n].strip()] for n in range(len(transfer.header))]
    columns = [(form[f"column_{n}"], cells[n]) for n in range(len(transfer.header))]
    return {
        "form": form,
        "columns": columns,
        "mapped": sum(1 for field in transfer.mapping if field),
        "reading": ReadingForm(transfer=transfer) if transfer.file_format == "csv" else None,
        "failure": unreadable or transfer.failure,
    }


def _rehearsal(request, transfer, form):
    told = transfer.rehearsal
    also = {recorded_models()[kind]._meta.verbose_name_plural: n for kind, n in told.get("also", {}).items()}
    samples = told["samples"]
    header = [(n, name) for n, name in enumerate(transfer.header) if transfer.mapping[n]]
    new = [(row, [row["cells"][n] for n, _name in header]) for row in samples["created"]]
    writes = told["counts"]["created"] + told["counts"]["updated"]
    return {"told": told, "also": also, "header": [name for _n, name in header], "new": new, "writes": writes}


def _progress(request, transfer, form):
    return {"is_rehearsing": transfer.status == Transfer.REHEARSING}


def _result(request, transfer, form):
    refused = list(transfer.refusals.all()[:REFUSED_SHOWN])
    undone = transfer.options.get("undo", {})
    may = transfer.may_be_undone and may_undo(transfer.act, request.member)
    return {"refused": refused, "undone": undone, "may_undo": may, "kept": kept(transfer, undone, request.member)}


def kept(transfer, undone, member):
    """The records an undo left alone, as far as `member` sees them."""
    wanted = {}
    for kind, pk in undone.get("kept", [])[:REFUSED_SHOWN]:
        wanted.setdefault(kind, []).append(pk)
    models = recorded_models()
    return [r for kind, ids in wanted.items() for r in models[kind].objects.visible_to(member).filter(pk__in=ids)]


_CONTEXTS = {"columns": _columns, "rehearsal": _rehearsal, "progress": _progress, "result": _result}


@admins_only
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
    context = {"transfer": transfer, "kind": transfer.of} | _progress(request, transfer, None)
    return render(request, "transfers/_progress.html", context)


@admins_only
@require_safe
def import_refused(request, pk):
    """The refused rows as CSV, each with its reason."""
    return refused_rows(found(request, pk))
