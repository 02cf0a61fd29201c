"""What pages say of a run in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def remaining(seconds):
    """ "a few seconds", "30 seconds", "about 3 minutes", "about 2 hours"; "" when it is not known."""
    if seconds is None:
        return ""
    if seconds < 8:
        return _("a few seconds left")
    if seconds < 55:
        return _("%d seconds left") % (-(-seconds // 5) * 5)
    if seconds < 55 * 60:
        minutes = -(-seconds // 60)
        return ngettext("about a minute left", "about %(n)d minutes left", minutes) % {"n": minutes}
    hours = round(seconds / 3600)
    return ngettext("about an hour left", "about %(n)d hours left", hours) % {"n": hours}
