"""One request's view of a list: what it asked for, made sense of."""

from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _

from api.filters import PAGING
from api.paging import DEFAULT_PER_PAGE, MAX_PER_PAGE, page_of

from .columns import Header, Reader, Row

OURS = ("columns", "view")
PASSING = {"apply", "only", "up", "down", "ids", "all", "act", "shown", "from"}  # for the other pages of a list
LARGEST_PAGE = 10**9


@dataclass
class Chip:
    """A filter that is set; `url` is the list without it."""

    picker: object
    words: str
    url: str


class Listing:
    """A declared list as one member asked for it.

    The address may hold anything: what makes no sense is left out and told in `ignored`, {parameter: sentence}.
    """

    def __init__(self, declared, params, member):
        self.declared, self.member, self.ignored = declared, member, {}
        self.params = QueryDict(mutable=True)
        for name in (name for name in params if name not in PASSING):
            values = [text for text in params.getlist(name) if text.strip()]
            if values:
                self.params.setlist(name, values)
        self._drop_unknown()
        self._drop_wrong()
        self.columns = self._columns()

    def _ignore(self, name, sentence):
        self.params.pop(name, None)
        self.ignored[name] = sentence

    def _drop_unknown(self):
        known = {*self.declared.filterset.base_filters, *PAGING, *OURS}
        for name in [name for name in self.params if name not in known]:
            self._ignore(name, _("This list has no such filter."))
        for name in ("page", "per_page", "view"):
            text = self.params.get(name, "1")
            if not (text.isascii() and text.isdigit() and 1 <= int(text[:12]) <= LARGEST_PAGE and len(text) < 12):
                self._ignore(name, _("Give a whole number from 1."))
        if self.params.get("sort_by", self.default_sort) not in self.declared.filterset.SORTS:
            self._ignore("sort_by", _("The list cannot be sorted by this."))
        if self.params.get("sort_dir", "ASC").upper() not in ("ASC", "DESC"):
            self._ignore("sort_dir", _("Choose ASC or DESC."))

    def _drop_wrong(self):
        self.filtered = self._filter()
        if not self.filtered.is_valid():
            for name, messages in self.filtered.form.errors.items():
                self._ignore(name, messages[0])
            self.filtered = self._filter()

    def _filter(self):
        queryset = self.declared.model.objects.visible_to(self.member)
        return self.declared.filterset(self.params, queryset, member=self.member)

    def _columns(self):
        asked = [name for text in self.params.getlist("columns") for name in text.split(",") if name]
        unknown = [name for name in asked if not self.declared.column(name)]
        if unknown:
            self.ignored["columns"] = _("There is no column %(names)s.") % {"names": ", ".join(unknown)[:80]}
        chosen = [self.declared.column(name) for name in dict.fromkeys(asked) if name not in unknown]
        if not chosen:
            self.params.pop("columns", None)
            return [column for column in self.declared.columns if column.is_default]
        fixed = [column for column in self.declared.columns if column.is_fixed and column not in chosen]
        self.params.setlist("columns", [",".join(column.name for column in [*fixed, *chosen])])
        return [*fixed, *chosen]

    # -- addresses ------------------------------------------------------------------------------

    def query(self, without=(), **changes):
        """The parameters as a query string, some left out or changed; the page is forgotten unless it is the change."""
        params = self.params.copy()
        for name in ("page", *without):
            params.pop(name, None)
        for name, value in changes.items():
            params.setlist(name, value if isinstance(value, list) else [str(value)])
        return params.urlencode()

    def url(self, without=(), **changes):
        """The address of this list with the same state but for some parameters."""
        return self._address("list", self.query(without, **changes))

    def _address(self, page, query):
        return self.declared.url(page) + (f"?{query}" if query else "")

    @property
    def urls(self):
        """Addresses of the list's other pages that carry its state along, for templates."""
        return {page: self._address(page, self.state) for page in ("filters", "columns", "tabs", "bulk", "view_new")}

    @cached_property
    def state(self):
        """The query string that brings this list back, as cards and forms carry it along."""
        return self.query()

    @property
    def here(self):
        """The address of this very page of the list."""
        return self.url(**({"page": self.page.number} if self.page.number > 1 else {}))

    @property
    def carried(self):
        """The pairs that a search keeps."""
        return self.pairs(without=["search"])

    def pairs(self, without=()):
        """(name, value) pairs of the state but the page and the names `without`, for forms that change those."""
        return [(n, v) for n, values in self.params.lists() if n not in ("page", *without) for v in values]

    # -- what it shows ----------------------------------------------------------------------------

    @property
    def default_sort(self):
        return next(iter(self.declared.filterset.SORTS))

    @cached_property
    def page(self):
        """The `Page` asked for; past the end, the last one."""
        per_page = min(int(self.params.get("per_page", DEFAULT_PER_PAGE)), MAX_PER_PAGE)
        page = page_of(self.filtered, number=int(self.params.get("page", 1)), per_page=per_page)
        if page.number > page.last:
            self._ignore("page", _("The list ends on page %(last)s.") % {"last": page.last})
            page = page_of(self.filtered, number=page.last, per_page=per_page)
        page.rows = list(self.declared.prepare(page.rows, self.member))
        return page

    @cached_property
    def rows(self):
        reader = Reader(self.member, self.state)
        return [Row(record, self.columns, reader) for record in self.page.rows]

    @property
    def total(self):
        return self.page.total

    @property
    def headers(self):
        return [self._header(column) for column in self.columns]

    def _header(self, column):
        if not column.sort:
            return Header(column)
        is_current, descending = self.filtered.sort_by == column.sort, self.filtered.descending
        turn = "DESC" if is_current and not descending else "ASC"
        direction = ("descending" if descending else "ascending") if is_current else ""
        return Header(column, self.url(sort_by=column.sort, sort_dir=turn), direction)

    @cached_property
    def active(self):
        return self.filtered.active

    @property
    def is_filtered(self):
        return bool(self.active)

    @property
    def chips(self):
        texts = ((picker, picker.words(self.active, self.member)) for picker in self.declared.pickers)
        return [Chip(picker, words, self.url(without=picker.names)) for picker, words in texts if words]

    @property
    def search(self):
        return self.params.get("search", "")
