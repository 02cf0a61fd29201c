"""What goes out to other programs: one way, which never leads to a private address."""

from .addresses import Forbidden, check_url, is_public, resolve
from .patience import asked_for
from .sending import Answer, Unreachable, send

__all__ = ["Answer", "Forbidden", "Unreachable", "asked_for", "check_url", "is_public", "resolve", "send"]
