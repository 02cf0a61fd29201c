"""What becomes of a lead: a contact, perhaps with a company and a deal; or nothing. And the way back."""

from .disqualifying import disqualify, disqualify_all, reopen
from .plans import Met, Plan, plan
from .qualifying import qualify
from .unqualifying import Unqualified, unqualify
from .wishes import AlreadyQualified, NotQualifiable, NotQualified, Wish

__all__ = [
    "AlreadyQualified", "Met", "NotQualifiable", "NotQualified", "Plan", "Unqualified", "Wish", "disqualify",
    "disqualify_all", "plan",
    "qualify", "reopen", "unqualify",
]  # fmt: skip
