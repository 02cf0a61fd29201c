"""The house API's exports."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema

from api.manners import HouseView
from api.permissions import IsAdmin

from . import kinds
from .exporting import export, template

CSV_FILE = OpenApiResponse(OpenApiTypes.BINARY, description="text/csv, as an attachment")


class KindView(HouseView):
    """An endpoint for one kind of record, named by `kind`."""

    permission_classes = [IsAdmin]
    kind = ""

    @property
    def of(self):
        return kinds.of(self.kind)

    @property
    def records(self):
        return self.of.model.objects.visible_to(self.request.member)


class ExportView(KindView):
    free_params = (None,)  # the FilterSet knows its own

    @extend_schema(responses={(200, "text/csv"): CSV_FILE})
    def get(self, request):
        """Every record that matches the list's filters, as CSV."""
        filtered = self.of.filterset_class(request.query_params, self.records, member=request.member)
        filtered.must_be_valid()
        columns = self.of.resource_class.columns_out()
        return export(self.of, filtered.ordered(), columns, member=request.member)


class TemplateView(KindView):
    @extend_schema(responses={(200, "text/csv"): CSV_FILE})
    def get(self, request):
        """An empty CSV with the header that fills every field."""
        return template(self.of)
