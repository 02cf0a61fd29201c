"""How small things are drawn: icons, faces, times, numbers. Templates know them by `{% load look %}`."""

from datetime import datetime, timedelta
from functools import lru_cache
from zlib import crc32

from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

#: The hues of faces and tags, as the classes of `static/css/parts.css`.
HUES = ["grey", "green", "teal", "blue", "violet", "pink", "red", "orange", "yellow"]


def icon(name, label="", size=""):
    """A Lucide icon of the sprite. Decoration, unless `label` says what it means; `size` is "small" or "large"."""
    return _drawn(name, size, format_html('role="img" aria-label="{}"', label)) if label else _decoration(name, size)


@lru_cache
def _decoration(name, size):
    return _drawn(name, size, mark_safe('aria-hidden="true"'))


def _drawn(name, size, said):
    return format_html('<svg class="i {}" {}><use href="{}#{}"/></svg>', size, said, static("icons.svg"), name)


def face(name, size=""):
    """The round initials of somebody, always in the same hue for the same name. Decoration: show the name beside it."""
    text = str(name or "")
    hue = HUES[1:][crc32(text.encode(errors="replace")) % (len(HUES) - 1)] if text.strip() else "grey"
    return format_html('<span class="face {} {}" aria-hidden="true">{}</span>', hue, size, initials(text))


def initials(name):
    """ "Jane van Smith" → "JS", "acme" → "A"; "–" for nobody."""
    words = [word for word in str(name or "").split() if word[0].isalnum()]
    letters = words[:1] + words[1:][-1:]
    return "".join(word[0] for word in letters).upper() or "–"


def ago(moment):
    """How long since (or until) `moment`, as short as it can be said, in a `<time>` with the whole moment as title."""
    if not moment:
        return ""
    if not isinstance(moment, datetime):
        return format_html('<time datetime="{}">{}</time>', moment.isoformat(), _day(moment, timezone.localdate()))
    local = timezone.localtime(moment)
    title = formats.date_format(local, "DATETIME_FORMAT")
    return format_html('<time datetime="{}" title="{}">{}</time>', moment.isoformat(), title, spoken(local))


def spoken(moment, now=None):
    """ "just now", "5 min ago", "2 h ago", "yesterday", "12 Nov", "12 Nov 2024"; "in 2 h", "tomorrow" for what comes."""
    now = now or timezone.localtime()
    passed = now - moment
    distance, later = abs(passed), passed < timedelta()
    if distance < timedelta(minutes=1):
        return _("in a moment") if later else _("just now")
    if distance < timedelta(hours=1):
        return _length(_("%d min"), distance.seconds // 60, later)
    if moment.date() == now.date() or distance < timedelta(hours=6):
        return _length(_("%d h"), distance.seconds // 3600, later)
    return _day(moment.date(), now.date())


def _length(text, number, later):
    return (_("in %s") if later else _("%s ago")) % (text % number)


def _day(date, today):
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    return near.get((date - today).days) or formats.date_format(date, "j M" if date.year == today.year else "j M Y")


def number(value):
    """A number in the reader's format, thousands grouped; nothing for None."""
    return "" if value is None else formats.number_format(value, use_l10n=True, force_grouping=True)
