"""The house API's mail: the messages of a record, and one whole."""

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema

from api.answers import success
from api.manners import HouseView
from api.paging import asked_page

from .models import Message
from .wire import LinkedEmails, WholeEmail, listed, whole

MOST = 200  # of the newest, where no page is asked for
PAGES = [
    OpenApiParameter("page", {"type": "integer", "minimum": 1, "maximum": 999_999_999}),
    OpenApiParameter("per_page", {"type": "integer", "minimum": 1, "maximum": 100}),
]


class LinkedEmailsView(HouseView):
    """The messages that belong to a record of `model` by their addresses."""

    model = None
    params = ("page", "per_page")

    @extend_schema(parameters=PAGES, responses=LinkedEmails)
    def get(self, request, pk):
        """The newest messages of the record, 200 at most; with `page` or `per_page` that page of all of them."""
        record = self.model.objects.visible_to(request.member).filter(pk=pk).first()
        if record is None:
            raise Http404
        window = slice(0, MOST)
        if request.GET:
            number, per_page = asked_page(request.query_params)
            window = slice((number - 1) * per_page, number * per_page)
        return success(listed(Message.objects.of(record, request.member).newest()[window]))


class LinkedEmailView(HouseView):
    """One message."""

    @extend_schema(responses=WholeEmail)
    def get(self, request, pk):
        """A message with its text, its sanitised HTML, its attachments by name and its headers."""
        message = Message.objects.visible_to(request.member).filter(pk=pk).first()
        if message is None:
            raise Http404
        return success(whole(message, request.member))
