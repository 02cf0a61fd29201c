"""Pages about mail."""

from .importing import message_import
from .listing import message_list
from .showing import message_show

__all__ = ["message_import", "message_list", "message_show"]
