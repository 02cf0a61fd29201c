"""An import, or a large export, is finished or has failed."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from .things import hidden

LABEL = "transfers.transfer"


def needs(notification):
    """The import or export."""
    return [(LABEL, notification.record_id)]


def say(notification, sight):
    """What became of it, in numbers."""
    transfer = sight.of(LABEL, notification.record_id)
    if transfer is None:
        return hidden(_("An import or export is finished"))
    has_failed = transfer.status == transfer.FAILED
    words = {"url": transfer.get_absolute_url(), "icon": "triangle-alert" if has_failed else "file-up"}
    if transfer.direction == transfer.EXPORT:
        title = _("The export “%(name)s” failed") if has_failed else _("The export “%(name)s” is ready")
        return {**words, "title": title % {"name": transfer}, "text": transfer.failure if has_failed else ""}
    title = _("The import of “%(name)s” failed") if has_failed else _("“%(name)s” is imported")
    return {
        **words,
        "title": title % {"name": transfer},
        "text": transfer.failure if has_failed else _numbers(transfer),
    }


def _numbers(transfer):
    counts = [
        (transfer.created, _("%s new")),
        (transfer.updated, _("%s changed")),
        (transfer.unchanged, _("%s unchanged")),
        (transfer.refused, _("%s refused")),
    ]
    return ", ".join(text % number_format(count, use_l10n=True, force_grouping=True) for count, text in counts if count)
