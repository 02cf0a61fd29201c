"""What the list of deals is narrowed and sorted by: on the page, on the board, in the API, for an export."""

import datetime

import django_filters as df
from django import forms
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from accounts.ownership import named_to
from api.fields import whole_number
from api.filters import IdFilter, ManyTextsFilter, midnight
from contacts.filters import OWNER, TaggedListFilter

from .models import Deal


class Ids(forms.Field):
    """Ids from a text with commas between them, `"3,5"`; comes out as a list."""

    MOST = 100
    default_error_messages = {
        "invalid": _("Give ids with commas between them, such as 3,5."),
        "too_many": _("Give at most %(most)s ids."),
    }

    def clean(self, value):
        parts = [part.strip() for part in str(value or "").split(",") if part.strip()]
        if len(parts) > self.MOST:
            raise forms.ValidationError(self.error_messages["too_many"] % {"most": self.MOST})
        ids = [whole_number(part) for part in parts]
        if None in ids:
            raise forms.ValidationError(self.error_messages["invalid"])
        return ids


class IdsFilter(df.Filter):
    """Matches the records with any of a few ids: `?stage_ids=3,5`."""

    field_class = Ids

    def __init__(self, *args, **kwargs):
        super().__init__(*args, lookup_expr="in", **kwargs)


class DealFilter(TaggedListFilter):
    """Deals by words, stage, outcome, contact, company, owner, tag, source, reason and day.

    Empty values come last in either direction. A contact or company that is private to somebody else neither narrows
    nor sorts: its place would tell its name.
    """

    SORTS = {
        "title": ("name_key",),
        "name": ("name_key",),
        "contact_name": ("contact__name_key",),
        "company_name": ("company__name_key",),
        "stage_name": ("stage__name_key",),
        "stage": ("stage__pipeline__position", "stage__pipeline_id", "stage__position"),
        "value": ("value",),
        "expected_close_date": ("expected_close_date",),
        "closed_at": ("closed_at",),
        "assigned_to_name": OWNER,
        "created_at": ("created_at",),
        "updated_at": ("updated_at",),
    }
    MAY_BE_EMPTY = ("value", "expected_close_date", "closed_at")
    MAY_BE_HIDDEN = ("contact__name_key", "company__name_key")
    DATES = [
        ("expected_close_date", _("Expected close")),
        ("closed_at", _("Closed")),
        ("created_at", _("Created")),
    ]
    OUTCOMES = [("1", _("Won")), ("0", _("Lost"))]

    status = df.ChoiceFilter(choices=Deal.STATUSES, label=_("Status"))
    won = df.ChoiceFilter(method="filter_won", choices=OUTCOMES, label=_("Won or lost"))
    stage_id = IdFilter(field_name="stage", label=_("Stage"))
    stage_ids = IdsFilter(field_name="stage", label=_("Stages"))
    pipeline_id = IdFilter(field_name="stage__pipeline", label=_("Pipeline"))
    contact_id = IdFilter(method="filter_contact", label=_("Contact"))
    company_id = IdFilter(method="filter_company", label=_("Company"))
    source = ManyTextsFilter(label=_("Source"))
    loss_reason = ManyTextsFilter(label=_("Loss reason"))
    undated = df.ChoiceFilter(method="filter_undated", choices=[("1", _("Not set"))], label=_("Expected close"))
    date_field = df.ChoiceFilter(method="filter_date_field", choices=DATES, label=_("Which day"))

    def sort_keys(self, sign):
        if self.sort_by not in self.SORTS:
            return super().sort_keys(sign)
        return [self._ordered_by(column, sign) for column in self.SORTS[self.sort_by]]

    def _ordered_by(self, column, sign):
        """What `order_by` takes for one column; expressions need no annotation, so that any statement can use them."""
        if column in self.MAY_BE_EMPTY:
            key = F(column)
            return key.desc(nulls_last=True) if sign else key.asc(nulls_last=True)
        if column in self.MAY_BE_HIDDEN:
            named = named_to(self.member, column.removesuffix("name_key"))
            key = Case(When(named, then=F(column)), default=Value(""))
            return key.desc() if sign else key.asc()
        return sign + column

    # -- what each filter asks ---------------------------------------------------------------------

    def filter_search(self, queryset, _name, text):
        return queryset.search(text, self.member)

    def filter_won(self, queryset, _name, won):
        return queryset.filter(status=Deal.WON if won == "1" else Deal.LOST)

    def filter_contact(self, queryset, _name, pk):
        return queryset.filter(Q(contact=pk) & named_to(self.member, "contact__"))

    def filter_company(self, queryset, _name, pk):
        return queryset.filter(Q(company=pk) & named_to(self.member, "company__"))

    def filter_undated(self, queryset, _name, _yes):
        return queryset.filter(expected_close_date=None)

    def filter_date_field(self, queryset, _name, _field):
        return queryset  # said to `date_from` and `date_to`

    def filter_date_from(self, queryset, _name, day):
        return queryset.filter(**{f"{self.dated_by}__gte": self._begin(day)})

    def filter_date_to(self, queryset, _name, day):
        return queryset.filter(**{f"{self.dated_by}__lt": self._begin(day + datetime.timedelta(days=1))})

    @property
    def dated_by(self):
        """The column that `date_from` and `date_to` ask for."""
        return self.form.cleaned_data.get("date_field") or "expected_close_date"

    def _begin(self, day):
        """`day` as the date column compares it; a closing day begins at midnight UTC wherever the reader is."""
        if self.dated_by == "expected_close_date":
            return day
        if self.dated_by == "closed_at":
            return datetime.datetime.combine(day, datetime.time.min, tzinfo=datetime.UTC)
        return midnight(day)
