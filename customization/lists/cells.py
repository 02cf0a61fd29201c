"""Cells that every list of owned and tagged records shows."""

from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from ..drawing import ago

NOBODY = mark_safe('<span class="faint">—</span>')


def draw_tags(record, _reader):
    return format_html_join("", '<span class="tag {}">{}</span> ', ((tag.color, tag.name) for tag in record.tags.all()))


def draw_owner(record, reader):
    if record.assigned_to_id is None:
        return NOBODY
    is_own = record.assigned_to_id == reader.member.pk
    return _("You") if is_own else record.assigned_to.full_name


def draw_created(record, _reader):
    return ago(record.created_at)


def draw_updated(record, _reader):
    return ago(record.updated_at)
