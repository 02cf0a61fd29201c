"""The house API of pipelines and their stages: everybody reads them, admins write them."""

import django_filters as df
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema

from api.answers import success
from api.errors import Unprocessable
from api.filters import IdFilter
from api.people import UntalliedFilter
from api.schema import Done
from api.viewsets import RecordViewSet

from .models import NameTaken, Pipeline, Stage, StageInUse
from .serializers import CLOSINGS, OrderBody, PipelineBody, PipelineWire, StageBody, StageWire
from .wire import pipeline_row, stage_row

WRITES = ("create", "update", "partial_update", "destroy", "order")


class PipelineFilter(UntalliedFilter):
    SORTS = {"order": ("position",), "name": ("key",), "created_at": ("created_at",)}


class StageFilter(UntalliedFilter):
    SORTS = {
        "order": ("pipeline__position", "pipeline_id", "position"),
        "name": ("name_key",),
        "probability": ("probability",),
    }

    pipeline_id = IdFilter(field_name="pipeline", label=gettext_lazy("Pipeline"))
    closing = df.ChoiceFilter(method="filter_closing", choices=CLOSINGS, label=gettext_lazy("Closes as"))

    def filter_closing(self, queryset, _name, closing):
        return queryset.filter(closing="" if closing == "none" else closing)


class PipelineAnswer(Done):
    data = PipelineWire()


class PipelineViewSet(RecordViewSet):
    """Pipelines, each with its stages in order."""

    model = Pipeline
    filterset_class = PipelineFilter
    serializer_class, wire_serializer_class = PipelineBody, PipelineWire
    admin_actions = WRITES

    def rows(self, queryset):
        return [pipeline_row(pipeline) for pipeline in queryset.prefetch_related("stages")]

    def make(self, values):
        try:
            pipeline = Pipeline.make(values["name"], by=self.request.member)
        except NameTaken as taken:
            raise Unprocessable({"name": str(taken)}) from taken
        pipeline.stand_at(values.get("order"), by=self.request.member)
        return pipeline

    def alter(self, record, values):
        try:
            record.rename(values.get("name", record.name), by=self.request.member)
        except NameTaken as taken:
            raise Unprocessable({"name": str(taken)}) from taken
        record.stand_at(values.get("order"), by=self.request.member)

    def erase(self, record):
        try:
            record.remove(by=self.request.member)
        except StageInUse as refusal:
            raise Unprocessable({"pipeline": str(refusal)}) from refusal

    @extend_schema(request=OrderBody, responses=PipelineAnswer)
    def order(self, request, pk):
        """Put the stages of a pipeline in order; those that are not named follow as they stood."""
        pipeline = self.get_object()
        serializer = OrderBody(data=request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        wanted = serializer.validated_data["stage_ids"]
        strange = set(wanted) - set(pipeline.stages.values_list("pk", flat=True))
        if strange:
            raise Unprocessable({"stage_ids": _("Not found: %s.") % ", ".join(map(str, sorted(strange)))})
        pipeline.put_in_order(wanted, by=request.member)
        return success(self.wire(pk), self.messages["changed"])


class StageViewSet(RecordViewSet):
    """Stages of pipelines."""

    model = Stage
    filterset_class = StageFilter
    serializer_class, wire_serializer_class = StageBody, StageWire
    admin_actions = WRITES

    def rows(self, queryset):
        return [stage_row(stage) for stage in queryset]

    def make(self, values):
        by, pipelines = self.request.member, Pipeline.objects.visible_to(self.request.member)
        wanted, order = values.pop("pipeline_id", None), values.pop("order", None)
        pipeline = pipelines.get(pk=wanted) if wanted else pipelines.first()
        try:
            stage = Stage.add(pipeline, by=by, **values)
        except NameTaken as taken:
            raise Unprocessable({"name": str(taken)}) from taken
        stage.stand_at(order, by=by)
        return stage

    def alter(self, record, values):
        order = values.pop("order", None)
        values.pop("pipeline_id", None)
        try:
            record.alter(by=self.request.member, **values)
        except NameTaken as taken:
            raise Unprocessable({"name": str(taken)}) from taken
        except StageInUse as refusal:
            raise Unprocessable({"closing": str(refusal)}) from refusal
        record.stand_at(order, by=self.request.member)

    def erase(self, record):
        try:
            record.remove(by=self.request.member)
        except StageInUse as refusal:
            raise Unprocessable({"stage": str(refusal)}) from refusal
