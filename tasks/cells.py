"""Cells of the list of tasks, and how a due moment is drawn."""

import datetime

from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from contacts.cells import LINK
from customization.drawing import icon

PRIORITY_LOOKS = {"high": "warm", "medium": "", "low": ""}
KIND_ICONS = {"contact": "user", "company": "building-2", "lead": "funnel", "deal": "handshake"}


def draw_title(task, _reader):
    look = "title done" if task.is_done else "title"
    return format_html('<a class="{}" hx-boost="false" href="{}">{}</a>', look, task.get_absolute_url(), task)


def draw_about(task, _reader=None):
    """The record it is on: a link where its card is open to the reader, its name where they may know it."""
    if task.about is None:
        return ""
    if not task.about.name:
        return format_html('<span class="faint">{}</span>', _("private"))
    shown = format_html(LINK, task.about.url, task.about.name) if task.about.url else task.about.name
    return format_html('<span class="about">{}{}</span>', icon(KIND_ICONS[task.about.kind], size="small"), shown)


def draw_priority(task, _reader=None):
    if task.priority == "medium":
        return ""
    return format_html('<span class="tag {}">{}</span>', PRIORITY_LOOKS[task.priority], task.get_priority_display())


def draw_priority_cell(task, _reader):
    return format_html('<span class="tag {}">{}</span>', PRIORITY_LOOKS[task.priority], task.get_priority_display())


def draw_status(task, _reader):
    look = "good" if task.is_done else ""
    return format_html('<span class="tag {}">{}</span>', look, task.get_status_display())


def draw_due(task, _reader=None):
    """Day and hour in as few words as possible; red where it is late."""
    if task.due_date is None:
        return ""
    look = "due late" if task.is_overdue(timezone.localtime()) else "due"
    return format_html('<time class="{}" datetime="{}">{}</time>', look, task.due_date.isoformat(), due_words(task))


def due_words(task):
    """ "today 14:00", "Fri 27 Nov"; the hour is the assignee's, as they set it."""
    words = day_words(task.due_date, timezone.localdate())
    return f"{words} {task.due_time:%H:%M}" if task.due_time else words


def day_words(day, today):
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    if (day - today).days in near:
        return near[(day - today).days]
    if datetime.timedelta() < day - today < datetime.timedelta(days=7):
        return formats.date_format(day, "D j M")
    return formats.date_format(day, "j M" if day.year == today.year else "j M Y")
