"""The small words of the templates: icons, faces, times, numbers, where one is."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from customization.drawing import HUES, ago, face, icon, initials, number, spoken

__all__ = ["HUES", "ago", "face", "icon", "initials", "number", "spoken"]  # drawn in Python too, where rows are many

register = template.Library()
for tag in (icon, face):
    register.simple_tag(tag)
for word in (initials, ago, number):
    register.filter(word)


@register.simple_tag(takes_context=True)
def active(context, *paths):
    """`aria-current="page"` when the page is one of `paths` or below it ("/" only when it is exactly that)."""
    here = context["request"].path if "request" in context else ""
    if any(here == path or (path != "/" and here.startswith(f"{path.rstrip('/')}/")) for path in paths):
        return mark_safe('aria-current="page"')
    return ""


@register.filter
def breakable(address):
    """An address of mail that is broken behind its @, where it does not fit on one line, before it is anywhere else."""
    name, at, host = str(address).rpartition("@")
    return format_html("{}{}<wbr>{}", name, at, host) if at else address


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


@register.filter
def refused(form):
    """The fields that a person sees of `form` and has to look at again."""
    return [field for field in form.visible_fields() if field.errors]


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
