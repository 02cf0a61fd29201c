"""Leads, and what became of them."""

from .conversion import Conversion
from .lead import Lead, StatusRefused
from .notes import LeadNote

__all__ = ["Conversion", "Lead", "LeadNote", "StatusRefused"]
