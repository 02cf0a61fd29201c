"""What each organization makes its own: tags, custom fields, option lists, words, saved views."""

from .customized import Customized, CustomizedQuerySet
from .fields import CustomField, CustomFieldFolder
from .jobs import BulkJob
from .options import Option
from .subscriptions import Subscription
from .tags import Tag, Taggable, TaggableQuerySet
from .views import SavedView
from .words import CustomValue, MessageTemplate

__all__ = [
    "BulkJob",
    "CustomField",
    "CustomFieldFolder",
    "CustomValue",
    "Customized",
    "CustomizedQuerySet",
    "MessageTemplate",
    "Option",
    "SavedView",
    "Subscription",
    "Tag",
    "Taggable",
    "TaggableQuerySet",
]
