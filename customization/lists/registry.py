"""The declared lists by the kind of their records, for work that begins without a page: in a worker."""

from django.urls import get_resolver

_declared = {}


def register(declared):
    """Let `declared` be found by its kind. `list_pages` does it."""
    _declared[declared.kind] = declared


def list_of(kind):
    """The `RecordList` of records of this kind, or None. The routes are read first where nobody has: they declare."""
    if kind not in _declared:
        len(get_resolver().url_patterns)
    return _declared.get(kind)
