"""What pages say of a run in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .mapping import defaultable, fields_of


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


def gist(cells, mapping):
    """What a row holds in the columns that are used, in one line."""
    texts = (" ".join(cell.split()) for cell, field in zip(cells, mapping, strict=False) if field)
    return " · ".join(text for text in texts if text)


def reasons(transfer, errors, cells):
    """`[(label of the field, what its cell holds, why not), …]` of a refused row; both are "" for the row as a whole."""
    labels = fields_of(transfer.of.resource_class, transfer.custom_fields)
    held = {field: cell for cell, field in zip(cells, transfer.mapping, strict=False) if field}
    return [
        (labels.get(name, "" if name == "row" else name), held.get(name, ""), text) for name, text in errors.items()
    ]


def asked_for(transfer):
    """The terms of an import, each in a few words."""
    resource = transfer.of.resource_class
    key = transfer.match_by or next(iter(resource.MATCHES))
    told = [
        transfer.get_mode_display(),
        _("found by: %s") % resource.MATCHES.get(key, key),
        transfer.get_blank_display(),
    ]
    given = [name for name in defaultable(resource) if name in transfer.defaults]  # a database may keep another order
    return told + [f"{resource.label_of(name)}: {transfer.defaults[name]}" for name in given]
