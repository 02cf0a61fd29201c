"""Pages about people and companies; their lists are `customization.lists`'s."""

from .cards import company_card, contact_card
from .duplicates import duplicate_list, duplicate_search, duplicates_of_one, not_duplicate
from .edit import company_edit, company_new, contact_edit, contact_new
from .merging import merge_undo, record_merge
from .suggestions import company_suggest, contact_suggest
from .writing import contact_write

__all__ = [
    "company_card",
    "company_edit",
    "company_new",
    "company_suggest",
    "contact_card",
    "contact_edit",
    "contact_new",
    "contact_suggest",
    "contact_write",
    "duplicate_list",
    "duplicate_search",
    "duplicates_of_one",
    "merge_undo",
    "not_duplicate",
    "record_merge",
]
