"""The Org API's part of the OpenAPI schema."""

from functools import cache

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers

from api.schema import HouseSchema

from .asking import DEFAULT_LIMIT, MAX_LIMIT, MAX_OFFSET

PAGING = {
    "limit": {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
    "offset": {"type": "integer", "minimum": 0, "maximum": MAX_OFFSET, "default": 0},
    "page": {"type": "integer", "minimum": 1, "maximum": MAX_OFFSET // MAX_LIMIT},
    "per_page": {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT},
}


class OrgRefusal(serializers.Serializer):
    """Every answer of the Org API that is not a success."""

    detail = serializers.CharField(help_text="What is wrong, in one sentence.")
    errors = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()), required=False, help_text="Sentences by path."
    )


@cache
def listed(wire):
    """The serializer of a list of `wire`, a serializer class."""
    numbers = {name: serializers.IntegerField() for name in ("total", "limit", "offset")}
    return inline_serializer(f"{wire.__name__}List", {"items": wire(many=True), **numbers})


class OrgSchema(HouseSchema):
    """Describes views that speak the Org API."""

    refusal_class = OrgRefusal

    def _is_list_view(self, serializer=None):
        return isinstance(serializer, serializers.ListSerializer)

    def get_tags(self):
        return [f"v1 {self.path.split('/')[3]}"]

    def get_override_parameters(self):
        is_paged = getattr(self.view, "action", None) == "list" and getattr(self.view, "is_paged", False)
        paging = PAGING.items() if is_paged else ()
        asked = [OpenApiParameter(name, schema, OpenApiParameter.QUERY) for name, schema in paging]
        return [*super().get_override_parameters(), *asked]

    def headers_in(self):
        named = OpenApiParameter(
            "X-Org-Id",
            {"type": "integer", "format": "int64", "minimum": 1},
            OpenApiParameter.HEADER,
            required=True,
            description="The organization you act for.",
        )
        return [named, *(each for each in super().headers_in() if each.name != "X-Org-Id")]

    def get_response_serializers(self):
        """The answers of a record's five endpoints."""
        action, wire = getattr(self.view, "action", None), self.view.wire_serializer_class
        if action == "destroy":
            return {204: OpenApiResponse(description="Gone.")}
        if action == "list":
            return {200: listed(wire)}
        unchanged = {304: OpenApiResponse(description="Unchanged.")} if action == "retrieve" else {}
        return {201 if action == "create" else 200: wire, **unchanged}

    def refusals(self):
        return {400: OpenApiResponse(OrgRefusal, description="No X-Org-Id, or malformed."), **super().refusals()}
