"""Records are assigned to somebody, or arrive: one, or many by one act."""

from django.urls import reverse
from django.utils.translation import gettext as _

from customization.lists.registry import list_of

from .things import hidden, many_needs, named, nouns, record_need, record_of, seen_of


def needs(notification):
    """Its records, and who assigned them."""
    by = notification.facts.get("by")
    return [*record_need(notification), *many_needs(notification), *([("accounts.member", by)] if by else [])]


def say(notification, sight):
    """The record, or how many and the first that are seen."""
    is_one = notification.count == 1
    return (_say_one if is_one else _say_many)(notification, sight)


def _say_one(notification, sight):
    record, arrived = record_of(notification, sight), notification.kind == "lead_arrived"
    if record is None:
        return hidden(_("A lead arrived") if arrived else _("Something was assigned to you"))
    if arrived:
        whose = _("yours") if record.assigned_to_id == sight.member.pk else ""
        title = _("New lead: %(name)s") if record.KIND == "lead" else _("New contact: %(name)s")
        text = " · ".join(filter(None, [str(getattr(record, "source", "") or ""), whose]))
        return {"title": title % {"name": record}, "text": text, "url": record.get_absolute_url()}
    return {
        "title": _("%(name)s is assigned to you") % {"name": record},
        "text": _by(notification, sight),
        "url": record.get_absolute_url(),
        "is_settled": record.assigned_to_id != sight.member.pk,
    }


def _say_many(notification, sight):
    count, kind = notification.count, notification.record_kind
    arrived = notification.kind == "lead_arrived"
    title = _("%(nouns)s arrived") if arrived else _("%(nouns)s are assigned to you")
    words = [named(seen_of(notification, sight), count), "" if arrived else _by(notification, sight)]
    return {
        "title": title % {"nouns": nouns(kind, count)},
        "text": " · ".join(filter(None, words)),
        "url": _list_url(kind, arrived),
    }


def _by(notification, sight):
    by = sight.of("accounts.member", notification.facts.get("by"))
    return _("by %(name)s") % {"name": by.full_name} if by else ""


def _list_url(kind, arrived):
    declared = list_of(kind) if kind else None
    if declared is None:
        return reverse("today")
    return declared.url("list") + ("" if arrived else "?assigned_to=me")
