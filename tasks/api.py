"""The house API of tasks: of their own, and under the record they are on."""

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from api.answers import success
from api.errors import Unprocessable
from api.schema import data_schema
from api.viewsets import RecordViewSet

from .filters import CalendarFilter, TaskFilter
from .models import PARENTS, KeptByOwner, Task
from .serializers import TaskSerializer, TaskWire, ToggleSerializer
from .wire import task_rows

MOST_IN_CALENDAR = 5_000
DAYS = [
    OpenApiParameter("start", {"type": "string", "format": "date"}, required=True),
    OpenApiParameter("end", {"type": "string", "format": "date"}, required=True),
]


class TaskViewSet(RecordViewSet):
    """Tasks."""

    model = Task
    filterset_class = TaskFilter
    serializer_class, wire_serializer_class = TaskSerializer, TaskWire
    free_params = ("list", "calendar")
    path_parent = None  # (kind, id) of the record in the path
    messages = {
        "created": gettext_lazy("Task created."),
        "changed": gettext_lazy("Task saved."),
        "removed": gettext_lazy("Task deleted."),
    }

    def get_serializer_class(self):
        return ToggleSerializer if self.action == "toggle" else self.serializer_class

    def rows(self, queryset):
        return task_rows(queryset, member=self.request.member)

    def make(self, values):
        if "assigned_to_id" not in values:
            values["assigned_to_id"] = self.request.member.pk
        try:
            return super().make(values)
        except KeptByOwner as refusal:
            raise Unprocessable({"assigned_to": str(refusal)}) from refusal

    def alter(self, record, values):
        try:
            super().alter(record, values)
        except KeptByOwner as refusal:
            raise Unprocessable({"assigned_to": str(refusal)}) from refusal

    def toggle(self, request, pk):
        """Done becomes open, open becomes done; with a `status` it becomes that, however often it is said."""
        task = self.get_object()
        task = Task.objects.visible_to(request.member).select_for_update(of=("self",)).filter(pk=task.pk).first()
        if task is None:
            raise Http404
        if request.method == "POST":
            self.must_change(task, request.headers.get("if-match"))
        asked = self.checked(None).get("status")
        status = asked or (Task.PENDING if task.is_done else Task.COMPLETED)
        task.change(by=request.member, status=status)
        return self.written(pk, _("Task done.") if status == Task.COMPLETED else _("Task is to do again."))

    @extend_schema(
        parameters=DAYS, responses={200: OpenApiResponse(data_schema({"type": "array", "items": {"type": "object"}}))}
    )
    def calendar(self, request):
        """The tasks due from the day `start` to the day `end`, 366 days at most; further narrowed as the list is."""
        filtered = CalendarFilter(request.query_params, self.get_queryset(), member=request.member)
        filtered.must_be_valid()
        found = self.rows(filtered.qs.in_order()[: MOST_IN_CALENDAR + 1])
        if len(found) > MOST_IN_CALENDAR:
            raise Unprocessable(
                {"end": _("More than %(most)s tasks: ask for fewer days.") % {"most": MOST_IN_CALENDAR}}
            )
        return success(found)


class NestedTaskViewSet(TaskViewSet):
    """The tasks on one record, which the path names and no body changes."""

    filterset_class = None
    free_params = ()
    kind = ""

    @property
    def path_parent(self):
        return self.kind, self.kwargs["parent_pk"]

    def get_queryset(self):
        parents = Task._meta.get_field(self.kind).related_model.objects.visible_to(self.request.member)
        if not parents.filter(pk=self.kwargs["parent_pk"]).exists():
            raise Http404
        return super().get_queryset().filter(**{self.kind: self.kwargs["parent_pk"]})

    def list(self, request, parent_pk):
        """All tasks on the record, the next due first."""
        return success(self.rows(self.get_queryset().in_order()))

    def create(self, request, parent_pk):
        """Make a task on the record."""
        self.get_queryset()
        return super().create(request)

    def update(self, request, parent_pk, pk, partial=False):
        """Change a task of the record; it stays there."""
        return super().update(request, pk, partial=partial)

    def partial_update(self, request, parent_pk, pk):
        """Change some fields of a task of the record; it stays there."""
        return self.update(request, parent_pk, pk, partial=True)

    def destroy(self, request, parent_pk, pk):
        """Remove a task of the record."""
        return super().destroy(request, pk)


def nested(kind):
    """The viewset of the tasks on records of one kind."""
    name = f"{kind.capitalize()}TaskViewSet"
    return type(name, (NestedTaskViewSet,), {"kind": kind, "__doc__": f"Tasks on a {kind}.", "__module__": __name__})


NESTED = {kind: nested(kind) for kind in PARENTS}
