"""From a figure to the records behind it: the address of the list that shows them, where its filters can say so."""

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from deals.filters import DealFilter


def deals(question, **filters):
    """The address of the deals that `question` and `filters` speak of; "" where the list has no such filter.

    A filter that is None cannot be said either: "no source" is none of the sources.
    """
    if question.owner:
        filters.setdefault("assigned_to", question.owner)
    if question.currency:
        filters["currency"] = question.currency
    if question.pipeline and "stage_id" not in filters:
        filters["pipeline_id"] = question.pipeline.pk
    return "" if question.team else address("deal_list", DealFilter, filters)


def closed_between(period):
    """Filters of the deals list for closing days within `period`."""
    return {"date_field": "closed_at", "date_from": period[0], "date_to": period[1]}


def expected_between(period):
    """Filters of the deals list for an expected close within `period`."""
    return {"date_field": "expected_close_date", "date_from": period[0], "date_to": period[1]}


def address(url_name, filterset, filters):
    """The address of a list with `filters`; "" where it is not there or does not know them all."""
    if None in filters.values() or not filters.keys() <= filterset.base_filters.keys():
        return ""
    try:
        return f"{reverse(url_name)}?{urlencode(filters)}"
    except NoReverseMatch:
        return ""
