"""What is asked in somebody's name without a page of theirs: their day begins where they live."""

from zoneinfo import ZoneInfo

from django.utils import timezone


def in_zone_of(member):
    """A context in which the current time zone is `member`'s, as it is on their pages; UTC for integrations, and for a zone
    that is none (any more)."""
    try:
        zone = ZoneInfo(member.user.time_zone if member and member.user_id else "UTC")
    except (KeyError, ValueError, OSError):
        zone = ZoneInfo("UTC")
    return timezone.override(zone)
