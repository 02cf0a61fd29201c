"""What a list is made of."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.text import capfirst


@dataclass(frozen=True, kw_only=True)
class RecordList:
    """A list of one kind of record, declared once and read by every view of `customization.lists`.

    `filterset` is the kind's `ListFilter`; `columns`, `pickers` and `acts` say what it shows, narrows by and does to
    many; `form` is the kind's `RecordForm`, for cells edited in place; `prepare(queryset, member)` fetches with the
    rows what their cells show. URL names follow from the kind: `contact_list`, `contact_card`, …
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

    def column(self, name):
        return next((column for column in self.columns if column.name == name), None)

    def act(self, name):
        return next((act for act in self.acts if act.name == name), None)

    def url(self, page, *args):
        """The address of one of this kind's pages: `url("list")`, `url("card", 12)`."""
        return reverse(f"{self.kind}_{page}", args=args)

    @cached_property
    def urls(self):
        """Addresses for templates, found once."""
        names = ("list", "new", "filters", "columns", "tabs", "bulk", "view_new")
        return {name: self.url(name) for name in names}
