"""The small words of the templates: icons, faces, times, numbers, where one is."""

from datetime import datetime, timedelta
from zlib import crc32

from django import template
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

register = template.Library()

#: The hues of faces and tags, as the classes of `static/css/parts.css`.
HUES = ["grey", "green", "teal", "blue", "violet", "pink", "red", "orange", "yellow"]


@register.simple_tag
def icon(name, label="", size=""):
    """A Lucide icon of the sprite. Decoration, unless `label` says what it means; `size` is "small" or "large"."""
    said = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="i {}" {}><use href="{}#{}"/></svg>', size, said, static("icons.svg"), name)


@register.simple_tag
def face(name, size=""):
    """The round initials of somebody, always in the same hue for the same name. Decoration: show the name beside it."""
    text = str(name or "")
    hue = HUES[1:][crc32(text.encode(errors="replace")) % (len(HUES) - 1)] if text.strip() else "grey"
    return format_html('<span class="face {} {}" aria-hidden="true">{}</span>', hue, size, initials(text))


@register.filter
def initials(name):
    """ "Jane van Smith" → "JS", "acme" → "A"; "–" for nobody."""
    words = [word for word in str(name or "").split() if word[0].isalnum()]
    letters = words[:1] + words[1:][-1:]
    return "".join(word[0] for word in letters).upper() or "–"


@register.filter
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
    """ "now", "5 min", "2 h", "yesterday", "12 Nov", "12 Nov 2024"; "in 2 h", "tomorrow" for what comes."""
    now = now or timezone.localtime()
    passed = now - moment
    distance, later = abs(passed), passed < timedelta()
    if distance < timedelta(minutes=1):
        return _("now")
    if distance < timedelta(hours=1):
        return _length(_("%d min"), distance.seconds // 60, later)
    if moment.date() == now.date() or distance < timedelta(hours=6):
        return _length(_("%d h"), distance.seconds // 3600, later)
    return _day(moment.date(), now.date())


def _length(text, number, later):
    return _("in %s") % (text % number) if later else text % number


def _day(date, today):
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    return near.get((date - today).days) or formats.date_format(date, "j M" if date.year == today.year else "j M Y")


@register.filter
def number(value):
    """A number in the reader's format, thousands grouped; nothing for None."""
    return "" if value is None else formats.number_format(value, use_l10n=True, force_grouping=True)


@register.simple_tag(takes_context=True)
def active(context, *paths):
    """`aria-current="page"` when the page is one of `paths` or below it ("/" only when it is exactly that)."""
    here = context["request"].path if "request" in context else ""
    if any(here == path or (path != "/" and here.startswith(f"{path.rstrip('/')}/")) for path in paths):
        return mark_safe('aria-current="page"')
    return ""


@register.filter
def undo_url(message):
    """Where a message's undo button posts to, from its tag `undo:/undo/12`; empty if it has none, or one elsewhere."""
    urls = [tag.removeprefix("undo:") for tag in (message.extra_tags or "").split() if tag.startswith("undo:/")]
    return next((url for url in urls if not url.startswith("//")), "")


@register.filter
def kind_of(field):
    """How a form field is drawn: "check" (one box, its label after it), "choices" (a group of boxes) or "text"."""
    kind = getattr(field.field.widget, "input_type", "") or ""
    if field.use_fieldset:
        return "choices"
    return "check" if kind == "checkbox" else "text"


@register.filter
def mark_of(field):
    """What a label says of its field: "optional" where few of its form are, "required" where few are, else nothing.

    Boxes to tick and choices that always have a value need no such word.
    """
    fields = [each for each in field.form.visible_fields() if kind_of(each) != "check"]
    needed = sum(each.field.required for each in fields)
    if needed * 2 >= len(fields):
        return "" if field.field.required else "optional"
    return "required" if field.field.required and not _always_chosen(field) else ""


def _always_chosen(field):
    choices = [value for value, _label in getattr(field.field, "choices", ())]
    return bool(choices) and "" not in choices and not field.field.widget.allow_multiple_selected


@register.filter
def first_row(page):
    """The number of the first row on an `api.paging.Page`."""
    return (page.number - 1) * page.per_page + 1


@register.filter
def last_row(page):
    """The number of the last row on an `api.paging.Page`."""
    return min(page.number * page.per_page, page.total)


@register.filter
def numbers(page):
    """The page numbers to offer, None for a gap: 1 … 4 5 6 … 13."""
    near = {1, page.last, page.number - 1, page.number, page.number + 1}
    shown, before = [], 0
    for n in sorted(n for n in near if 1 <= n <= page.last):
        shown += [n] if n == before + 1 else [None, n]
        before = n
    return shown
