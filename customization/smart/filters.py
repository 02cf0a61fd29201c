"""The list parameter `query`: a smart list narrows a page, the API and an export alike."""

import json

import django_filters as df
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from api.filters import BIGGEST_ID, OwnedListFilter

from ..models import SavedView
from .compiling import matching
from .query import Query, QueryRefused, read_query

LONGEST = 200_000


class QueryField(forms.Field):
    """A smart list as JSON, or the id of a saved view; comes out as a `Query`. Errors name their place."""

    widget = forms.HiddenInput

    def __init__(self, *, member=None, kind=None, **options):
        self.member, self.kind = member, kind
        super().__init__(**options)

    def clean(self, value):
        if isinstance(value, Query):
            return value  # read before, by who says more of what is wrong
        text = str(value or "").strip()
        if not text:
            return None
        raw = self.of_view(int(text)) if text.isascii() and text.isdigit() and len(text) < 20 else read_json(text)
        try:
            return read_query(raw, kind=self.kind, member=self.member)
        except QueryRefused as refusal:
            told = [f"{path}: {' '.join(sentences)}" for path, sentences in refusal.errors.items()]
            raise forms.ValidationError(told) from None

    def of_view(self, pk):
        """The query of a saved view the member sees; a view without one matches all."""
        views = SavedView.objects.visible_to(self.member).filter(kind=self.kind, pk=min(pk, BIGGEST_ID))
        found = views.values_list("query", flat=True)[:1]
        if not found:
            raise forms.ValidationError(_("There is no such view."))
        return found[0]


def read_json(text):
    """The JSON of a text. Raises ValidationError."""
    if len(text) > LONGEST:
        raise forms.ValidationError(_("Give at most %(most)s characters.") % {"most": LONGEST})
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise forms.ValidationError(_("Give a query as JSON, or the number of a saved view.")) from None


class QueryFilter(df.Filter):
    """Matches what a smart list matches."""

    field_class = QueryField

    @property
    def field(self):
        if not hasattr(self, "_field"):
            told = {"label": self.label, "required": False}
            asked = getattr(self, "parent", None)  # none where only the description of the API asks
            if asked is not None:
                told |= {"member": asked.member, "kind": asked.queryset.model.KIND}
            self._field = QueryField(**told)
        return self._field

    def filter(self, queryset, query):
        return matching(queryset, query, member=self.parent.member) if query else queryset


class SmartListFilter(OwnedListFilter):
    """What every list can be narrowed by, and `query`, a smart list."""

    query = QueryFilter(label=gettext_lazy("Smart list"))

    @property
    def is_searched(self):
        return super().is_searched or "query" in self.active
