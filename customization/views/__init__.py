"""Pages of what an organization makes its own: tags, option lists, custom fields."""

from .fields import field_edit, field_list, field_move, field_new, field_order, field_remove, field_restore
from .folders import folder_edit, folder_move, folder_new, folder_remove
from .options import option_edit, option_list, option_move, option_new, option_order, option_remove
from .tags import tag_edit, tag_list, tag_merge, tag_remove, tag_suggest

__all__ = [
    "field_edit",
    "field_list",
    "field_move",
    "field_new",
    "field_order",
    "field_remove",
    "field_restore",
    "folder_edit",
    "folder_move",
    "folder_new",
    "folder_remove",
    "option_edit",
    "option_list",
    "option_move",
    "option_new",
    "option_order",
    "option_remove",
    "tag_edit",
    "tag_list",
    "tag_merge",
    "tag_remove",
    "tag_suggest",
]
