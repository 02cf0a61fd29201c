"""Every door of the product, read from the URL configuration."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import URLPattern, get_resolver


@dataclass(frozen=True)
class Route:
    """One address: `pattern` as written (`/api/contacts/<int:pk>`), its view, its name."""

    pattern: str
    view: object
    name: str

    @property
    def is_ours(self):
        """Whether we wrote the view: the sign-in family and the back room are guarded as wholes."""
        return not self.pattern.startswith(("/admin/", "/account/"))

    @property
    def is_api(self):
        return self.pattern.startswith("/api/")

    @cached_property
    def methods(self):
        """The HTTP methods a REST view answers; {"GET"} for a page, which may take POST besides."""
        actions = getattr(self.view, "actions", None)
        if actions:
            return {method.upper() for method in actions} - {"HEAD"}  # REST framework adds it at the first request
        cls = getattr(self.view, "cls", None) or getattr(self.view, "view_class", None)
        if cls is None:
            return set()
        return {m.upper() for m in ("get", "post", "put", "patch", "delete") if hasattr(cls, m)}


def routes(patterns=None, prefix="/"):
    """All routes, in the order in which they are tried."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        here = prefix + str(entry.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
        if isinstance(entry, URLPattern):
            yield Route(here, entry.callback, entry.name or "")
        else:
            yield from routes(entry.url_patterns, here)
