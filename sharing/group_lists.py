"""What groups bring to the list of contacts: a filter, a column, and what is done to many."""

from collections import defaultdict
from dataclasses import dataclass

import django_filters as df
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity import recording
from api.filters import ManyTexts
from customization.lists import Addition, BulkAct, Column
from customization.lists.pickers import Picker, any_of

from .group_forms import PickGroupForm, PickOrNameForm
from .group_smart import is_in, own_groups
from .grouping import EMPTIED, FILLED, GroupRefused, group_called, put_all_in, take_all_out
from .models import Group, Grouped


class GroupsField(ManyTexts):
    """Ids of the member's own groups, one or several; comes out as numbers."""

    def __init__(self, *, member=None, **options):
        self.member = member
        super().__init__(**options)

    def clean(self, value):
        texts = super().clean(value)
        if any(not (text.isascii() and text.isdigit() and len(text) < 19) for text in texts):
            raise forms.ValidationError(_("Give the id of a group."))
        ids = sorted({int(text) for text in texts})
        if ids and Group.objects.visible_to(self.member).filter(pk__in=ids).count() < len(ids):
            raise forms.ValidationError(_("You have no such group."))
        return ids


class GroupFilter(df.Filter):
    """Contacts in any of several groups of the member's: `?group=3&group=4`."""

    field_class = GroupsField

    @property
    def field(self):
        if not hasattr(self, "_field"):
            asked = getattr(self, "parent", None)  # none where only the description of the API asks
            self._field = GroupsField(label=self.label, required=False, member=asked and asked.member)
        return self._field

    def filter(self, queryset, ids):
        return queryset.filter(is_in(ids, self.parent.member)) if ids else queryset


@dataclass(frozen=True)
class GroupPicker(Picker):
    """Several of the member's groups."""

    part = "customization/lists/_pick_many.html"

    def options(self, member):
        return [(str(pk), name) for pk, name in own_groups(member)]

    def words(self, active, member):
        if self.name not in active:
            return ""
        names = dict(own_groups(member))
        return any_of(names[pk] for pk in active[self.name] if pk in names)


def fetch_groups(contacts, member):
    """Give each contact its `own_groups`, those of the member's that it is in. One query."""
    rows = Grouped.objects.visible_to(member).filter(contact__in=[contact.pk for contact in contacts])
    found = defaultdict(list)
    for row in rows.select_related("group").order_by("group__key"):
        found[row.contact_id].append(row.group)
    for contact in contacts:
        contact.own_groups = found[contact.pk]


def draw_groups(contact, _reader):
    groups = ((group.color, group.name) for group in contact.own_groups)
    return format_html_join("", '<span class="tag {}">{}</span> ', groups)


@dataclass(frozen=True)
class PutInGroup(BulkAct):
    """Puts contacts into a group, which is made if it is new."""

    name: str = "group"
    label: str = gettext_lazy("Add to group…")
    icon: str = "users-round"
    save: str = gettext_lazy("Add to group")
    said: str = gettext_lazy("%(count)s %(nouns)s added to the group.")
    form = PickOrNameForm

    @transaction.atomic
    def run(self, records, form, *, by, act=None):
        act = act or recording.open_act(FILLED, by=by)
        group = _named(form.wanted_name, by) if form.wanted_name else form.chosen
        put_all_in(group, records, by=by, act=act)
        return act


@dataclass(frozen=True)
class TakeOutOfGroup(BulkAct):
    """Takes contacts out of a group."""

    name: str = "ungroup"
    label: str = gettext_lazy("Take out of group…")
    icon: str = "users-round"
    save: str = gettext_lazy("Take out")
    said: str = gettext_lazy("%(count)s %(nouns)s taken out of the group.")
    form = PickGroupForm

    @transaction.atomic
    def run(self, records, form, *, by, act=None):
        act = act or recording.open_act(EMPTIED, by=by)
        take_all_out(form.chosen, records, by=by, act=act)
        return act


def _named(name, by):
    try:
        return group_called(name, by=by)
    except GroupRefused as refusal:
        raise ValidationError(str(refusal)) from refusal


ADDITION = Addition(
    columns=(Column("groups", gettext_lazy("Groups"), draws=draw_groups, fetches=fetch_groups, is_default=False),),
    pickers=(GroupPicker("group", gettext_lazy("Group")),),
    acts=(PutInGroup(), TakeOutOfGroup()),
)
