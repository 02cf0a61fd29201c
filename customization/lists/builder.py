"""The smart list as it stands in the builder's form: groups of conditions, finished or not, right or wrong."""

import re
from functools import cached_property

from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from ..models import CustomField
from ..shape import shape_of
from ..smart.query import QueryRefused, read_query
from ..smart.vocabulary import fields_of
from .controls import MOST_TO_PICK, control_of
from .rows import MOST_ROWS, Drawn, Group, Row, group_of, typed_row

ABOUT_ACTIVITY = ("last_activity_at", "open_deals_count", "has_open_task", "stage_since")
CHOSEN = mark_safe(" selected")
PLACE = re.compile(r"query\.groups\[(\d+)\](?:\.conditions\[(\d+)\])?")


class Builder:
    """The groups of one list of `kind` that `member` is building."""

    def __init__(self, groups, *, kind, member, error=""):
        self.groups, self.kind, self.member, self.error = groups or [Group([Row()])], kind, member, error
        self.number()

    # -- where the conditions come from ---------------------------------------------------------------

    @classmethod
    def of(cls, query, *, kind, member):
        """The form of a query as JSON, which may be broken or no query at all: what makes no sense is still shown."""
        groups = query.get("groups") if isinstance(query, dict) else None
        groups = [group_of(group) for group in groups] if isinstance(groups, list) else []
        return cls(groups[:MOST_ROWS], kind=kind, member=member)

    @classmethod
    def typed(cls, typed, *, kind, member):
        """The form as it was sent."""
        groups = {place: Group() for place in typed.getlist("group")[:MOST_ROWS]}
        for place in typed.getlist("row")[:MOST_ROWS]:
            if place.partition("-")[0] in groups:
                groups[place.partition("-")[0]].rows.append(typed_row(typed, place))
        builder = cls(list(groups.values()), kind=kind, member=member)
        for row in builder.rows:
            builder._follow(row)
        return builder

    def _follow(self, row):
        """Fit a row to its field: one that was just chosen has an operator of its own, and no value yet."""
        chosen = self.field(row.field)
        if row.was != row.field:
            row.texts = []
        if chosen and row.op not in chosen.operators and (row.was != row.field or not row.op):
            row.op = next(iter(chosen.operators))

    # -- what it is asked to do ---------------------------------------------------------------------

    def act(self, asked):
        """Add or remove what a button named: `add-group`, `add:0`, `remove:0-2`, `remove-group:0`."""
        act, _colon, place = asked.partition(":")
        group = next((group for group in self.groups if group.place == place.partition("-")[0]), None)
        if act == "add-group":
            self.groups.append(Group([Row(is_new=True)]))
        elif act == "add" and group:
            group.rows.append(Row(is_new=True))
        elif act == "remove-group" and group:
            self.groups.remove(group)
        elif act == "remove" and group:
            self._remove(group, place)
        self.groups = self.groups or [Group([Row(is_new=True)])]
        self.number()

    def _remove(self, group, place):
        at = next((number for number, row in enumerate(group.rows) if row.place == place), None)
        if at is None:
            return
        del group.rows[at]
        if group.rows:
            group.rows[min(at, len(group.rows) - 1)].is_new = True  # where the keyboard goes on
        else:
            self.groups.remove(group)

    def number(self):
        """Name each place anew."""
        for number, group in enumerate(self.groups):
            group.place = str(number)
            for at, row in enumerate(group.rows):
                row.place = f"{number}-{at}"

    # -- what it comes to ---------------------------------------------------------------------------

    @property
    def rows(self):
        return [row for group in self.groups for row in group.rows]

    @property
    def conditions_count(self):
        return sum(1 for row in self.rows if row.field)

    def query(self, finished_only=False):
        """The query as JSON, without blank rows and, if asked, without those that still lack a value."""
        return {
            "groups": [{"conditions": [self._sent(row) for row in rows]} for _g, rows in self._meant(finished_only)]
        }

    def _meant(self, finished_only=False):
        """(group, its rows that count) of the groups that count, in order."""
        meant = []
        for group in self.groups:
            rows = [row for row in group.rows if row.field and (not finished_only or self._is_finished(row))]
            if rows or not group.rows:
                meant.append((group, rows))
        return meant

    def _is_finished(self, row):
        control = self.control(row)
        return control is None or control.holds(row.texts)

    def _sent(self, row):
        control = self.control(row)
        value = control.read(row.texts) if control else (row.texts[0] if row.texts else None)
        return {"field": row.field, "op": row.op} | ({} if control and control.name == "none" else {"value": value})

    def check(self, finished_only=False):
        """The `Query`, or None where something is wrong, which then stands at its row, group or the whole."""
        meant = self._meant(finished_only)
        if not finished_only:
            for row in self.rows:
                if row.field and self.field(row.field) and not self._is_finished(row):
                    row.error = _("Say what to compare with.")
        try:
            query = read_query(self.query(finished_only), kind=self.kind, member=self.member)
        except QueryRefused as refusal:
            self._mark(refusal.errors, meant)
            return None
        return None if any(row.error for row in self.rows) else query

    def _mark(self, errors, meant):
        for path, sentences in errors.items():
            found = PLACE.match(path)
            sentence = " ".join(map(str, sentences))
            at = int(found[1]) if found else len(meant)
            if at >= len(meant):
                self.error = self.error or sentence
                continue
            group, rows = meant[at]
            wrong = rows[int(found[2])] if found[2] and int(found[2]) < len(rows) else group
            wrong.error = wrong.error or sentence

    @property
    def is_wrong(self):
        return bool(self.error) or any(group.error or any(row.error for row in group.rows) for group in self.groups)

    # -- what it is drawn from ----------------------------------------------------------------------

    @cached_property
    def fields(self):
        """`{name: SmartField}` of this kind."""
        return fields_of(self.kind, self.member)

    def field(self, name):
        return self.fields.get(name)

    @cached_property
    def _choices(self):
        return {}

    def choices(self, name):
        """What a field offers, [(value, label)], asked for once; empty where anything may be typed."""
        if name not in self._choices:
            chosen = self.fields.get(name)
            offered = chosen.choices(self.member) if chosen else []
            if chosen and chosen.type == "member":
                offered = [("me", _("Me")), ("none", _("Nobody")), *offered]
            self._choices[name] = [(str(value), str(label)) for value, label in offered or ()][:MOST_TO_PICK]
        return self._choices[name]

    def control(self, row):
        """The `Control` of a row's value, None while field or operator are none that are known."""
        chosen = self.field(row.field)
        if chosen is None or row.op not in chosen.operators:
            return None
        return control_of(chosen, row.op, bool(self.choices(row.field)))

    def field_options(self, chosen):
        """The options of a field picker in which the field `chosen` is chosen."""
        return format_html_join("", '<optgroup label="{}">{}</optgroup>', self._drawn_headings(chosen))

    def _drawn_headings(self, chosen):
        for heading, fields in self.headings:
            parts = ((name, CHOSEN if name == chosen else "", label) for name, label in fields)
            yield heading, format_html_join("", '<option value="{}"{}>{}</option>', parts)

    @cached_property
    def headings(self):
        """The fields under their headings: the record's own, of what is about it, of each folder of custom fields."""
        folders = {
            shape.name: folder for folder, shapes in shape_of(self.member).folders(self.kind) for shape in shapes
        }
        headings = {}
        for name, one in self.fields.items():
            about = _("Activity") if name in ABOUT_ACTIVITY else dict(CustomField.ENTITIES)[self.kind]
            heading = folders.get(name) or str(one.section) or about
            headings.setdefault(heading, []).append((name, one.label))
        return list(headings.items())

    def drawn(self, row):
        """A `Drawn` row for the templates."""
        return Drawn(self, row)
