"""How the API describes itself: OpenAPI 3, made from the same views, filters and serializers that answer."""

from django.forms import fields as forms
from django.utils.text import slugify
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from .filters import DayFilter, IdFilter, ManyTextsFilter
from .permissions import Anybody
from .viewsets import RecordViewSet

CREDENTIALS = {
    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "From POST /api/auth/login."},
    "key": {"type": "apiKey", "in": "header", "name": "x-api-key", "description": "An API key of the organization."},
    "company": {"type": "http", "scheme": "bearer", "description": "A company token of the organization, rc_…"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": "A signed-in page, with CSRF."},
}
EVERYWHERE = ("bearer", "key", "cookie")  # a company token opens the Rep API alone
REFUSALS = {
    400: "Malformed: no JSON, nested too deeply, or a header of a wrong form.",
    401: "No credential, or one that is wrong or no longer valid.",
    403: "You may not do this.",
    404: "Not there, or not yours to see.",
    409: "The first request with this Idempotency-Key is still running.",
    411: "A body without Content-Length.",
    412: "If-Match: somebody has changed the record meanwhile. How it is now comes along.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "Not valid: `errors` names the fields or parameters.",
    429: "Too many requests: wait as long as Retry-After says.",
}
PAGING = {
    "page": {"type": "integer", "minimum": 1, "maximum": 999_999_999, "default": 1},
    "per_page": {"type": "integer", "minimum": 1, "maximum": 100, "default": 25},
    "sort_dir": {"type": "string", "enum": ["ASC", "DESC"], "default": "ASC"},
}


class Refusal(serializers.Serializer):
    """Every answer that is not a success."""

    success = serializers.BooleanField(help_text="false")
    message = serializers.CharField(help_text="What is wrong, in one sentence.")
    errors = serializers.DictField(child=serializers.CharField(), help_text="One sentence for each field.")


class Done(serializers.Serializer):
    success = serializers.BooleanField(help_text="true")
    message = serializers.CharField(required=False)


class HouseSchema(AutoSchema):
    """Describes views that speak the house API."""

    refusal_class = Refusal

    def get_tags(self):
        parts = [part for part in self.path.split("/") if part and not part.startswith("{")]
        return [parts[1] if len(parts) > 1 else parts[0]]

    def get_operation_id(self):
        action = getattr(self.view, "action", None) or self.method.lower()
        words = [slugify(part.strip("{}")) for part in self.path.removeprefix("/api/").split("/")]
        same = [method for method, name in (getattr(self.view, "action_map", None) or {}).items() if name == action]
        also = [self.method.lower()] if len(same) > 1 else []
        return "_".join([*words, action, *also]).replace("-", "_")

    def get_auth(self):
        return [] if self.is_public else [{name: []} for name in EVERYWHERE]

    @property
    def is_public(self):
        return Anybody in self.view.permission_classes

    @property
    def is_write(self):
        return self.method in ("POST", "PUT", "PATCH", "DELETE")

    @property
    def is_list(self):
        return getattr(self.view, "action", None) == "list" and bool(getattr(self.view, "filterset_class", None))

    def _is_list_view(self, serializer=None):
        return False  # our lists are objects that hold one

    # -- what goes in ---------------------------------------------------------------------------

    def get_request_serializer(self):
        body = getattr(self.view, "body_class", None)
        return body() if body else super().get_request_serializer()

    def _get_serializer(self):
        has_one = isinstance(self.view, RecordViewSet) or getattr(self.view, "serializer_class", None)
        return super()._get_serializer() if has_one else None

    def get_filter_backends(self):
        return []

    def get_override_parameters(self):
        return [*self.headers_in(), *(list_parameters(self.view.filterset_class) if self.is_list else [])] + (
            [_query("dry_run", {"type": "boolean"}, "Do everything, answer as if, and leave nothing behind.")]
            if self.is_write and self.view.is_rehearsable
            else []
        )

    @property
    def heeds_versions(self):
        """Whether it writes one record, named by its id, and so is refused over an older version."""
        return self.is_write and "{id}" in self.path and hasattr(self.view, "must_be_current")

    def headers_in(self):
        """The headers this operation heeds."""
        if self.is_public:
            return []
        found = [_header("X-Org-Id", {"type": "integer"}, "For which organization, if you are in several.")]
        if self.is_write:
            key = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"}
            found.append(_header("Idempotency-Key", key, "Send the same again without doing it twice, for 24 hours."))
        if self.heeds_versions:
            found.append(_header("If-Match", {"type": "string"}, "The ETag you read: 412 if it has changed since."))
        if getattr(self.view, "action", None) == "retrieve":
            found.append(_header("If-None-Match", {"type": "string"}, "The ETag you have: 304 if it is still that."))
        return found

    # -- what comes out -------------------------------------------------------------------------

    def _get_response_bodies(self, direction="response"):
        """What the view says it answers, and the refusals that it need not repeat."""
        found = super()._get_response_bodies(direction)
        for status, refusal in self.refusals().items():
            found.setdefault(str(status), self._get_response_for_code(refusal, str(status), direction=direction))
        return found

    def get_response_serializers(self):
        """The answers of a record's five endpoints, or of a view that names its `answer`."""
        action = getattr(self.view, "action", None)
        wire = getattr(self.view, "wire_serializer_class", None)
        if wire is None or action == "destroy":
            return {getattr(self.view, "answer_status", 200): getattr(self.view, "answer_class", None) or Done}
        record = self.resolve_serializer(wire(), "response").ref
        if action == "list":
            return {200: _response(page_of_schema(record) if self.is_list else data_schema(_many(record)))}
        if action == "create":
            return {201: _response(data_schema(record, message=True))}
        found = {200: _response(data_schema(record, message=action != "retrieve"))}
        return {**found, **({304: OpenApiResponse(description="Unchanged.")} if action == "retrieve" else {})}

    def refusals(self):
        """The refusals this operation can answer."""
        statuses = {422, 429}
        if not self.is_public:
            statuses |= {400, 401, 403}
        if "{" in self.path:
            statuses.add(404)
        if self.is_write:
            statuses |= {400, 411, 413, 415, *(() if self.is_public else (409,))}
        if self.is_public:
            statuses |= {401, 403}
        if self.heeds_versions:
            statuses.add(412)
        return {
            status: OpenApiResponse(self.refusal_class, description=REFUSALS[status]) for status in sorted(statuses)
        }


def add_credentials(result, **_context):
    """How one may say who one is, added to the finished schema."""
    result.setdefault("components", {})["securitySchemes"] = CREDENTIALS
    return result


def list_parameters(filterset_class):
    """The query parameters of a list: what it is filtered, paged and sorted by."""
    filters = [_query(name, filter_schema(f), str(f.label or "")) for name, f in filterset_class.base_filters.items()]
    sorts = list(filterset_class.SORTS)
    paging = [_query(name, schema) for name, schema in PAGING.items()]
    return [*filters, *paging, _query("sort_by", {"type": "string", "enum": sorts, "default": sorts[0]})]


def filter_schema(narrowing):
    """The schema of one filter's values."""
    field = narrowing.field_class
    if isinstance(narrowing, ManyTextsFilter):
        return {"type": "array", "items": {"type": "string", "maxLength": 200}, "maxItems": 50}
    if isinstance(narrowing, DayFilter):
        return {"type": "string", "format": "date"}
    if isinstance(narrowing, IdFilter):
        return {"type": "integer", "format": "int64"}
    if "choices" in narrowing.extra:
        return {"type": "string", "enum": [str(value) for value, _label in narrowing.extra["choices"]]}
    if issubclass(field, forms.NullBooleanField):
        return {"type": "boolean"}
    longest = narrowing.extra.get("max_length")
    return {"type": "string", **({"maxLength": longest} if longest else {})}


def data_schema(data, message=False):
    """`{success, data, message?}`."""
    properties = {"success": {"type": "boolean"}, "data": data, "message": {"type": "string"}}
    required = ["success", "data", *(["message"] if message else [])]
    return {"type": "object", "properties": properties, "required": required}


def page_of_schema(record):
    """A page of a list."""
    numbers = {name: {"type": "integer"} for name in ("current_page", "last_page", "per_page", "total")}
    properties = {"data": _many(record), **numbers}
    return {"type": "object", "properties": properties, "required": list(properties)}


def _many(record):
    return {"type": "array", "items": record}


def _response(schema):
    return OpenApiResponse(schema, description="")


def _query(name, schema, description=""):
    return OpenApiParameter(name, schema, OpenApiParameter.QUERY, description=description)


def _header(name, schema, description):
    return OpenApiParameter(name, schema, OpenApiParameter.HEADER, description=description)
