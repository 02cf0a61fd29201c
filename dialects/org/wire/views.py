"""The manners of the Org API's endpoints."""

from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from api.errors import Unprocessable
from api.manners import Manners
from api.paging import stretch_of
from api.viewsets import RecordViewSet

from .answering import page_of_items, refusal
from .asking import STRETCH, OrgAuthentication, asked_stretch
from .describing import OrgSchema

NAMES = {"search": "q"}  # what this tongue calls parameters of the house


class OrgManners:
    """Mixed into a view: it speaks the Org API."""

    schema = OrgSchema()
    authentication_classes = [OrgAuthentication]

    def get_exception_handler(self):
        return refusal

    def answered(self, found=None, message=None, *, status=200, headers=None):
        return Response(found, status=204 if found is None and status == 200 else status, headers=headers)


class OrgView(OrgManners, Manners, APIView):
    """A single endpoint of the Org API."""


class OrgRecordViewSet(OrgManners, RecordViewSet):
    """Endpoints over one kind of record: bare objects, lists by `limit` and `offset`, 204 for what is gone."""

    is_paged = True
    free_params = ()
    companions = ()
    params = {"list": STRETCH}
    messages = dict.fromkeys(RecordViewSet.messages)

    def list(self, request):
        """A stretch of the list."""
        return self.stretched(asked_stretch(request.query_params), self.get_queryset())

    def stretched(self, stretch, records):
        """The answer with a stretch of `records`, a queryset in its order."""
        return page_of_items(self.rows(records[stretch.window]), records.count(), stretch)

    def filtered_list(self, stretch, filtered):
        """The answer with a stretch of a `ListFilter`: one statement for the rows and, if need be, one for the total."""
        try:
            filtered.must_be_valid()
        except ValidationError as error:
            raise Unprocessable({NAMES.get(name, name): told for name, told in error.detail.items()}) from error
        records, total = stretch_of(filtered, stretch.window)
        rows = self.rows(records)
        return page_of_items(rows, filtered.total() if total is None else total, stretch)
