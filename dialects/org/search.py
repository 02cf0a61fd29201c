"""Searching contacts by a smart list in the Org API."""

from drf_spectacular.utils import extend_schema

from api.errors import Unprocessable
from api.fields import Text
from api.parsers import DeepJSONParser
from contacts.filters import ContactFilter
from customization.smart.query import QueryRefused, read_query

from .contacts import ContactViewSet, OrgContactWire
from .fields import StrictBody, as_given
from .views import QUERY, SORT
from .wire import listed
from .wire.asking import asked_stretch
from .wire.describing import PAGING
from .wire.words import read_sort


class SearchBody(StrictBody):
    """What is asked for: all of it is optional."""

    query = as_given(QUERY)
    q = Text(max_length=200, required=False)
    sort = as_given({"oneOf": [{"type": "string"}, SORT]})
    limit, offset = as_given(PAGING["limit"]), as_given(PAGING["offset"])
    page, per_page = as_given(PAGING["page"]), as_given(PAGING["per_page"])


class ContactSearchViewSet(ContactViewSet):
    """Contacts by a query of groups and conditions."""

    serializer_class = SearchBody
    parser_classes = (DeepJSONParser,)
    params = ()

    @extend_schema(responses=listed(OrgContactWire))
    def search(self, request):
        """The contacts that one of the groups matches, all conditions of it together. No groups match all, and so does
        a group without conditions."""
        asked = self.checked(None)
        found = ContactFilter(house_words(asked, request.member), self.get_queryset(), member=request.member)
        return self.filtered_list(asked_stretch(asked), found)


def house_words(asked, member):
    """The body of a search as parameters of the list. Raises Unprocessable naming what is wrong by its path."""
    try:
        query = read_query(asked.get("query"), kind="contact", member=member)
    except QueryRefused as refusal:
        raise Unprocessable(refusal.errors) from refusal
    sort_by, sort_dir = read_sort(asked.get("sort"), member=member)
    return {"query": query, "search": asked.get("q"), "sort_by": sort_by, "sort_dir": sort_dir}
