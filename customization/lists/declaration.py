"""What a list is made of."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.text import capfirst

from ..models.customized import PREFIX
from . import custom
from .additions import added


@dataclass(frozen=True)
class Way:
    """One way to look at a list's records: as a table, a board, … `page` is its URL name without the kind."""

    page: str
    label: str
    icon: str


@dataclass(frozen=True, kw_only=True)
class RecordList:
    """A list of one kind of record, declared once and read by every view of `customization.lists`.

    `filterset` is the kind's `ListFilter`; `columns`, `pickers` and `acts` say what it shows, narrows by and does to
    many; `form` is the kind's `RecordForm`, for cells edited in place; `prepare(queryset, member)` fetches with the
    rows what their cells show. URL names follow from the kind: `contact_list`, `contact_card`, …

    Where the records can be looked at in several `ways`, the head leads from one to another with the same filters.
    `summary(listing)` says under the title what the matching records come to.
    """

    model: type
    filterset: type
    columns: tuple
    form: type
    pickers: tuple = ()
    acts: tuple = ()
    prepare: object = staticmethod(lambda queryset, member: queryset)
    icon: str = "users"
    empty_text: str = ""
    search_label: str = ""
    ways: tuple = ()
    summary: object = None

    @property
    def kind(self):
        return self.model.KIND

    @property
    def title(self):
        return capfirst(self.model._meta.verbose_name_plural)

    def noun(self, count):
        """ "contact" or "contacts", as `count` asks."""
        meta = self.model._meta
        return meta.verbose_name if count == 1 else meta.verbose_name_plural

    @property
    def one(self):
        return self.noun(1)

    @property
    def many(self):
        return self.noun(2)

    def columns_for(self, member):
        """The columns `member` can choose from: the declared ones, those of apps above and those of custom fields."""
        return (*self.columns, *added(self.kind, "columns"), *custom.columns_of(self.kind, member))

    def column(self, name, member=None):
        """The column of this name, for a `member` also that of a custom field; or None."""
        declared = (*self.columns, *added(self.kind, "columns"))
        own = next((column for column in declared if column.name == name), None)
        return own or (custom.column_named(self.kind, name, member) if member else None)

    def pickers_for(self, member, names=None):
        """The filters `member` can add, of custom fields too; with `names` of these only those that read one of them."""
        own = (*self.pickers, *added(self.kind, "pickers"))
        if names is not None and not any(name.startswith(PREFIX) for name in names):
            return own
        found = custom.pickers_of(self.kind, member)
        return (*own, *(picker for picker in found if names is None or not names.isdisjoint(picker.names)))

    @property
    def all_acts(self):
        """What can be done to many. What apps above bring stands before the last one, which deletes."""
        return (*self.acts[:-1], *added(self.kind, "acts"), *self.acts[-1:])

    def act(self, name):
        return next((act for act in self.all_acts if act.name == name), None)

    def has_way(self, page):
        return any(way.page == page for way in self.ways)

    @property
    def is_smart(self):
        """Whether the list can be narrowed by conditions of a query, which the builder builds."""
        return "query" in self.filterset.base_filters

    def url(self, page, *args):
        """The address of one of this kind's pages: `url("list")`, `url("card", 12)`."""
        return reverse(f"{self.kind}_{page}", args=args)

    @cached_property
    def urls(self):
        """Addresses for templates, found once."""
        names = ("list", "new", "filters", "columns", "tabs", "bulk", "view_new")
        names += ("smart", "smart_count") if self.is_smart else ()
        return {name: self.url(name) for name in names}
