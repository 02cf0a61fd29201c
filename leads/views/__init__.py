"""Pages about leads and about what becomes of them; their list is `customization.lists`'s."""

from .cards import lead_card
from .closing import lead_disqualify, lead_reopen
from .edit import lead_edit, lead_new
from .qualifying import lead_qualify, lead_unqualify

__all__ = [
    "lead_card",
    "lead_disqualify",
    "lead_edit",
    "lead_new",
    "lead_qualify",
    "lead_reopen",
    "lead_unqualify",
]
