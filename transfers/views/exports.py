"""Files that go out."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe
from rest_framework.exceptions import ValidationError

from accounts.guards import admins_only

from .. import kinds
from ..exporting import XLSX, export, template
from ..forms import ExportForm

OURS = ("columns", "ids", "which", "file_format", "view")
MOST_IDS = 1_000
BIGGEST_ID = 2**63


def of_or_404(slug):
    kind = kinds.of(slug)
    if kind is None:
        raise Http404
    return kind


@admins_only
@require_safe
def import_template(request, kind):
    """An empty file with our header."""
    return template(of_or_404(kind))


@admins_only
@require_safe
def export_page(request, kind):
    """What the list shows, or all of it, as a file. Takes the list's parameters; asks for the format first."""
    kind = of_or_404(kind)
    filtered, wrong = chosen(request, kind)
    records = within(filtered.ordered(), request.GET.getlist("ids"))
    form = ExportForm(request.GET if "file_format" in request.GET else None, has_list="columns" in request.GET)
    if form.is_bound and form.is_valid() and not wrong:
        is_listed = form.cleaned_data.get("which") == ExportForm.LISTED
        listed = request.GET.get("columns", "").split(",") if is_listed else ()
        columns, file_format = kind.resource_class.columns_out(listed), form.cleaned_data["file_format"]
        return export(kind, records, columns, member=request.member, file_format=file_format, mark=file_format != XLSX)
    carried = [(n, v) for n, values in request.GET.lists() if n not in ("which", "file_format") for v in values]
    context = {"form": form, "kind": kind, "count": records.order_by().count(), "carried": carried, "wrong": wrong}
    return render(request, "transfers/export.html", context, status=422 if wrong else 200)


def chosen(request, kind):
    """(the list's FilterSet, what was wrong with the parameters)."""
    params = request.GET.copy()
    for name in OURS:
        params.pop(name, None)
    records = kind.model.objects.visible_to(request.member)
    filtered = kind.filterset_class(params, records, member=request.member)
    try:
        filtered.must_be_valid()
    except ValidationError as error:
        wrong = [str(texts[0] if isinstance(texts, list) else texts) for texts in error.detail.values()]
        return kind.filterset_class({}, records.none(), member=request.member), wrong
    return filtered, []


def within(records, ids):
    """Only the ticked ones, if some are ticked."""
    numbers = [int(text[:19]) for text in ids[:MOST_IDS] if text.isascii() and text.isdigit()]
    numbers = [number for number in numbers if number < BIGGEST_ID]
    return records.filter(pk__in=numbers) if ids else records
