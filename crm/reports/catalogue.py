"""The reports there are, in the order of their tabs."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from . import activity, closings, conversion, forecast, pipeline

ALWAYS = ("period", "date_from", "date_to")
OF_DEALS = ("pipeline", "owner", "currency")


@dataclass(frozen=True)
class Report:
    """One report: `slug` in its address, the `filters` it reads, `answer` that makes an Answer of a Question."""

    slug: str
    label: str
    text: str
    icon: str
    answer: Callable
    filters: tuple = (*ALWAYS, *OF_DEALS)
    default_period: str = "last_12_months"
    chart: int = 0  # which of its charts stands on the overview


REPORTS = [
    Report(
        "pipeline", _("Pipeline"), _("What is open now, stage by stage."), "layers", pipeline.answer, filters=OF_DEALS
    ),
    Report(
        "months", _("Won and lost"), _("What was won and lost, month by month."), "trending-up", closings.by_month
    ),
    Report(
        "forecast",
        _("Forecast"),
        _("What was expected of each month, and what was won in it."),
        "chart-line",
        forecast.answer,
        default_period="this_year",
    ),
    Report("reps", _("By rep"), _("What was won and lost, by the owner of the deals."), "users", closings.by_rep),
    Report(
        "sources", _("By source"), _("What was won and lost, by where the deals came from."), "chart-pie",
        closings.by_source,
    ),
    Report("reasons", _("Why deals are lost"), _("What deals were lost for."), "thumbs-down", closings.by_reason),
    Report(
        "leads",
        _("Leads"),
        _("What became of the leads that came in, and how long it took."),
        "target",
        conversion.answer,
        filters=(*ALWAYS, "owner"),
    ),
    Report(
        "activity",
        _("Activity"),
        _("What everybody did. You count what you may see."),
        "gauge",
        activity.answer,
        filters=(*ALWAYS, "owner"),
        default_period="this_month",
    ),
]  # fmt: skip
ON_OVERVIEW = ("pipeline", "months", "forecast", "leads")


def report_of(slug):
    """The Report with this slug, or None."""
    return next((report for report in REPORTS if report.slug == slug), None)
