"""One request's view of a list: what it asked for, made sense of."""

import re
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from api.filters import PAGING
from api.paging import DEFAULT_PER_PAGE, MAX_PER_PAGE, page_of

from ..smart.words import in_words
from .columns import Header, Reader, Row

OURS = ("columns", "view")
PASSING = {"way", "apply", "only", "up", "down", "ids", "all", "act", "shown", "from"}  # for the other pages of a list
LARGEST_PAGE = 10**9


@dataclass
class Chip:
    """A filter that is set; `url` is the list without it, `pick_url` the form that changes it."""

    picker: object
    words: str
    url: str
    pick_url: str


class Listing:
    """A declared list as one member asked for it.

    The address may hold anything: what makes no sense is left out and told in `ignored`, {parameter: sentence}.
    """

    def __init__(self, declared, params, member, *, way="list"):
        self.declared, self.member, self.ignored, self.broken_query = declared, member, {}, ""
        self.way = params["way"] if declared.has_way(params.get("way")) else way
        self.params = QueryDict(mutable=True)
        for name in (name for name in params if name not in PASSING):
            values = [text for text in params.getlist(name) if text.strip()]
            if values:
                self.params.setlist(name, values)
        self._drop_unknown()
        self._drop_wrong()
        self.columns = self._columns()

    def _ignore(self, name, sentence):
        if name == "query":
            self.broken_query = self.params["query"]
        self.params.pop(name, None)
        self.ignored[name] = sentence

    def _drop_unknown(self):
        filtered = self._filter()
        known = {*filtered.known, *PAGING, *OURS}
        for name in [name for name in self.params if name not in known]:
            self._ignore(name, _("This list has no such filter."))
        for name in ("page", "per_page", "view"):
            text = self.params.get(name, "1")
            if not (text.isascii() and text.isdigit() and 1 <= int(text[:12]) <= LARGEST_PAGE and len(text) < 12):
                self._ignore(name, _("Give a whole number from 1."))
        if not filtered.is_sort(self.params.get("sort_by", self.default_sort)):
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
        found = {name: self.declared.column(name, self.member) for name in dict.fromkeys(asked)}
        unknown = [name for name, column in found.items() if column is None]
        if unknown:
            self.ignored["columns"] = _("There is no column %(names)s.") % {"names": ", ".join(unknown)[:80]}
        chosen = [column for column in found.values() if column is not None]
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
        """The address of this list, looked at the same way, with the same state but for some parameters."""
        return self._address(self.way, self.query(without, **changes))

    def _address(self, page, query):
        return self.declared.url(page) + (f"?{query}" if query else "")

    @property
    def urls(self):
        """Addresses of the list's other pages that carry its state along, for templates."""
        pages = ("filters", "columns", "tabs", "bulk", "view_new", *(("smart",) if self.declared.is_smart else ()))
        return {page: self._address(page, self._carried) for page in pages}

    @property
    def _carried(self):
        """The state, and where it is not the list itself the way it is looked at."""
        return self.state if self.way == "list" else "&".join(filter(None, (f"way={self.way}", self.state)))

    @property
    def left_out(self):
        """What was `ignored` but the query, which has words of its own."""
        return {name: why for name, why in self.ignored.items() if name != "query"}

    @property
    def broken_words(self):
        """What is wrong with the query, without the paths that only programs read."""
        return re.sub(r"^query[^ :]*: ", "", str(self.ignored.get("query", "")))

    @property
    def mend_url(self):
        """The builder, opened on the query of the address that makes no sense."""
        params = QueryDict(self._carried, mutable=True)
        params["query"] = self.broken_query
        return self._address("smart", params.urlencode())

    @property
    def home(self):
        """The address of this way to look at the list, with nothing chosen."""
        return self.declared.url(self.way)

    @property
    def ways(self):
        """(way, its address with the same filters, whether it is this one) for the head of the page."""
        query = self.query(without=("columns", "view", "sort_by", "sort_dir", "per_page"))
        return [
            (way, self._address(way.page, self.state if way.page == self.way else query), way.page == self.way)
            for way in self.declared.ways
        ]

    @cached_property
    def summary(self):
        """What the matching records come to, in words; "" where the list says nothing."""
        return self.declared.summary(self) if self.declared.summary else ""

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
        for column in self.columns:
            if column.fetches:
                column.fetches(page.rows, self.member)
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
        is_current, descending = self._sorts_by(column.sort), self.filtered.descending
        turn = "DESC" if is_current and not descending else "ASC"
        direction = ("descending" if descending else "ascending") if is_current else ""
        return Header(column, self.url(sort_by=column.sort, sort_dir=turn), direction)

    def _sorts_by(self, name):
        """Whether the list is sorted by this, by whichever of its names somebody asked."""
        sorts, asked = self.filtered.SORTS, self.filtered.sort_by
        return name == asked or (name in sorts and sorts[name] == sorts.get(asked))

    @cached_property
    def active(self):
        return self.filtered.active

    @property
    def acts(self):
        """What the member is offered to do to many rows."""
        return [act for act in self.declared.all_acts if act.is_offered(self.member)]

    @property
    def is_filtered(self):
        return bool(self.active)

    @property
    def chips(self):
        pickers = self.declared.pickers_for(self.member, self.active.keys())
        texts = ((picker, picker.words(self.active, self.member)) for picker in pickers)
        return [
            Chip(picker, words, self.url(without=picker.names), self._pick_url(picker))
            for picker, words in texts
            if words
        ]

    @cached_property
    def query_chip(self):
        """The smart list in words and its address without it; None where there is none."""
        query = self.active.get("query")
        if query is None or not query.groups:
            return None
        return {"words": _short_words(query, self.member), "url": self.url(without=["query"])}

    def _pick_url(self, picker):
        return self._address("filters", "&".join(filter(None, (self._carried, f"only={picker.name}"))))

    @property
    def search(self):
        return self.params.get("search", "")


def _short_words(query, member):
    """A smart list for its chip: the one condition in words, or how many there are."""
    count, groups = len(query.conditions), len(query.groups)
    if count == 1 and groups == 1:
        return in_words(query.conditions[0], member)
    words = ngettext("%(count)s condition", "%(count)s conditions", count) % {"count": count}
    within = ngettext("in %(groups)s group", "in %(groups)s groups", groups) % {"groups": groups}
    return words if groups == 1 else f"{words} {within}"
