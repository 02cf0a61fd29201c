"""/api/schema and /api/docs. Public: they say how to ask, not what there is."""

import hashlib
from functools import lru_cache

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.views import SpectacularSwaggerSplitView

from .errors import Unprocessable
from .manners import HouseView
from .permissions import Anybody
from .preconditions import is_unchanged

FORMS = {
    "json": (OpenApiJsonRenderer, "application/vnd.oai.openapi+json"),
    "yaml": (OpenApiYamlRenderer, "application/vnd.oai.openapi"),
}


@lru_cache
def written_schema(form):
    """(bytes, ETag) of the schema as "json" or "yaml". Made once: it only changes with the program."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    text = FORMS[form][0]().render(schema, renderer_context={})
    return text, f'"{hashlib.sha256(text).hexdigest()[:20]}"'


class SchemaView(HouseView):
    """The OpenAPI description of this API, as JSON or (`?format=yaml`) YAML."""

    schema = None
    permission_classes = [Anybody]
    authentication_classes = []
    params = ("format",)

    def get(self, request):
        form = request.GET.get("format") or ("yaml" if "yaml" in request.headers.get("accept", "") else "json")
        if form not in FORMS:
            raise Unprocessable({"format": _("Choose json or yaml.")})
        text, etag = written_schema(form)
        if is_unchanged(request, etag):
            return HttpResponse(status=304, headers={"ETag": etag})
        return HttpResponse(text, content_type=FORMS[form][1], headers={"ETag": etag, "Vary": "Accept"})


class DocsView(SpectacularSwaggerSplitView):
    """The schema to read and try, served by ourselves alone."""

    schema = None
    permission_classes = [Anybody]
    authentication_classes = []
    throttle_classes = []
    template_name = "api/docs.html"
    url_name = "api_schema"
    title = "Rapport API"
