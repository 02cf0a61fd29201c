"""Which records go out, and in which columns: what a list shows, what is ticked in it, or all."""

from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from customization.shape import shape_of

OURS = ("columns", "ids", "which", "file_format", "format", "background", "view", "csrfmiddlewaretoken")
MOST_IDS = 1_000
BIGGEST_ID = 2**63


class Selection:
    """The records that the parameters of a list mean to `member`; the same parameters mean the same ones later."""

    def __init__(self, kind, params, *, member):
        self.kind, self.params, self.member = kind, params, member
        filters = params.copy()
        for name in OURS:
            filters.pop(name, None)
        self.filtered = kind.filterset_class(filters, kind.model.objects.visible_to(member), member=member)

    @classmethod
    def of(cls, transfer):
        """The selection that an export in the background was asked for."""
        return cls(transfer.of, QueryDict(transfer.options["query"]), member=transfer.member)

    def must_be_valid(self):
        """Raise ValidationError naming each wrong or unknown parameter."""
        self.filtered.must_be_valid()

    @property
    def records(self):
        """A queryset in the list's order; only the ticked records if some are ticked."""
        found, ids = self.filtered.ordered(), self.params.getlist("ids")
        if not ids:
            return found
        numbers = [int(text[:19]) for text in ids[:MOST_IDS] if text.isascii() and text.isdigit()]
        return found.filter(pk__in=[number for number in numbers if number < BIGGEST_ID])

    @cached_property
    def count(self):
        if self.params.getlist("ids"):
            return self.records.order_by().count()
        return self.filtered.total()

    @property
    def customs(self):
        """The custom fields of the records."""
        return shape_of(self.member).fields(self.kind.slug)

    @property
    def listed(self):
        """The columns the list shows, by their names there."""
        return [name for text in self.params.getlist("columns") for name in text.split(",") if name]

    def columns(self, *, listed=False):
        """The columns of the file: those that say what the list shows, or all."""
        return self.kind.resource_class.columns_out(self.listed if listed else (), self.customs)

    def asked_columns(self):
        """As `columns`, but a name that is unknown raises ValidationError."""
        resource, asked = self.kind.resource_class, self.listed
        known = [*resource.columns_out(customs=self.customs), "updated_at"]
        for name in asked:
            if name not in known and name not in resource.LISTED:
                text = _("There is no column “%(name)s”. Choose from: %(all)s.")
                raise ValidationError({"columns": text % {"name": name[:50], "all": ", ".join(known)}})
        return resource.columns_out(asked, self.customs)
