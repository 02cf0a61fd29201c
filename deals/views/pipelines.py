"""The settings of pipelines and their stages: admins add, name, order and delete them."""

from django.db.models import Count, Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guards import admins_only
from activity.answers import done, refused, typed_in

from ..forms import PipelineForm, StageForm
from ..models import Deal, NameTaken, Pipeline, Stage, StageInUse

MOST_ORDERED = 500


def _own(model, pk, request):
    found = model.objects.visible_to(request.member).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _back(request, text):
    return done(request, text, to=reverse("pipeline_list"))


@admins_only
@require_http_methods(["GET", "POST"])
def pipeline_list(request):
    """The organization's pipelines with their stages, and a form for one more (POST makes it)."""
    form = PipelineForm(typed_in(request), instance=Pipeline(organization_id=request.member.organization_id))
    if request.method == "POST" and form.is_valid():
        try:
            pipeline = Pipeline.make(form.cleaned_data["name"], by=request.member)
            return _back(request, _("Pipeline “%(name)s” added.") % {"name": pipeline})
        except NameTaken as taken:
            form.add_error("name", str(taken))
    stages = Prefetch("stages", Stage.objects.visible_to(request.member))
    pipelines = list(Pipeline.objects.visible_to(request.member).prefetch_related(stages))
    counts = dict(
        Deal.objects.visible_to(request.member).open().order_by().values_list("stage").annotate(n=Count("pk"))
    )
    for stage in (stage for pipeline in pipelines for stage in pipeline.stages.all()):
        stage.open_count = counts.get(stage.pk, 0)
    return render(request, "deals/pipelines.html", {"pipelines": pipelines, "form": form})


@admins_only
@require_http_methods(["GET", "POST"])
def pipeline_edit(request, pk):
    """Rename a pipeline, or delete it by the button beside."""
    pipeline = _own(Pipeline, pk, request)
    form = PipelineForm(typed_in(request), instance=_own(Pipeline, pk, request))
    if request.method == "POST" and form.is_valid():
        try:
            pipeline.rename(form.cleaned_data["name"], by=request.member)
            return _back(request, _("Saved."))
        except NameTaken as taken:
            form.add_error("name", str(taken))
    context = {"form": form, "title": _("Rename the pipeline"), "remove_url": reverse("pipeline_remove", args=[pk])}
    return render(request, "deals/pipeline_form.html", context | {"name": pipeline.name, "noun": _("pipeline")})


@admins_only
@require_POST
def pipeline_remove(request, pk):
    """Delete a pipeline without deals."""
    return _removed(request, _own(Pipeline, pk, request), _("Pipeline “%(name)s” deleted."))


@admins_only
@require_POST
def pipeline_move(request, pk):
    """Move a pipeline one place up or down."""
    pipeline = _own(Pipeline, pk, request)
    order = list(Pipeline.objects.visible_to(request.member).values_list("pk", flat=True))
    pipeline.stand_at(_next_place(request, order.index(pk)), by=request.member)
    return _back(request, _("Moved."))


def _next_place(request, place):
    return max(place + (-1 if "up" in request.POST else 1), 0)


@admins_only
@require_POST
def pipeline_order(request, pk):
    """Put the stages in the order of `ids`, as they were dragged."""
    ids = request.POST.getlist("ids")[:MOST_ORDERED]
    pipeline = _own(Pipeline, pk, request)
    pipeline.put_in_order([int(text[:18]) for text in ids if text.isascii() and text.isdigit()], by=request.member)
    return HttpResponse(status=204)


@admins_only
@require_http_methods(["GET", "POST"])
def stage_new(request, pk):
    """Add a stage to a pipeline."""
    pipeline = _own(Pipeline, pk, request)
    form = StageForm(typed_in(request))
    if request.method == "POST" and form.is_valid():
        try:
            stage = Stage.add(pipeline, by=request.member, **form.cleaned_data)
            return _back(request, _("Stage “%(name)s” added.") % {"name": stage})
        except NameTaken as taken:
            form.add_error("name", str(taken))
    context = {"form": form, "title": _("New stage"), "name": pipeline.name}
    return render(request, "deals/pipeline_form.html", context)


@admins_only
@require_http_methods(["GET", "POST"])
def stage_edit(request, pk):
    """Change a stage, or delete it by the button beside."""
    stage = _own(Stage, pk, request)
    form = StageForm(typed_in(request), instance=_own(Stage, pk, request))
    if request.method == "POST" and form.is_valid():
        try:
            stage.alter(by=request.member, **form.cleaned_data)
            return _back(request, _("Saved."))
        except NameTaken as taken:
            form.add_error("name", str(taken))
        except StageInUse as refusal:
            form.add_error("closing", str(refusal))
    context = {"form": form, "title": _("Edit the stage"), "remove_url": reverse("stage_remove", args=[pk])}
    return render(request, "deals/pipeline_form.html", context | {"name": stage.name, "noun": _("stage")})


@admins_only
@require_POST
def stage_remove(request, pk):
    """Delete a stage that no open deal stands in; closed deals in it go to another one of its kind."""
    return _removed(request, _own(Stage, pk, request), _("Stage “%(name)s” deleted."))


def _removed(request, one, said):
    """Delete a pipeline or a stage, or say why it stays."""
    name = str(one)
    try:
        one.remove(by=request.member)
    except StageInUse as refusal:
        return refused(request, str(refusal), to=reverse("pipeline_list"))
    return _back(request, said % {"name": name})


@admins_only
@require_POST
def stage_move(request, pk):
    """Move a stage one place up or down its pipeline."""
    stage = _own(Stage, pk, request)
    order = list(
        Stage.objects.visible_to(request.member).filter(pipeline=stage.pipeline_id).values_list("pk", flat=True)
    )
    stage.stand_at(_next_place(request, order.index(pk)), by=request.member)
    return _back(request, _("Moved."))
