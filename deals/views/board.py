"""The board, and the next cards of one of its columns."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from customization.lists import Listing

from ..board import Board
from ..lists import DEALS


@require_GET
def deal_board(request):
    """Deals in columns by stage; for a search or a filter only the columns."""
    listing = Listing(DEALS, request.GET, request.member, way="board")
    board = Board(listing)
    listing.summary = board.summary  # of the one pipeline that is shown
    context = {"declared": DEALS, "listing": listing, "board": board}
    if request.htmx and request.htmx.target == "results" and not request.htmx.history_restore_request:
        answer = render(request, "deals/_board.html", context)
        answer["HX-Push-Url"] = listing.url()
        return answer
    return render(request, "deals/board.html", context)


@require_GET
def deal_cards(request):
    """More cards of the column `stage`, those `after` a mark."""
    listing = Listing(DEALS, request.GET, request.member, way="board")
    board = Board(listing)
    stage = next((stage for stage in board.own_stages if str(stage.pk) == request.GET.get("stage")), None)
    if stage is None:
        raise Http404
    try:
        cards, after = board.next_cards(stage, request.GET.get("after", ""))
    except ValueError:
        raise Http404 from None
    return render(request, "deals/_cards.html", {"listing": listing, "cards": cards, "stage": stage, "after": after})
