"""The manners of the Rep API's endpoints. One set of them serves both scopes: `as_view(…, scope=COMPANY)`."""

from rest_framework.response import Response
from rest_framework.views import APIView

from api.manners import Manners
from api.paging import Page, asked_page, stretch_of
from api.permissions import IsMember
from api.viewsets import RecordViewSet
from contacts.reps import contacts_of_company, contacts_of_rep

from .answering import meta, page_answer, record_answer, refusal
from .asking import AUTHENTICATION, COMPANY, USER, unwrapped
from .describing import RepSchema

PAGED = ("page", "per_page")
CONTACTS = {COMPANY: contacts_of_company, USER: contacts_of_rep}


class RepManners:
    """Mixed into a view: it speaks the Rep API in its `scope`."""

    schema = RepSchema()
    scope = COMPANY
    wrapper, plural = "record", "records"  # what one is called in an answer, and many
    permission_classes = [IsMember]

    def get_authenticators(self):
        return [AUTHENTICATION[self.scope]()]

    def get_exception_handler(self):
        return refusal

    def contacts(self):
        """The contacts that the caller sees in this scope, a queryset."""
        return CONTACTS[self.scope](self.request.member)

    def answered(self, found=None, message=None, *, status=200, headers=None):
        return record_answer(self.wrapper, found, status=status, headers=headers)


class RepView(RepManners, Manners, APIView):
    """A single endpoint of the Rep API."""


class RepRecordViewSet(RepManners, RecordViewSet):
    """Endpoints over one kind of record. Parts of the address besides `pk` are passed over; they stand in `kwargs`.

    A subclass says `model`, `wrapper`, `plural`, its serializers, `rows`, and where `visible_to` of the model is not all,
    `get_queryset`.
    """

    free_params = ()
    companions = ()
    params = {"list": PAGED}
    messages = dict.fromkeys(RecordViewSet.messages)

    def list(self, request, **_address):
        """A page of the list."""
        return self.listed(self.get_queryset())

    def listed(self, records):
        """The answer with the asked page of `records`, a queryset in its order."""
        number, per_page = asked_page(self.request.query_params)
        rows = self.rows(records[(number - 1) * per_page : number * per_page])
        return page_answer(self.plural, rows, number=number, per_page=per_page, total=records.count())

    def filtered_list(self, filtered):
        """As `listed`, of a `ListFilter` that is valid."""
        number, per_page = asked_page(self.request.query_params)
        if filtered.is_plain:
            page = Page(filtered, None, number, per_page)
            rows = self.plain_rows(page)
            return page_answer(self.plural, rows, number=number, per_page=per_page, total=page.total)
        records, total = stretch_of(filtered, slice((number - 1) * per_page, number * per_page))
        rows = self.rows(records)
        total = filtered.total() if total is None else total
        return page_answer(self.plural, rows, number=number, per_page=per_page, total=total)

    def plain_rows(self, page):
        """The rows of an unfiltered `Page` as they go out; its total may come along."""
        raise NotImplementedError

    def retrieve(self, request, pk, **_address):
        """One record. Its `ETag` says which version it is."""
        return super().retrieve(request, pk)

    def create(self, request, **_address):
        """Make a record."""
        return super().create(request)

    def partial_update(self, request, pk, **_address):
        """Change some fields of a record."""
        return super().partial_update(request, pk)

    def destroy(self, request, pk, **_address):
        """Remove a record."""
        record = self.get_object()
        gone = self.gone(record)
        self.erase(record)
        return Response({self.wrapper: gone, "meta": meta()})

    def gone(self, record):
        """What is told of a record that is removed."""
        return {"id": record.pk}

    def checked(self, record, partial=False):
        """The body, flat or wrapped, as values for the model's verbs."""
        sent = unwrapped(self.request.data, self.wrapper)
        serializer = self.get_serializer(record, data=sent, partial=partial)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data
