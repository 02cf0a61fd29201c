"""The day a deal was closed: not before it was opened, not in the days to come."""

import datetime

import pytest
from django.utils import timezone

from deals.models import Deal, MoveRefused
from tests import makers

TODAY = timezone.now().date()
LONG_AGO = datetime.date(2020, 1, 1)


def opened(member, day):
    deal = makers.deal(member)
    Deal.objects.filter(pk=deal.pk).update(created_at=datetime.datetime.combine(day, datetime.time(9), datetime.UTC))
    deal.refresh_from_db()
    return deal


def test_may_be_the_day_it_was_opened(cast):
    deal = opened(cast.marco, LONG_AGO)
    deal.move_to(makers.stage(cast.marco, "Closed Won"), by=cast.marco, closed_at=LONG_AGO)
    assert (deal.status, deal.closed_on) == ("won", LONG_AGO)


@pytest.mark.parametrize("day", [LONG_AGO - datetime.timedelta(days=1), TODAY + datetime.timedelta(days=3)])
def test_cannot_be_before_it_was_opened_or_to_come(cast, day):
    deal = opened(cast.marco, LONG_AGO)
    with pytest.raises(MoveRefused) as refused:
        deal.move_to(makers.stage(cast.marco, "Closed Lost"), by=cast.marco, closed_at=day)
    assert refused.value.field == "closed_at"
    deal.refresh_from_db()
    assert (deal.status, deal.steps.count(), deal.closings.count()) == ("open", 1, 0)


def test_of_a_deal_that_came_closed_may_be_corrected(cast):
    """Deals of former years are written down after they ended."""
    deal = makers.deal(cast.marco, stage="Closed Won", closed_at=LONG_AGO)
    deal.revise(by=cast.marco, closed_at=LONG_AGO - datetime.timedelta(days=30))
    assert deal.closed_on == LONG_AGO - datetime.timedelta(days=30)


def test_is_named_where_the_api_refuses_it(cast, rest):
    deal = opened(cast.marco, TODAY)
    body = {"stage_id": makers.stage(cast.marco, "Closed Won").pk, "closed_at": "2020-01-01"}
    answer = rest(cast.marco).put(f"/api/deals/{deal.pk}/stage", body)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["closed_at"]
