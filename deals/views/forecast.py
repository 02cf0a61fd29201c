"""The forecast."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from ..forecast import Forecast, listing_of
from ..lists import DEALS


@require_GET
def deal_forecast(request):
    """Open deals by the month they should close in; for a search or a filter only the figures."""
    listing = listing_of(request.GET, request.member)
    context = {"declared": DEALS, "listing": listing, "forecast": Forecast(listing)}
    if request.htmx and request.htmx.target == "results" and not request.htmx.history_restore_request:
        answer = render(request, "deals/_forecast.html", context)
        answer["HX-Push-Url"] = listing.url()
        return answer
    return render(request, "deals/forecast.html", context)
