"""People and the companies they work for."""

from .company import Company
from .contact import Contact
from .notes import CompanyNote, ContactNote

__all__ = ["Company", "CompanyNote", "Contact", "ContactNote"]
