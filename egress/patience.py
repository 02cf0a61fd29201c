"""How long those we called ask us to wait."""

from email.utils import parsedate_to_datetime


def asked_for(retry_after, now):
    """The seconds that a header Retry-After asks us to wait, as a number or as a moment; 0 where it says neither."""
    if retry_after.isascii() and retry_after.isdigit():
        return int(retry_after[:9])
    try:
        return max(0, int((parsedate_to_datetime(retry_after) - now).total_seconds()))
    except (TypeError, ValueError):
        return 0
