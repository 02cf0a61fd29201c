"""The Rep API's part of the OpenAPI schema."""

from functools import cache

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers

from api.schema import PAGING, REFUSALS, HouseSchema

from .asking import USER

SCOPES = {"company": [{"company": []}, {"key": []}], "user": [{"bearer": []}]}


class RepMeta(serializers.Serializer):
    """Stands in every body."""

    request_id = serializers.CharField(allow_null=True, help_text="Tell us this when something went wrong.")
    timestamp = serializers.DateTimeField()


class RepPageMeta(RepMeta):
    total_count = serializers.IntegerField()
    total_pages = serializers.IntegerField(help_text="0 where there is nothing.")
    current_page = serializers.IntegerField()
    per_page = serializers.IntegerField()


class RepRefusal(serializers.Serializer):
    """Every answer of the Rep API that is neither a success nor 401."""

    error_message = serializers.CharField(help_text="What is wrong, in one sentence.")
    errors = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()), help_text="Sentences by field."
    )
    meta = RepMeta()


class RepUnauthorized(serializers.Serializer):
    """401: no credential of the kind that opens this scope."""

    message = serializers.CharField()
    meta = RepMeta()


@cache
def wrapped(wire, wrapper):
    """The serializer of an answer with one `wire`, a serializer class, at top level and below `wrapper`."""
    return inline_serializer(f"{wire.__name__}Answer", {**wire().get_fields(), wrapper: wire(), "meta": RepMeta()})


@cache
def listed(wire, plural):
    """The serializer of a page of `wire`."""
    return inline_serializer(f"{wire.__name__}Page", {plural: wire(many=True), "meta": RepPageMeta()})


@cache
def removed(wire, wrapper, names=("id",)):
    """The serializer of what is told of a removed `wire`."""
    fields = wire().get_fields()
    told = inline_serializer(f"{wire.__name__}Gone", {name: fields[name] for name in names})
    return inline_serializer(f"{wire.__name__}Removed", {wrapper: told, "meta": RepMeta()})


class RepSchema(HouseSchema):
    """Describes views that speak the Rep API."""

    refusal_class = RepRefusal

    def get_tags(self):
        return [f"rep {self.path.split('/')[5]}"]

    def get_auth(self):
        return SCOPES[self.view.scope]

    def _is_list_view(self, serializer=None):
        return isinstance(serializer, serializers.ListSerializer)

    def get_override_parameters(self):
        is_paged = getattr(self.view, "action", None) == "list"
        paging = [(name, PAGING[name]) for name in ("page", "per_page")] if is_paged else ()
        asked = [OpenApiParameter(name, schema, OpenApiParameter.QUERY) for name, schema in paging]
        return [*super().get_override_parameters(), *asked]

    def headers_in(self):
        return [each for each in super().headers_in() if each.name != "X-Org-Id" or self.view.scope == USER]

    def get_response_serializers(self):
        """The answers of a record's five endpoints."""
        view, action = self.view, getattr(self.view, "action", None)
        wire = getattr(view, "wire_serializer_class", None)
        if action == "destroy":
            return {200: removed(wire, view.wrapper, getattr(view, "GONE", ("id",)))}
        if action == "list":
            return {200: listed(wire, view.plural)}
        unchanged = {304: OpenApiResponse(description="Unchanged.")} if action == "retrieve" else {}
        return {201 if action == "create" else 200: wrapped(wire, view.wrapper), **unchanged}

    def refusals(self):
        told = super().refusals()
        return {**told, 401: OpenApiResponse(RepUnauthorized, description=REFUSALS[401])}
