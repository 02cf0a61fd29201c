"""The one FilterSet of a list: its page, its API and its export all read it."""

import datetime

import django_filters as df
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, ProhibitNullCharactersValidator
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError

PAGING = {"page", "per_page", "sort_by", "sort_dir"}
BIGGEST_ID = 2**63 - 1
EMPTY = (None, "", [], ())


class ListFilter(df.FilterSet):
    """Filters plus sorting for one kind of record.

    A subclass declares its filters and `SORTS` (wire name → columns), of which the first is the default. Filters named
    in `TALLIED` are counted from tallies: `total` costs a sum of a few rows instead of a walk over all. So they may
    only ask for what a tally knows too: `assigned_to`, `status`, `is_private`.
    """

    SORTS: dict = {}
    TALLIED = {"status", "assigned_to", "scope"}

    def __init__(self, params, queryset, *, member, request=None):
        self.member = member
        self.is_bound, self.data = True, params or {}
        self.queryset, self.request, self.form_prefix = queryset, request, None

    @classmethod
    def take(cls, **filters):
        """Have these filters too, by parameter: what an app above knows of the records. Called while apps are made ready."""
        cls.declared_filters |= filters
        cls.base_filters |= filters

    @cached_property
    def filters(self):
        """Copies of the declared filters, bound to this list. Most lists are read unfiltered and never need them."""
        super().__init__(self.data, self.queryset, request=self.request)
        return self.__dict__["filters"]

    @property
    def asked(self):
        """Names of the filters that were given a value."""
        return [name for name in self.known if self.data.get(name) not in EMPTY]

    @property
    def known(self):
        """Names of the filters that can be given a value."""
        return self.base_filters

    @property
    def is_plain(self):
        """Whether the list is asked for whole, in an order that every organization has."""
        return not self.asked

    def is_valid(self):
        return not self.asked or super().is_valid()

    @property
    def qs(self):
        return super().qs if self.asked else self.queryset

    @property
    def active(self):
        """The filters that are set: `{name: cleaned value}`."""
        if not self.asked or not self.is_valid():
            return {}
        return {name: value for name, value in self.form.cleaned_data.items() if value not in EMPTY}

    def unknown_params(self, also=()):
        """Parameters that no filter reads; a misspelt filter must not return every row."""
        known = {*self.known, *PAGING, *also}
        return [name for name in self.data if name not in known]

    def must_be_valid(self, also=()):
        """Raise ValidationError naming each wrong or unknown parameter."""
        errors = {name: _("Unknown parameter.") for name in self.unknown_params(also)}
        if not self.is_valid():
            errors.update({name: self._told(name, found[0]) for name, found in self.form.errors.as_data().items()})
        if not self.is_sort(self.data.get("sort_by") or self.default_sort):
            errors["sort_by"] = _("Choose one of: %s.") % ", ".join(self.SORTS)
        if (self.data.get("sort_dir") or "ASC").upper() not in ("ASC", "DESC"):
            errors["sort_dir"] = _("Choose ASC or DESC.")
        if errors:
            raise ValidationError(errors)

    def _told(self, name, error):
        """What is wrong with a parameter, as a sentence that says what would be right."""
        field = self.form.fields.get(name)
        if error.code == "invalid_choice" and hasattr(field, "choices"):
            return _("Choose one of: %s.") % ", ".join(
                str(value) for value, _label in field.choices if value not in EMPTY
            )
        if error.code == "max_length":
            return _("Use at most %s characters.") % error.params["limit_value"]
        if error.code in ("min_value", "max_value"):
            is_day = isinstance(field, forms.DateField)
            return _("Give a day between 1900 and 2999.") if is_day else field.error_messages["invalid"]
        return error.messages[0]

    @property
    def default_sort(self):
        return next(iter(self.SORTS))

    @property
    def sort_by(self):
        wanted = self.data.get("sort_by") or self.default_sort
        return wanted if self.is_sort(wanted) else self.default_sort

    def is_sort(self, name):
        """Whether the list can be sorted by this."""
        return name in self.SORTS

    @property
    def descending(self):
        return (self.data.get("sort_dir") or "ASC").upper() == "DESC"

    @property
    def ordering(self):
        """What to order by: the asked columns, ties by id in the same direction so that one index serves both."""
        sign = "-" if self.descending else ""
        return [*self.sort_keys(sign), f"{sign}id"]

    def sort_keys(self, sign):
        """The asked columns as `order_by` takes them; `sign` is "-" or ""."""
        return [sign + column for column in self.SORTS[self.sort_by]]

    def ordered(self):
        """The filtered queryset in the asked order."""
        return self.qs.order_by(*self.ordering)

    @property
    def is_searched(self):
        """Whether finding the matches is the work, so that they are better found once, for the page and its total."""
        return False

    @property
    def is_tallied(self):
        """Whether tallies can answer how many match."""
        return self.TALLIED.issuperset(self.active)

    def narrow(self, entries):
        """A queryset of tallies narrowed by the active filters."""
        return self.filter_queryset(entries) if self.active else entries

    def total(self):
        """How many records match, exactly."""
        if self.is_tallied:
            return self.queryset.model.total(self.member, narrow=self.narrow)
        return self.qs.order_by().count()

    def total_within(self):
        """`total` as an expression for the statement that reads the rows; None where only a count can say."""
        return self.queryset.model.total_within(self.member, narrow=self.narrow) if self.is_tallied else None


class ManyTexts(forms.Field):
    """Texts from a parameter that may be repeated; blanks are dropped."""

    widget = forms.SelectMultiple
    MOST, LONGEST = 50, 200
    may_not_hold = ProhibitNullCharactersValidator()

    def clean(self, value):
        texts = [value] if isinstance(value, str) else list(value or [])
        if len(texts) > self.MOST or any(len(text) > self.LONGEST for text in texts):
            raise forms.ValidationError(_("Give at most 50 values of at most 200 characters."))
        for text in texts:
            self.may_not_hold(text)
        return [text.strip() for text in texts if text.strip()]


class ManyTextsFilter(df.Filter):
    """Matches any of several texts: `?source=Web&source=Fair`."""

    field_class = ManyTexts

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("lookup_expr", "in")
        super().__init__(*args, **kwargs)


class IdFilter(df.Filter):
    """Matches the record with an id of at most 64 bits."""

    field_class = forms.IntegerField

    def __init__(self, *args, **kwargs):
        super().__init__(*args, min_value=-BIGGEST_ID, max_value=BIGGEST_ID, **kwargs)


class MemberField(forms.IntegerField):
    """A member's id, `me`, or `none`."""

    WORDS = ("me", "none")
    default_error_messages = {"invalid": _("Give a user id, me or none.")}

    def __init__(self, **kwargs):
        super().__init__(max_value=BIGGEST_ID, min_value=-BIGGEST_ID, widget=forms.TextInput, **kwargs)

    def clean(self, value):
        return value if value in self.WORDS else super().clean(value)


class MemberFilter(df.Filter):
    field_class = MemberField


class DayFilter(df.DateFilter):
    """A day as YYYY-MM-DD, in the reader's time zone (UTC for the API)."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.extra.update(
            input_formats=["%Y-%m-%d"],
            error_messages={"invalid": _("Give a day as YYYY-MM-DD.")},
            widget=forms.DateInput(attrs={"type": "date"}),
            validators=[
                MinValueValidator(datetime.date(1900, 1, 1)),
                MaxValueValidator(datetime.date(2999, 12, 31)),
            ],
        )


class DaysInOrder(forms.Form):
    """Refuses a range that ends before it begins."""

    def clean(self):
        values = super().clean()
        first, last = values.get("date_from"), values.get("date_to")
        if first and last and first > last:
            self.add_error("date_to", _("Give a day that is not before date_from."))
        return values


class OwnedListFilter(ListFilter):
    """What every list of owned records can be narrowed by."""

    SCOPES = [("me", _("Mine")), ("team", _("My teams'")), ("company", _("Everybody's"))]

    search = df.CharFilter(method="filter_search", max_length=200, label=_("Search"))
    assigned_to = MemberFilter(method="filter_assigned_to", label=_("Owner"))
    scope = df.ChoiceFilter(method="filter_scope", choices=SCOPES, label=_("Whose"))
    date_from = DayFilter(method="filter_date_from", label=_("Created from"))
    date_to = DayFilter(method="filter_date_to", label=_("Created to"))

    class Meta:
        form = DaysInOrder

    @property
    def is_searched(self):
        # a single letter stands in so many rows that reading along the order finds a page of them at once
        return any(len(word) > 1 for word in self.active.get("search", "").split())

    def filter_search(self, queryset, _name, text):
        return queryset.search(text)

    def filter_assigned_to(self, queryset, _name, owner):
        if owner == "none":
            return queryset.filter(assigned_to=None)
        return queryset.filter(assigned_to=self.member.pk if owner == "me" else owner)

    def filter_scope(self, queryset, _name, scope):
        if scope == "company":
            return queryset
        mine = Q(assigned_to=self.member.pk)
        return queryset.filter(mine if scope == "me" else mine | Q(assigned_to__in=self.member.teammates()))

    def filter_date_from(self, queryset, _name, day):
        return queryset.filter(created_at__gte=midnight(day))

    def filter_date_to(self, queryset, _name, day):
        return queryset.filter(created_at__lt=midnight(day + datetime.timedelta(days=1)))


def midnight(day):
    """When `day` begins, in the current time zone."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
