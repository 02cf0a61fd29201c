"""The timeline's own sources: notes, and what changed."""

import datetime
import json
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import DateField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .mentions import Names
from .models import Change
from .timeline import Entry, Source
from .undo import may_undo

DOORS = {
    "page": "",
    "api": gettext_lazy("API"),
    "key": gettext_lazy("API key"),
    "company": gettext_lazy("company token"),
    "admin": gettext_lazy("admin"),
    "form": gettext_lazy("web form"),
    "system": gettext_lazy("system"),
}


def notes_source(model):
    """A `Source` of the notes of one model (a concrete `Note`)."""

    def entries(record, member, before, most):
        notes = model.objects.visible_to(member).filter(**{model.PARENT: record})
        notes = notes.filter(before.older("notes", "created_at", "pk")) if before else notes
        notes = list(notes.select_related("created_by__user").order_by("-created_at", "-pk")[:most])
        names = Names(member.organization_id)
        for note in notes:
            note.marked = names.marked(note.content)
        return [Entry(note.created_at, "notes", note.pk, "activity/_told_note.html", note) for note in notes]

    return Source("notes", gettext_lazy("Notes"), entries)


def changes_of(record, member, before, most):
    """Entries of what was made and changed, each with its fields in words."""
    changes = Change.objects.visible_to(member).filter(kind=record.KIND, record_id=record.pk)
    changes = changes.filter(before.older("changes", "act__at", "pk")) if before else changes
    changes = changes.select_related("act__member__user").defer("snapshot").order_by("-act__at", "-pk")[:most]
    if record.organization_id == member.organization_id:
        record.organization = member.organization  # at hand, for words that an organization chose
    told = [Told(change, record, may_undo(change.act, member)) for change in changes]
    name_references(told, member)
    return [Entry(one.change.act.at, "changes", one.change.pk, "activity/_told_change.html", one) for one in told]


CHANGES = Source("changes", gettext_lazy("Changes"), changes_of)


@dataclass
class Difference:
    """One field, from what to what, in words."""

    name: str
    label: str
    old: str
    new: str


class Told:
    """A change as it is told on a card."""

    def __init__(self, change, record, is_undoable):
        self.change, self.record, self.act = change, record, change.act
        self.is_undoable = is_undoable and change.action != Change.CREATED and change.act.undo_of_id is None
        self.differences = [self._difference(*pair) for pair in change.fields.items() if pair[0] not in record.UNTOLD]

    def _difference(self, name, values):
        old, new = (_in_words(self.record, name, value) for value in values)
        return Difference(name, label_of(self.record, name), old, new)

    @property
    def door(self):
        """Through which door, in words; "" for the pages themselves."""
        return DOORS.get(self.act.door, self.act.door)

    @property
    def others(self):
        """How many other records the same act touched."""
        return max(self.act.changes_count - 1, 0)


def label_of(record, name):
    """A tracked attribute's name as people know it."""
    if name == "tags":
        return _("Tags")
    label = record.label_of(name)
    if label is not None:
        return label
    field = next((f for f in record._meta.concrete_fields if name in (f.attname, f.name)), None)
    return capfirst(str(field.verbose_name)) if field else name


def _in_words(record, name, value):
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return object_in_words(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None or value == "":
        return ""
    words = record.in_words(name, value)
    if words is not None:
        return words
    field = next((f for f in record._meta.concrete_fields if f.attname == name), None)
    if isinstance(field, DateField):
        return _on(field.to_python(value))
    choices = dict(field.flatchoices) if field else {}
    return str(choices.get(value, value))


def object_in_words(value):
    """An object of JSON in one line: `plan: gold, seats: 3`."""
    return ", ".join(
        f"{name}: {inner if isinstance(inner, str) else json.dumps(inner)}" for name, inner in value.items()
    )


def _on(when):
    """A date or a time in words."""
    if isinstance(when, datetime.datetime):
        return date_format(timezone.localtime(when), "DATETIME_FORMAT")
    return date_format(when, "DATE_FORMAT")


def name_references(told, member):
    """Turn the foreign keys among the differences into names: one query for each field that occurs."""
    wanted = defaultdict(set)
    for one in told:
        for difference in one.differences:
            if _is_reference(type(one.record), difference.name):
                wanted[difference.name] |= {value for value in (difference.old, difference.new) if value}
    if not any(wanted.values()):
        return
    names = {name: _names(type(told[0].record), name, ids, member) for name, ids in wanted.items() if ids}
    for one in told:
        for difference in one.differences:
            known = names.get(difference.name)
            if known is not None:
                difference.old = known.get(difference.old, _("one that is gone")) if difference.old else ""
                difference.new = known.get(difference.new, _("one that is gone")) if difference.new else ""


def _is_reference(model, name):
    """Whether a tracked attribute is a foreign key's: `external_id` is none."""
    return any(field.attname == name and field.is_relation for field in model._meta.concrete_fields)


def _names(model, attribute, ids, member):
    field = next(f for f in model._meta.concrete_fields if f.attname == attribute)
    records = field.related_model.objects.visible_to(member).filter(pk__in=[int(pk) for pk in ids])
    if field.related_model._meta.label == "accounts.Member":
        records = records.select_related("user")
    return {str(record.pk): str(record) for record in records}
