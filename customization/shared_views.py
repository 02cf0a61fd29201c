"""The views of a list that everybody in an organization sees, given and replaced as one set."""

import unicodedata
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.locks import hold_name

from .lists.chips import Chips, query_of
from .lists.tabs import filters_of
from .models import SavedView
from .smart.query import QueryRefused, read_query

MOST = 200
MOST_COLUMNS = 100
LONGEST_COLUMN = 60
FIELDS = ("name", "params", "query", "columns", "sort_by", "sort_dir", "position", "updated_at")


@dataclass
class WantedView:
    """A view as it is to be. `pk` names one that is there; without it one of the same name is meant, else a new one.
    `query` and `columns` are as they came in."""

    name: object
    pk: int | None = None
    query: object = None
    columns: object = field(default_factory=list)
    sort_by: str = ""
    sort_dir: str = "ASC"


def shared_views(kind, member):
    """The shared views of the list `kind`, in their order, each with its maker at hand. One query."""
    return SavedView.objects.visible_to(member).filter(kind=kind, is_shared=True).tabs()


@transaction.atomic
def replace_shared_views(kind, wanted, *, by):
    """Let the `WantedView`s be the shared views of the list `kind`, in this order; those not wanted are deleted. What
    people keep for themselves is not touched.

    Who may not change a view (its maker may, and admins) can only leave it as it is: else PermissionDenied. Raises
    ValidationError by path, `views[1].query.groups[0]…`, for all that is wrong, and then changes nothing.
    """
    hold_name(by.organization_id, f"shared views {kind}")
    there = list(shared_views(kind, by))
    reader = _Reader(kind, there, by)
    views = reader.read(wanted)
    going = [view for view in there if view not in views]
    if not all(view.is_changed_by(by) for view in going):
        raise PermissionDenied(_("You can only take away the views that you have made yourself. Ask an admin."))
    SavedView.objects.filter(pk__in=[view.pk for view in going]).delete()
    SavedView.objects.bulk_update([view for view in views if view.pk], FIELDS)
    SavedView.objects.bulk_create([view for view in views if not view.pk])


class _Reader:
    """Makes saved views of what is wanted, and gathers what is wrong with it."""

    def __init__(self, kind, there, by):
        self.kind, self.there, self.by = kind, {view.pk: view for view in there}, by
        self.errors, self.now = {}, timezone.now()

    def read(self, wanted):
        if len(wanted) > MOST:
            raise ValidationError({"views": [_("There are at most %(most)s shared views.") % {"most": MOST}]})
        matched = self._matched(wanted)
        views = [self._view(f"views[{n}]", each, matched[n]) for n, each in enumerate(wanted)]
        if self.errors:
            raise ValidationError(self.errors)
        for position, view in enumerate(views):
            view.position = position
        return views

    def _matched(self, wanted):
        """For each wanted view the one that is there, or None: by id, then by name, each once."""
        free = dict(self.there)
        found = [free.pop(each.pk, None) if each.pk else None for each in wanted]
        for number, each in enumerate(wanted):
            if each.pk and found[number] is None:
                self.errors[f"views[{number}].id"] = [_("There is no such shared view, or it is named twice.")]
            elif found[number] is None:
                same = next((pk for pk, view in free.items() if view.name == each.name), None)
                found[number] = free.pop(same, None)
        return found

    def _view(self, path, wanted, view):
        before = view and _state(view)
        view = view or SavedView(
            organization_id=self.by.organization_id, kind=self.kind, created_by=self.by, is_shared=True
        )
        view.name = self._checked(f"{path}.name", _name, wanted.name)
        view.columns = self._checked(f"{path}.columns", _columns, wanted.columns)
        view.sort_by, view.sort_dir = wanted.sort_by, wanted.sort_dir
        if view.pk is None or wanted.query != query_of(view, self.by):
            self._ask(f"{path}.query", wanted.query, view)
        if before and before != _state(view) and not self.errors:
            if not view.is_changed_by(self.by):
                raise PermissionDenied(_("“%(name)s” is not yours to change. Ask an admin.") % {"name": before[0]})
            view.updated_at = self.now
        return view

    def _ask(self, path, raw, view):
        """Give the view a query; filters of it that the old query said go with that."""
        try:
            query = read_query(raw, kind=self.kind, member=self.by, path=path)
        except QueryRefused as refusal:
            self.errors |= refusal.errors
            return
        said = Chips(self.kind, filters_of(view), self.by).taken
        view.params = {name: value for name, value in view.params.items() if name not in said}
        view.query = None if raw is None else query.as_json()

    def _checked(self, path, check, value):
        try:
            return check(value)
        except ValidationError as refusal:
            self.errors[path] = list(refusal.messages)
            return value


def _state(view):
    return (view.name, view.params, view.query, view.columns, view.sort_by, view.sort_dir)


def _name(value):
    name = " ".join(_text(value).split())
    if not 0 < len(name) <= SavedView._meta.get_field("name").max_length:
        raise ValidationError(_("Give a name of at most 80 characters."))
    return name


def _columns(value):
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > MOST_COLUMNS:
        raise ValidationError(_("Give a list of at most %(most)s names of columns.") % {"most": MOST_COLUMNS})
    if any(not 0 < len(_text(name)) <= LONGEST_COLUMN or "," in name for name in value):
        raise ValidationError(_("A column is named by at most %(most)s characters.") % {"most": LONGEST_COLUMN})
    return list(dict.fromkeys(value))


def _text(value):
    if not isinstance(value, str) or any(unicodedata.category(letter) in ("Cc", "Cs") for letter in value):
        raise ValidationError(_("Give a text."))
    return value
