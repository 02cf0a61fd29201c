"""Somebody is mentioned in a note."""

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from .things import hidden, record_need, record_of

QUOTED = 140  # characters of the note


def needs(notification):
    """The record, the note, and who wrote it."""
    facts = notification.facts
    author = [("accounts.member", facts["by"])] if facts.get("by") else []
    return [*record_need(notification), (facts["model"], facts["note"]), *author]


def say(notification, sight):
    """Who wrote, on what, and how the note begins."""
    facts = notification.facts
    record, note = record_of(notification, sight), sight.of(facts["model"], facts["note"])
    if record is None or note is None:
        return hidden(_("You were mentioned in a note"))
    by = sight.of("accounts.member", facts.get("by"))
    return {
        "title": _("%(who)s mentioned you on %(name)s")
        % {"who": by.full_name if by else _("Somebody"), "name": record},
        "text": Truncator(" ".join(note.content.split())).chars(QUOTED),
        "url": record.get_absolute_url(),
    }
