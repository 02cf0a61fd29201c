"""The pages of the reports, and the CSV behind each."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from .asking import Asking
from .catalogue import ALWAYS, OF_DEALS, ON_OVERVIEW, REPORTS, report_of
from .figures import Answer
from .spreadsheet import written


@dataclass
class Tab:
    """A report in the row of tabs, with the filters that are set."""

    label: str
    url: str
    icon: str
    is_here: bool


def report_overview(request):
    """The main charts, small."""
    asking = _asking(request, (*ALWAYS, *OF_DEALS), "last_12_months")
    papers = []
    if asking.is_valid():
        question = asking.question()
        for report in map(report_of, ON_OVERVIEW):
            answer = report.answer(question)
            papers.append(
                {
                    "report": report,
                    "chart": answer.charts[report.chart],
                    "is_empty": answer.is_empty,
                    "url": _url(request, report),
                }
            )
    context = {"form": asking, "papers": papers, "tabs": _tabs(request)}
    return render(request, "crm/reports/overview.html", context, status=200 if asking.is_valid() else 422)


def report_show(request, slug):
    """One report; with `?format=csv` its figures as a file."""
    report = report_of(slug)
    if report is None:
        raise Http404
    asking = _asking(request, report.filters, report.default_period)
    answer = report.answer(asking.question()) if asking.is_valid() else Answer([], [])
    for table in answer.tables:
        table.main = request.member.organization.currency
    if request.GET.get("format") == "csv":
        return _csv(report, asking, answer)
    context = {
        "form": asking,
        "report": report,
        "answer": answer,
        "tabs": _tabs(request, report),
        "csv_url": _url(request, report, format="csv"),
    }
    return render(request, "crm/reports/report.html", context, status=200 if asking.is_valid() else 422)


def _asking(request, filters, default_period):
    today = timezone.localdate()
    return Asking(request.GET, member=request.member, today=today, filters=filters, default_period=default_period)


def _csv(report, asking, answer):
    if not asking.is_valid():
        lines = [f"{asking.fields[name].label}: {messages[0]}" for name, messages in asking.errors.items()]
        return HttpResponse("\n".join(lines), status=422, content_type="text/plain; charset=utf-8")
    response = HttpResponse(written(answer), content_type="text/csv; charset=utf-8")
    name = f"{report.slug}-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _tabs(request, here=None):
    first = Tab(_("Overview"), _address(request, reverse("report_overview")), "chart-column", here is None)
    return [first, *(Tab(one.label, _url(request, one), one.icon, one is here) for one in REPORTS)]


def _url(request, report, **changes):
    return _address(request, reverse("report_show", args=[report.slug]), **changes)


def _address(request, path, **changes):
    """`path` with the filters that are set, so that one looks at the same through another report."""
    params = request.GET.copy()
    for name in [name for name in params if name not in (*ALWAYS, *OF_DEALS) or not params[name]]:
        del params[name]
    for name, value in changes.items():
        params[name] = value
    return f"{path}?{params.urlencode()}" if params else path
