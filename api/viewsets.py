"""What the house API's endpoints over one kind of record have in common."""

from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from .answers import success
from .paging import asked_page, page_of


class RecordViewSet(GenericViewSet):
    """List, create, show, change and remove records of `model`.

    A subclass names `model`, `filterset_class`, `serializer_class` and says in `rows` how records look on the wire.
    Reading begins with `visible_to`, writing ends in the model's verbs.
    """

    model = None
    lookup_value_converter = "int"
    messages = {"created": _("Created."), "changed": _("Saved."), "removed": _("Deleted.")}

    def get_queryset(self):
        return self.model.objects.visible_to(self.request.member)

    def rows(self, queryset):
        """The records of `queryset` as wire dicts, in its order, in a constant number of queries."""
        raise NotImplementedError

    def get_object(self):
        record = self.get_queryset().filter(pk=self.kwargs["pk"]).first()
        if record is None:
            raise Http404
        return record

    def filtered(self):
        """The list's FilterSet for this request, valid."""
        filtered = self.filterset_class(self.request.query_params, self.get_queryset(), member=self.request.member)
        filtered.must_be_valid()
        return filtered

    def list(self, request):
        """A page of records."""
        filtered = self.filtered()
        number, per_page = asked_page(request.query_params)
        page = page_of(filtered, number=number, per_page=per_page)
        return Response(
            {
                "data": self.rows(page.rows),
                "current_page": page.number,
                "last_page": page.last,
                "per_page": page.per_page,
                "total": page.total,
            }
        )

    def wire(self, pk):
        """One record as it goes out; 404 once the caller no longer sees it."""
        return next(iter(self.rows(self.get_queryset().filter(pk=pk))), None)

    def retrieve(self, request, pk):
        """One record."""
        found = self.wire(pk)
        if found is None:
            raise Http404
        return success(found)

    def create(self, request):
        """Make a record."""
        record = self.model.create(by=request.member, **self.checked(None))
        return success(self.wire(record.pk), self.messages["created"], status=201)

    def update(self, request, pk, partial=False):
        """Change a record; fields that are absent stay as they are."""
        record = self.get_object()
        record.change(by=request.member, **self.checked(record, partial=partial))
        return success(self.wire(pk), self.messages["changed"])

    def partial_update(self, request, pk):
        """Change some fields of a record."""
        return self.update(request, pk, partial=True)

    def destroy(self, request, pk):
        """Remove a record for good."""
        self.get_object().remove(by=request.member)
        return success(message=self.messages["removed"])

    def checked(self, record, partial=False):
        """The body as values for the model's verbs."""
        serializer = self.get_serializer(record, data=self.request.data, partial=partial)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data
