"""Mail files into plain letters: one message at a time, whatever state it is in."""

from .files import Found, Unreadable, messages_at, messages_in
from .letter import Letter, read_letter

__all__ = ["Found", "Letter", "Unreadable", "messages_at", "messages_in", "read_letter"]
