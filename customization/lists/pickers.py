"""Filter chips: how a set filter reads, and what one picks it from."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Member

from ..models import Option, Tag


def people(member):
    """The active people and integrations of the member's organization as choices, by name."""
    found = Member.objects.visible_to(member).filter(is_active=True).select_related("user")
    return sorted(((str(one.pk), one.full_name) for one in found), key=lambda pair: str(pair[1]).casefold())


@dataclass(frozen=True)
class Picker:
    """A filter one can add. `names` are its parameters; `part` the template of its form fields."""

    name: str
    label: str
    part = "customization/lists/_pick_text.html"

    @property
    def names(self):
        return (self.name,)

    def options(self, member):
        """(value, label) pairs to pick from."""
        return []

    def words(self, active, member):
        """How the set filter reads after its label, or "" if it is not set. `active` are the cleaned filters."""
        return str(active.get(self.name, ""))

    def pick(self, typed, member):
        """The typed form fields as parameters: ({name: [values]}, a sentence of what is wrong or "")."""
        return {name: [text for text in typed.getlist(name) if text.strip()] for name in self.names}, ""

    def field(self, params, member):
        """What the form shows: the picker with what is picked now."""
        return {"picker": self, "picked": params.getlist(self.name), "options": self.options(member)}


@dataclass(frozen=True)
class ChoicePicker(Picker):
    """One of a few fixed choices."""

    choices: tuple = ()
    part = "customization/lists/_pick_one.html"

    def options(self, member):
        return [(value, label) for value, label in self.choices]

    def words(self, active, member):
        return _("is %(value)s") % {"value": dict(self.choices)[active[self.name]]} if self.name in active else ""


def any_of(texts):
    return _("is %(values)s") % {"values": _(" or ").join(texts)}


@dataclass(frozen=True)
class SuggestedPicker(Picker):
    """Several of the organization's options; also others that are picked already."""

    category: str = ""
    part = "customization/lists/_pick_many.html"

    def options(self, member):
        return [(value, value) for value in Option.values_of(self.category, member=member)]

    def words(self, active, member):
        return any_of(active[self.name]) if self.name in active else ""

    def field(self, params, member):
        shown = super().field(params, member)
        known = {value for value, _label in shown["options"]}
        shown["options"] += [(text, text) for text in shown["picked"] if text not in known]
        return shown


@dataclass(frozen=True)
class TagPicker(SuggestedPicker):
    """Several of the organization's tags."""

    def options(self, member):
        return [(tag.name, tag.name) for tag in Tag.objects.visible_to(member)[:200]]


@dataclass(frozen=True)
class OwnerPicker(Picker):
    """Me, nobody, or somebody of the organization; or my teams."""

    name: str = "assigned_to"
    label: str = gettext_lazy("Owner")
    part = "customization/lists/_pick_one.html"

    @property
    def names(self):
        return ("assigned_to", "scope")

    def options(self, member):
        return [("me", _("Me")), ("none", _("Nobody")), ("team", _("My teams")), *people(member)]

    def words(self, active, member):
        scopes = {"me": _("is me"), "team": _("is in my teams"), "company": _("is anybody")}
        owner = active.get("assigned_to")
        if owner is None:
            return scopes.get(active.get("scope"), "")
        if owner in ("me", member.pk):
            return _("is me")
        if owner == "none":
            return _("is nobody")
        found = Member.objects.visible_to(member).filter(pk=owner).select_related("user").first()
        return _("is %(value)s") % {"value": found.full_name if found else _("somebody unknown")}

    def pick(self, typed, member):
        owner = typed.get("assigned_to", "")
        return ({"scope": ["team"]} if owner == "team" else {"assigned_to": [owner] if owner else []}), ""

    def field(self, params, member):
        shown = super().field(params, member)
        if params.get("scope") and not shown["picked"]:
            shown["picked"] = [params["scope"]]
        return shown


@dataclass(frozen=True)
class DatesPicker(Picker):
    """A range of days, open at either end; where there are several `which`, (value, label) pairs, of the one picked.
    The first is meant where none is."""

    which: tuple = ()
    part = "customization/lists/_pick_dates.html"

    @property
    def names(self):
        return ("date_from", "date_to", "date_field") if self.which else ("date_from", "date_to")

    def words(self, active, member):
        words = self._range(active)
        if not words or not self.which:
            return words
        label = dict(self.which).get(active.get("date_field"), self.which[0][1])
        return f"{str(label).lower()} {words}"

    def _range(self, active):
        first, last = (
            date_format(day, "DATE_FORMAT") if day else "" for day in map(active.get, ("date_from", "date_to"))
        )
        if first and last:
            return _("%(first)s to %(last)s") % {"first": first, "last": last}
        if first:
            return _("since %(first)s") % {"first": first}
        return _("until %(last)s") % {"last": last} if last else ""

    def field(self, params, member):
        days = {"first": params.get("date_from", ""), "last": params.get("date_to", "")}
        return {"picker": self, "picked": params.getlist("date_field"), **days}

    def pick(self, typed, member):
        values, error = super().pick(typed, member)
        if not (values["date_from"] or values["date_to"]):
            values.pop("date_field", None)  # of no day there is nothing to say
        return values, error


@dataclass(frozen=True)
class RecordPicker(Picker):
    """A record of another kind, found by its name: a contact's company. `find` takes (text, member) and returns the
    record or None; `suggest` names the URL that completes the text."""

    model: type = None
    find: object = None
    suggest: str = ""
    part = "customization/lists/_pick_record.html"

    def _record(self, pk, member):
        return self.model.objects.visible_to(member).filter(pk=pk).first()

    def words(self, active, member):
        if self.name not in active:
            return ""
        return _("is %(value)s") % {"value": self._record(active[self.name], member) or _("one you cannot see")}

    def pick(self, typed, member):
        text = typed.get(f"{self.name}_text", "").strip()
        if not text:
            return {}, ""
        found = self.find(text, member)
        if found is None:
            return {}, _("No %(noun)s is named “%(text)s”.") % {"noun": self.model._meta.verbose_name, "text": text}
        return {self.name: [str(found.pk)]}, ""

    def field(self, params, member):
        pk = params.get(self.name, "")
        found = self._record(pk, member) if pk.isascii() and pk.isdigit() else None
        return {"picker": self, "picked": [str(found) if found else ""]}
