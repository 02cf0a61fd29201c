"""The shared smart lists of contacts in the Org API."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from api.errors import Unprocessable
from api.fields import whole_number
from api.parsers import DeepJSONParser
from contacts.wire import moment
from customization.lists.chips import query_of
from customization.shared_views import WantedView, replace_shared_views, shared_views

from .fields import as_given, refuse_unknown
from .wire import OrgView
from .wire.words import read_columns, read_sort, told_columns, told_sort

KEYS = ("id", "name", "query", "columns", "sort", "created_by", "updated_at")
SORT = {
    "type": "object",
    "nullable": True,
    "properties": {"field": {"type": "string"}, "dir": {"type": "string", "enum": ["asc", "desc"]}},
}
QUERY = {
    "type": "object",
    "nullable": True,
    "properties": {
        "groups": {
            "type": "array",
            "items": {"type": "object", "properties": {"conditions": {"type": "array", "items": {"type": "object"}}}},
        }
    },
}


class ViewWire(serializers.Serializer):
    """A shared smart list. A `query` of null matches all."""

    id = serializers.IntegerField(required=False, help_text="names a view that is there")
    name = serializers.CharField(max_length=80)
    query = as_given(QUERY)
    columns = serializers.ListField(child=serializers.CharField(max_length=60), required=False)
    sort = as_given(SORT)
    created_by = serializers.IntegerField(allow_null=True, read_only=True)
    updated_at = serializers.DateTimeField(read_only=True)


class ViewsBody(serializers.Serializer):
    views = ViewWire(many=True)


class ContactViewsView(OrgView):
    """The smart lists that everybody in the organization sees."""

    parser_classes = (DeepJSONParser,)

    @extend_schema(responses=ViewWire(many=True))
    def get(self, request):
        """All shared views, in the order of their tabs."""
        return Response([show(view, request.member) for view in shared_views("contact", request.member)])

    @extend_schema(request=ViewsBody, responses=ViewWire(many=True))
    def put(self, request):
        """Replace the whole set, or nothing of it where one view is not valid. Views keep their id where it, or the
        same name, comes along; those left out are deleted. Private views are not touched."""
        replace_shared_views("contact", read_views(request.data, request.member), by=request.member)
        return self.get(request)


def show(view, member):
    """A saved view as it goes out."""
    return {
        "id": view.pk,
        "name": view.name,
        "query": query_of(view, member),
        "columns": told_columns(view.columns),
        "sort": told_sort(view.sort_by, view.sort_dir),
        "created_by": view.created_by_id,
        "updated_at": moment(view.updated_at),
    }


def read_views(body, member):
    """The views of a body, `{views: […]}` or an array. Raises Unprocessable by path."""
    refuse_unknown(body, ("views",))
    views = body.get("views") if isinstance(body, dict) else body
    if not isinstance(views, list):
        raise Unprocessable({"views": [_("Give a list of views.")]})
    strange = [f"views[{number}]" for number, view in enumerate(views) if not isinstance(view, dict)]
    if strange:
        raise Unprocessable({path: [_("Give an object.")] for path in strange[:20]})
    return [read_view(view, f"views[{number}]", member) for number, view in enumerate(views)]


def read_view(view, path, member):
    """One view of a body."""
    unknown = [f"{path}.{name[:40]}" for name in view if name not in KEYS]
    pk = view.get("id") and whole_number(view["id"])
    if unknown or (view.get("id") is not None and not pk):
        raise Unprocessable({name: [_("Unknown field.")] for name in unknown} or {f"{path}.id": [_("Give an id.")]})
    sort_by, sort_dir = read_sort(view.get("sort"), member=member, path=f"{path}.sort")
    columns = read_columns(view.get("columns"))
    return WantedView(view.get("name"), pk, view.get("query"), columns, sort_by, sort_dir)
