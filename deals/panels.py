"""The deals of a contact or a company, on its card."""

from django.db.models import Count, F
from django.urls import reverse
from django.utils.http import urlencode

from activity.panels import Panel

from .models import Deal

SHOWN = 6
ENDS = (Deal.WON, Deal.LOST)
QUESTIONS = {"contact": "contact_id", "company": "company_id"}  # a kind, and the parameter that asks for its deals


def deals_of(record, member):
    """What the panel shows of a contact's or a company's deals: the open ones, those due first in front, and how many
    were won and lost. Two queries."""
    name = QUESTIONS[record.KIND]
    deals = Deal.objects.visible_to(member).filter(**{name: record.pk})
    counts = dict(deals.order_by().values_list("status").annotate(n=Count("pk")))
    open_deals = (
        deals.open().select_related("stage").order_by(F("expected_close_date").asc(nulls_last=True), "pk")
        if counts
        else []
    )
    query = f"{name}={record.pk}"
    listed = reverse("deal_list")
    return {
        "deals": open_deals[:SHOWN],
        "open": counts.get(Deal.OPEN, 0),
        "more": max(0, counts.get(Deal.OPEN, 0) - SHOWN),
        "ended": [(status, counts[status], f"{listed}?{query}&status={status}") for status in ENDS if status in counts],
        "all_url": f"{listed}?{query}&status=open",
        "new_url": f"{reverse('deal_new')}?{_asked_of(record)}",
    }


def _asked_of(record):
    return f"contact_id={record.pk}" if record.KIND == "contact" else urlencode({"company_name": record.name})


PANEL = Panel("deals", "deals/_panel.html", deals_of, order=20)
