"""Moving a deal to another stage, by its own page, by a dialog or by the board; and reopening it."""

import datetime

from django.http import JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from activity.answers import done, refused, typed_in, undo_url, where_from
from activity.recent import found_or_404
from customization.lists import Listing
from customization.lists.views import shown

from ..board import Board
from ..drawing import Cards
from ..forms import MoveForm
from ..lists import DEALS, read
from ..models import Deal, MovedMeanwhile, MoveRefused, Stage, Step

FIELDS = {"closed_at": "closed_on", "loss_reason": "loss_reason"}  # what a refusal names, and the form's own


@require_http_methods(["GET", "POST"])
def deal_move(request, pk):
    """Asks where to (GET), for a closing `stage` only when and why; and moves (POST).

    The board gets JSON: what to say, the card as it now stands, and the heads of the columns that changed; 409 where
    somebody else was faster, 422 where the deal cannot go there.
    """
    deal = found_or_404(Deal, pk, request.member)
    request.member.must_edit(deal)
    form = MoveForm(typed_in(request), member=request.member, deal=deal, initial=_initial(request, deal))
    if request.method == "GET" or not form.is_valid():
        return _asked(request, deal, form)
    try:
        act = deal.move_to(form.place, by=request.member, seen_stage=form.seen_stage, **form.closing)
    except MovedMeanwhile as moved:
        return _was_faster(request, moved.deal)
    except MoveRefused as refusal:
        form.add_error(FIELDS.get(refusal.field), str(refusal))
        return _asked(request, deal, form)
    said = _("“%(deal)s” moved to %(stage)s.") if act else _("“%(deal)s” stands in %(stage)s already.")
    text = said % {"deal": deal, "stage": form.place}
    if not _is_board(request):
        return done(request, text, act=act, to=deal.get_absolute_url())
    return JsonResponse(_told(request, deal) | {"text": text, "undo": undo_url(act)})


def _initial(request, deal):
    """What the form begins with: the stage of the address, then also today, or the day the deal was opened if that is
    later where closing days are counted; else the stage it stands in."""
    opened_on = deal.created_at.astimezone(datetime.UTC).date()
    asked = request.GET.get("stage")
    day = {"closed_on": max(timezone.localdate(), opened_on)} if asked else {}
    return {"stage": asked or deal.stage_id, "seen": deal.stage_id, **day}


def _is_board(request):
    return request.headers.get("Accept") == "application/json"


def _asked(request, deal, form):
    """The form, as a page, in the dialog, or with the first thing that is wrong for the board."""
    asked = form["stage"].value()
    stage = next((stage for stage in form.stages if str(stage.pk) == str(asked) and stage.closing), None)
    context = {"deal": deal, "form": form, "closing": stage, "cancel_url": deal.get_absolute_url()}
    if form.is_bound and _is_board(request):
        wrong = next(iter(form.errors.values()))[0]
        part = render_to_string("deals/_move.html", context | {"as_part": True}, request)
        return JsonResponse(_told(request, deal) | {"text": wrong, "form": part}, status=422)
    return shown(request, "deals/move", context, status=422 if form.is_bound else 200)


def _was_faster(request, deal):
    """Somebody else has moved the deal: say who, and where it stands now."""
    step = Step.objects.visible_to(request.member).filter(deal=deal, stayed=None).select_related("member__user").first()
    who = step.member.full_name if step and step.member else _("Somebody")
    text = _("%(who)s has moved “%(deal)s” to %(stage)s meanwhile.") % {"who": who, "deal": deal, "stage": deal.stage}
    if not _is_board(request):
        return refused(request, text, to=deal.get_absolute_url())
    return JsonResponse(_told(request, deal) | {"text": text}, status=409)


def _told(request, deal):
    """The deal's card as it stands now, and the heads of the columns, as the board draws them under its filters."""
    listing = Listing(DEALS, request.GET, request.member, way="board")
    now = read(Deal.objects.visible_to(request.member).filter(pk=deal.pk), request.member)[0]
    board = Board(listing)
    card = Cards(listing.state).draw(now)
    heads = {
        column.stage.pk: render_to_string("deals/_head.html", {"column": column}, request) for column in board.heads()
    }
    return {"card": card, "stage": now.stage_id, "heads": heads, "summary": board.summary}


@require_POST
def deal_reopen(request, pk):
    """Open a closed deal again, in the `stage` given or where it stood before it was closed."""
    deal = found_or_404(Deal, pk, request.member)
    request.member.must_edit(deal)
    wanted = request.POST.get("stage", "")
    to = where_from(request, deal.get_absolute_url())
    stage = next((one for one in Stage.objects.visible_to(request.member) if str(one.pk) == wanted), None)
    try:
        act = deal.reopen(by=request.member, stage=stage)
    except MoveRefused as refusal:
        return refused(request, str(refusal), to=to)
    text = _("“%(deal)s” is open again, in %(stage)s.") % {"deal": deal, "stage": deal.stage}
    return done(request, text, act=act, to=to)
