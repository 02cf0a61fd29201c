"""The settings of custom fields: a page a kind of records, grouped by folders."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.guards import admins_only
from activity.answers import done, refused, typed_in

from ..field_forms import CustomFieldForm, said_of
from ..lists.views import shown
from ..models import CustomField, CustomFieldFolder
from ..shaping import (
    add_field,
    bring_back,
    change_field,
    order_fields,
    remove_field,
    values_count,
    would_change,
)
from .own import own_or_404

KINDS = dict(CustomField.ENTITIES)
MOST_ORDERED = 500


def fields_url(kind):
    """The address of the settings of one kind's fields."""
    return f"{reverse('field_list')}?kind={kind}"


@admins_only
@require_GET
def field_list(request):
    """The custom fields of one `kind` of records, by folder."""
    kind = request.GET.get("kind")
    kind = kind if kind in KINDS else "contact"
    fields = list(CustomField.objects.visible_to(request.member).live())
    tabs = [(name, label, sum(field.entity == name for field in fields)) for name, label in CustomField.ENTITIES]
    context = {"kind": kind, "kind_label": KINDS[kind], "tabs": tabs, "groups": groups_of(kind, request.member, fields)}
    context["is_empty"] = not any(group["fields"] for group in context["groups"])
    return render(request, "customization/custom_fields.html", context)


def groups_of(kind, member, fields):
    """`[{"folder": CustomFieldFolder or None, "fields": […]}]` of the fields of one kind, in their order."""
    groups = [{"folder": None, "fields": []}]
    groups += [{"folder": folder, "fields": []} for folder in CustomFieldFolder.objects.visible_to(member)]
    by_folder = {group["folder"] and group["folder"].pk: group["fields"] for group in groups}
    for field in fields:
        if field.entity == kind:
            by_folder[field.folder_id].append(field)
    return groups


def _live_or_404(pk, member):
    field = own_or_404(CustomField, pk, member)
    if field.removed_at:
        raise Http404
    return field


@admins_only
@require_http_methods(["GET", "POST"])
def field_new(request):
    """Add a field to the records of a `kind`."""
    kind = request.GET.get("kind")
    if kind not in KINDS:
        raise Http404
    form = CustomFieldForm(typed_in(request), member=request.member)
    if form.is_bound and form.is_valid():
        try:
            field = add_field(by=request.member, entity=kind, **form.values())
            return done(request, _("Field “%(name)s” added.") % {"name": field.label}, to=fields_url(kind))
        except ValidationError as refusal:
            form.tell(refusal)
    return _form_page(request, form, kind)


def _form_page(request, form, kind, **more):
    context = {"form": form, "kind": kind, "kind_label": KINDS[kind], "list_url": fields_url(kind), **more}
    return shown(request, "customization/custom_field", context, status=422 if form.errors else 200)


@admins_only
@require_http_methods(["GET", "POST"])
def field_edit(request, pk):
    """Change a field. Where values convert or go, the page says first how many, and which; `sure` says yes to that."""
    field = _live_or_404(pk, request.member)
    form = CustomFieldForm(typed_in(request), member=request.member, field=field)
    told = {}
    if form.is_bound and form.is_valid():
        try:
            told = _rehearsed(request, form)
            if not told:
                return _changed(request, form)
        except ValidationError as refusal:
            form.tell(refusal)
    return _form_page(request, form, field.entity, field=field, **told)


def _rehearsed(request, form):
    """What must be seen before the field is changed, as template context; {} where nothing need be."""
    values, renamed = form.values(), form.renamed()
    is_other = values["type"] != form.field.type or not {*form.field.options} <= {*values["options"]}
    if not is_other or request.POST.get("sure") == form.plan:
        return {}
    report = would_change(form.field, by=request.member, renamed=renamed, **values)
    return {"said": said_of(report, renamed), "plan": form.plan} if report.total else {}


def _changed(request, form):
    report = change_field(form.field, by=request.member, renamed=form.renamed(), **form.values())
    text = _("Saved.")
    if report.total:
        text = ngettext("Saved; %(n)s value converted.", "Saved; %(n)s values converted.", report.converted)
        text %= {"n": report.converted}
    return done(request, text, act=report.act, to=fields_url(form.field.entity))


@admins_only
@require_http_methods(["GET", "POST"])
def field_remove(request, pk):
    """Say how many values go with a field, and remove it; the toast brings it back."""
    field = _live_or_404(pk, request.member)
    to = fields_url(field.entity)
    if request.method == "GET":
        context = {"field": field, "count": values_count(field, by=request.member), "list_url": to}
        return shown(request, "customization/custom_field_remove", context)
    try:
        field, count = remove_field(field, by=request.member)
    except ValidationError as refusal:
        return refused(request, " ".join(refusal.messages), to=to)
    text = ngettext(
        "Field “%(name)s” removed, with %(n)s value.", "Field “%(name)s” removed, with %(n)s values.", count
    ) % {"name": field.label, "n": count}
    return done(request, text, undo=reverse("field_restore", args=[field.pk]), to=to)


@admins_only
@require_POST
def field_restore(request, pk):
    """Bring a removed field back with its values."""
    field = own_or_404(CustomField, pk, request.member)
    try:
        field = bring_back(field, by=request.member)
    except ValidationError as refusal:
        return refused(request, " ".join(refusal.messages), to=fields_url(field.entity))
    return done(request, _("Field “%(name)s” is back.") % {"name": field.label}, to=fields_url(field.entity))


@admins_only
@require_POST
def field_order(request):
    """Put fields in the order of `ids`, as they were dragged, `into` a folder: its id, or 0 for none."""
    ids = [_number(text) for text in request.POST.getlist("ids")[:MOST_ORDERED]]
    folder = None
    if "into" in request.POST:
        pk = _number(request.POST["into"])
        folder = own_or_404(CustomFieldFolder, pk, request.member).name if pk else ""
    order_fields(ids, by=request.member, folder=folder)
    return HttpResponse(status=204)


def _number(text):
    return int(text[:18]) if text.isascii() and text.isdigit() else 0


@admins_only
@require_POST
def field_move(request, pk):
    """Move a field one place up or down; past the end of its folder it goes to the next one."""
    field = _live_or_404(pk, request.member)
    fields = list(CustomField.objects.visible_to(request.member).live())
    groups = groups_of(field.entity, request.member, fields)
    number = next(n for n, group in enumerate(groups) if field in group["fields"])
    ids = [one.pk for one in groups[number]["fields"]]
    place, step = ids.index(pk), -1 if "up" in request.POST else 1
    if 0 <= place + step < len(ids):
        ids.insert(place + step, ids.pop(place))
    elif 0 <= number + step < len(groups):
        number += step
        beside = [one.pk for one in groups[number]["fields"]]
        ids = [*beside, pk] if step < 0 else [pk, *beside]
    folder = groups[number]["folder"]
    order_fields(ids, by=request.member, folder=folder.name if folder else "")
    return done(request, _("Moved."), to=fields_url(field.entity))
