"""Pages about people and companies; their lists are `customization.lists`'s."""

from .cards import company_card, contact_card
from .edit import company_edit, company_new, contact_edit, contact_new
from .suggestions import company_suggest

__all__ = [
    "company_card",
    "company_edit",
    "company_new",
    "company_suggest",
    "contact_card",
    "contact_edit",
    "contact_new",
]
