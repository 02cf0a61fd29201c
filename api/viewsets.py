"""What the house API's endpoints over one kind of record have in common."""

from django.http import Http404
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from . import quick
from .answers import page_answer, success
from .manners import Manners
from .paging import Page, asked_page, page_of
from .preconditions import Stale, etag_of, is_stale, is_unchanged


class RecordViewSet(Manners, GenericViewSet):
    """List, create, show, change and remove records of `model`.

    A subclass names `model`, `filterset_class`, `serializer_class` (the body) and `wire_serializer_class` (the answer,
    for the schema), and says in `rows` how records look on the wire. Reading begins with `visible_to`, writing ends in
    the model's verbs: `make`, `alter` and `erase` are where another kind of record uses other verbs. Where `rows` is
    `show` of what `select` reads, the commonest questions are asked by prepared statements.
    """

    select = None  # a static function from a queryset to its `values()`

    model = None
    wire_serializer_class = None
    lookup_value_converter = "int"
    free_params = ("list",)  # the FilterSet knows its own
    companions: tuple = ("note_items",)  # keys of a wire record that are no fields of its own
    messages = {"created": _("Created."), "changed": _("Saved."), "removed": _("Deleted.")}

    # -- what a subclass says ---------------------------------------------------------------------

    def get_queryset(self):
        return self.model.objects.visible_to(self.request.member)

    def rows(self, queryset):
        """The records of `queryset` as wire dicts with its annotations, in its order, in constantly many queries."""
        raise NotImplementedError

    def wire(self, pk, records=None):
        """One record as it goes out, the same for reading and after writing; None where it is not among `records`, by
        default those the caller sees."""
        if records is None and self.select is not None:
            rows = self.show(quick.one(self.model, self.select, pk, member=self.request.member))
        else:
            records = self.get_queryset() if records is None else records
            rows = self.rows(records.filter(pk=pk))
        return next(iter(rows), None)

    def show(self, rows):
        """What `select` read, as wire dicts."""
        raise NotImplementedError

    def make(self, values):
        """Create a record from checked `values`; returns it."""
        return self.model.create(by=self.request.member, **values)

    def alter(self, record, values):
        """Change a record."""
        record.change(by=self.request.member, **values)

    def erase(self, record):
        """Remove a record."""
        record.remove(by=self.request.member)

    def answered(self, found=None, message=None, *, status=200, headers=None):
        """The answer that holds one record, or none: where another tongue has another envelope."""
        return success(found, message, status=status, headers=headers)

    # -- the five endpoints -----------------------------------------------------------------------

    def list(self, request):
        """A page of records."""
        filtered = self.filtered()
        number, per_page = asked_page(request.query_params)
        if self.select is None or not filtered.is_plain:
            page = page_of(filtered, number=number, per_page=per_page)
            rows = page.read(self.rows)  # before the total, which they bring along
        else:
            page = Page(filtered, None, number, per_page)
            rows = self.show(quick.plain_page(page, self.model, self.select, member=request.member))
        return page_answer(page, rows)

    def retrieve(self, request, pk):
        """One record. Its `ETag` says which version it is."""
        found = self.wire(pk)
        if found is None:
            raise Http404
        etag = etag_of(found, self.companions)
        if is_unchanged(request, etag):
            return Response(status=304, headers={"ETag": etag})
        return self.answered(found, headers={"ETag": etag})

    def create(self, request):
        """Make a record."""
        record = self.make(self.checked(None))
        return self.written(record.pk, self.messages["created"], status=201)

    def update(self, request, pk, partial=False):
        """Change a record; fields that are absent stay as they are."""
        record = self.get_object()
        self.alter(record, self.checked(record, partial=partial))
        return self.written(pk, self.messages["changed"])

    def partial_update(self, request, pk):
        """Change some fields of a record."""
        return self.update(request, pk, partial=True)

    def destroy(self, request, pk):
        """Remove a record for good."""
        self.erase(self.get_object())
        return self.answered(message=self.messages["removed"])

    # -- how they do it -----------------------------------------------------------------------------

    def filtered(self):
        """The list's FilterSet for this request, valid."""
        seen = SimpleLazyObject(self.get_queryset)  # an unfiltered list never needs it
        filtered = self.filterset_class(self.request.query_params, seen, member=self.request.member)
        filtered.must_be_valid()
        return filtered

    def get_object(self):
        """The record of the path, which the caller may see; to change it they must be allowed to.

        With `If-Match` the row is locked first: of two writes over the same version one wins, the other gets 412. An act
        by POST only looks: its verb locks, and may have to lock another row before this one.
        """
        records = self.get_queryset().filter(pk=self.kwargs["pk"])
        expected = self.request.headers.get("if-match")
        is_write = self.request.method in ("PUT", "PATCH", "DELETE")
        if is_write and expected is not None:
            records = records.select_for_update(of=("self",))
        record = records.first()
        if record is None:
            raise Http404
        if is_write:
            self.must_change(record, expected)
        elif self.request.method == "POST":
            self.must_be_current(record, expected)
        return record

    def must_change(self, record, expected=None):
        """Refuse a write that is not the caller's to make (403), or made over an older version (412)."""
        if hasattr(record, "organization_id"):
            self.request.member.must_edit(record)
        self.must_be_current(record, expected)

    def must_be_current(self, record, expected):
        """Refuse with 412 what is done over an older version than the `expected` one; None expects nothing."""
        if expected is not None:
            current = self.wire(record.pk)
            etag = etag_of(current, self.companions)
            if is_stale(expected, etag):
                raise Stale(current, etag)

    def checked(self, record, partial=False):
        """The body as values for the model's verbs."""
        serializer = self.get_serializer(record, data=self.request.data, partial=partial)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def written(self, pk, message, *, status=200):
        """The answer to a write: the record as it is now, with its new version, even if that took it out of the
        caller's sight."""
        found = self.wire(pk, self.model.objects.filter(organization=self.request.member.organization_id))
        headers = {"ETag": etag_of(found, self.companions)} if found else None
        return self.answered(found, message, status=status, headers=headers)
