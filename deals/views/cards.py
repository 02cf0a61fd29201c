"""The card of a deal."""

from django.utils import timezone
from django.views.decorators.http import require_GET

from customization.lists.cards import show_card

from ..lists import DEALS
from ..models import Closing, Stage, Step

STEPS_SHOWN = 50


@require_GET
def deal_card(request, pk):
    """A deal: what it is worth, how far it is, how it got there, what speaks against it."""

    def more(deal):
        stages = list(Stage.objects.visible_to(request.member).filter(pipeline=deal.stage.pipeline_id))
        ends = {stage.closing: stage for stage in reversed(stages) if stage.closing}
        return {"path": path_of(deal, stages), "ends": ends, "history": history_of(deal, request.member)}

    return show_card(request, DEALS, pk, "deals/deal_card.html", more)


def path_of(deal, stages):
    """(stage, "done", "now" or "") for the stages of the deal's pipeline; of the closing ones only that it stands in is
    ever other than to come."""
    open_stages = [stage.pk for stage in stages if not stage.closing]
    reached = open_stages.index(deal.stage_id) if deal.stage_id in open_stages else len(open_stages)
    passed = set(open_stages[:reached])
    return [(stage, "now" if stage.pk == deal.stage_id else "done" if stage.pk in passed else "") for stage in stages]


def history_of(deal, member):
    """What happened to the deal's stage, latest first: `[(time, kind, Step or Closing)]`. Two queries."""
    steps = Step.objects.visible_to(member).filter(deal=deal).select_related("member__user", "stage")
    steps = list(steps.order_by("-at", "-pk")[:STEPS_SHOWN])
    for step in steps:
        standing = step.stayed is None and deal.is_open
        step.lasted = (timezone.now() - step.at).total_seconds() if standing else step.stayed
    closings = Closing.objects.visible_to(member).filter(deal=deal).select_related("member__user")
    closings = list(closings.order_by("-created_at")[:STEPS_SHOWN])
    told = [(step.at, 0, "step", step) for step in steps]
    told += [(closing.created_at, 1, "closed", closing) for closing in closings]
    told += [(closing.reopened_at, 1, "reopened", closing) for closing in closings if closing.reopened_at]
    return [(at, kind, what) for at, _order, kind, what in sorted(told, key=lambda one: one[:2], reverse=True)]
