"""Files that go out."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rest_framework.exceptions import ValidationError

from accounts.guards import admins_only

from .. import kinds
from ..exporting import CSV, XLSX, Selection, export, template
from ..exporting.background import begin, forget_file, is_large, is_there, own_exports, take_over_exports
from ..exporting.form import ExportForm
from ..exporting.formats import CONTENT_TYPES


def of_or_404(slug):
    kind = kinds.of(slug)
    if kind is None:
        raise Http404
    return kind


@admins_only
@require_safe
def import_template(request, kind):
    """An empty file with our header."""
    return template(of_or_404(kind), request.member)


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def export_page(request, kind):
    """What the list shows, or all of it, as a file. Takes the list's parameters; asks for the format first.

    A file that takes long is written in the background, which only a POST begins.
    """
    selection = Selection(of_or_404(kind), request.GET, member=request.member)
    wrong = wrong_in(selection)
    typed = request.POST if request.method == "POST" else request.GET
    is_asked = request.method == "POST" or "file_format" in request.GET
    form = ExportForm(typed if is_asked else None, kind=selection.kind, has_list=bool(selection.listed))
    if not wrong and form.is_valid():
        is_later = is_large(selection.count, form.file_format_chosen)
        if not is_later or request.method == "POST":
            return file_of(selection, form, is_later)
    count = 0 if wrong else selection.count
    context = {"form": form, "kind": selection.kind, "wrong": wrong, "count": count, "is_large": is_large(count, CSV)}
    context |= {"query": request.GET.urlencode(), "days": settings.EXPORT_FILE_DAYS}
    is_wrong = bool(wrong) or bool(form.errors)
    return render(request, "transfers/export.html", context, status=422 if is_wrong else 200)


def wrong_in(selection):
    """What is wrong with the list's parameters, as sentences."""
    try:
        selection.must_be_valid()
    except ValidationError as error:
        return [str(texts[0] if isinstance(texts, list) else texts) for texts in error.detail.values()]
    return []


def file_of(selection, form, is_later):
    """The file itself, or the page that tells how far it is."""
    file_format, columns = form.file_format_chosen, selection.columns(listed=form.is_listed)
    mark = file_format != XLSX
    if is_later:
        return redirect("export_show", begin(selection, columns, file_format=file_format, mark=mark).pk)
    return export(selection, columns, file_format=file_format, mark=mark)


def found(request, pk):
    """The export `pk`, if the member asked for it themselves; else 404."""
    return get_object_or_404(own_exports(request.member).select_related("member__user"), pk=pk)


@admins_only
@never_cache
@require_safe
def export_show(request, pk):
    """One export: how far it is, then the file, until it expires."""
    transfer = found(request, pk)
    return render(request, "transfers/export_show.html", context_of(transfer))


def context_of(transfer):
    there = is_there(transfer, timezone.now())
    return {"transfer": transfer, "kind": transfer.of, "is_there": there, "days": settings.EXPORT_FILE_DAYS}


@admins_only
@never_cache
@require_safe
def export_progress(request, pk):
    """How far it is, asked again and again by the page; the page itself once it is over."""
    transfer = found(request, pk)
    if transfer.is_abandoned:
        take_over_exports(timezone.now(), among=own_exports(request.member).filter(pk=pk))
        transfer.refresh_from_db()
    if not request.htmx:
        return redirect("export_show", pk)
    if not transfer.is_busy:
        return HttpResponse(headers={"HX-Redirect": transfer.get_absolute_url()})
    return render(request, "transfers/_export_progress.html", context_of(transfer))


@admins_only
@require_POST
def export_cancel(request, pk):
    """Stop it; nothing of its file stays."""
    transfer = found(request, pk)
    if transfer.cancel():
        forget_file(transfer)
    return redirect("export_show", pk)


@admins_only
@require_safe
def export_file(request, pk):
    """The finished file, to nobody but who asked for it."""
    transfer = found(request, pk)
    return file_or_none(transfer) or redirect("export_show", pk)


def file_or_none(transfer):
    """The finished file as a download; None if it is not there, not yet or not any more."""
    if not is_there(transfer, timezone.now()):
        return None
    try:
        file = transfer.kept.open("rb")
    except FileNotFoundError:
        return None
    response = FileResponse(
        file, as_attachment=True, filename=transfer.filename, content_type=CONTENT_TYPES[transfer.file_format]
    )
    response["Cache-Control"] = "private, no-store"
    return response
