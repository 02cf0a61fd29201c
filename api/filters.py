"""The one FilterSet of a list: its page, its API and its export all read it."""

import django_filters as df
from django import forms
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError

from .fields import whole_number

PAGING = {"page", "per_page", "sort_by", "sort_dir"}


class ListFilter(df.FilterSet):
    """Filters plus sorting for one kind of record.

    A subclass declares its filters and `SORTS` (wire name → columns), of which the first is the default. Filters named
    in `TALLIED` are counted from tallies: `total` costs a sum of a few rows instead of a walk over all.
    """

    SORTS: dict = {}
    TALLIED = {"status", "assigned_to"}

    def __init__(self, params, queryset, *, member, request=None):
        self.member = member
        super().__init__(params, queryset=queryset, request=request)

    @property
    def active(self):
        """The filters that are set: `{name: cleaned value}`."""
        if not self.is_valid():
            return {}
        return {n: v for n, v in self.form.cleaned_data.items() if v not in (None, "", [], ()) and n not in PAGING}

    def unknown_params(self, also=()):
        """Parameters that no filter reads; a misspelt filter must not return every row."""
        known = {*self.filters, *PAGING, *also}
        return [name for name in self.data if name not in known]

    def must_be_valid(self, also=()):
        """Raise ValidationError naming each wrong or unknown parameter."""
        errors = {name: _("Unknown parameter.") for name in self.unknown_params(also)}
        if not self.is_valid():
            errors.update({name: messages[0] for name, messages in self.form.errors.items()})
        if (self.data.get("sort_by") or self.default_sort) not in self.SORTS:
            errors["sort_by"] = _("Choose one of: %s.") % ", ".join(self.SORTS)
        if (self.data.get("sort_dir") or "ASC").upper() not in ("ASC", "DESC"):
            errors["sort_dir"] = _("Choose ASC or DESC.")
        if errors:
            raise ValidationError(errors)

    @property
    def default_sort(self):
        return next(iter(self.SORTS))

    @property
    def sort_by(self):
        wanted = self.data.get("sort_by") or self.default_sort
        return wanted if wanted in self.SORTS else self.default_sort

    @property
    def descending(self):
        return (self.data.get("sort_dir") or "ASC").upper() == "DESC"

    def ordered(self):
        """The filtered queryset in the asked order, ties by id in the same direction so that one index serves both."""
        sign = "-" if self.descending else ""
        return self.qs.order_by(*(sign + column for column in (*self.SORTS[self.sort_by], "id")))

    def tally_facts(self):
        """The active filters as tally facts, or None where a tally cannot answer."""
        active = self.active
        if any(name not in self.TALLIED for name in active):
            return None
        return active

    def total(self):
        """How many records match, exactly."""
        facts = self.tally_facts()
        return self.qs.count() if facts is None else self.queryset.model.total(self.member, **facts)


class IdField(forms.CharField):
    """A form field for an id: a whole number of at most 64 bits."""

    default_error_messages = {"invalid": _("Give an id.")}

    def to_python(self, value):
        value = super().to_python(value)
        if not value:
            return None
        number = whole_number(value)
        if number is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return number


class IdFilter(df.Filter):
    """Filters by the id of a related record; an id the member cannot see simply matches nothing."""

    field_class = IdField
