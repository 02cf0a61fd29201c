"""What each organization makes its own: tags, option lists, saved views."""

from .options import Option
from .tags import Tag, Taggable, TaggableQuerySet
from .views import SavedView

__all__ = ["Option", "SavedView", "Tag", "Taggable", "TaggableQuerySet"]
