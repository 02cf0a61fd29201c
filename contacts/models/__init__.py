"""People and the companies they work for."""

from .company import Company
from .contact import Contact
from .duplicates import DuplicatePair, DuplicateSearch
from .merges import FormerAddress, Merge
from .notes import CompanyNote, ContactNote

__all__ = [
    "Company",
    "CompanyNote",
    "Contact",
    "ContactNote",
    "DuplicatePair",
    "DuplicateSearch",
    "FormerAddress",
    "Merge",
]
