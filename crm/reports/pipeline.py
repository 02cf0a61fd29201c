"""What is in the pipeline now, stage by stage."""

from django.db.models import Avg, Count, F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from deals.models import Stage

from . import links
from .charts import Bars, Series
from .figures import DAYS, MONEY, Amounts, Answer, Column, Row, Table, main_currency
from .measures import WholeDays


def answer(question):
    """Open deals by stage: how many, what they come to, weighted by their chance, and how old they are."""
    rows = _rows(question)
    table = Table(_("Open deals by stage"), _("Stage"), _columns(), rows, _total(question, rows))
    return Answer([table], [_chart(question, rows)])


def _columns():
    return [
        Column("count", _("Deals")),
        Column("sum", _("Value"), MONEY),
        Column("weighted", _("Weighted"), MONEY),
        Column("age", _("Average age"), DAYS),
    ]


def _rows(question):
    asked = question.deals().filter(status="open").with_chance()
    asked = asked.annotate(age_in_days=WholeDays(timezone.now(), F("created_at")))
    found = asked.values_list("stage", "currency").annotate(
        n=Count("pk"), total=Sum("value"), weighted=Sum("weighted_now"), age=Avg("age_in_days")
    )
    by_stage = {}
    for stage, currency, n, total, weighted, age in found:
        values = by_stage.setdefault(stage, {"count": 0, "sum": Amounts(), "weighted": Amounts(), "days": 0})
        values["count"] += n
        values["days"] += float(age) * n
        values["sum"].enter(currency, total)
        values["weighted"].enter(currency, weighted)
    return [_row(question, stage, by_stage.get(stage.pk)) for stage in _stages(question, by_stage)]


def _stages(question, used):
    """The open stages in their order, and others that hold open deals."""
    stages = Stage.objects.visible_to(question.member).select_related("pipeline")
    if question.pipeline:
        stages = stages.filter(pipeline=question.pipeline)
    return [stage for stage in stages if not stage.closing or stage.pk in used]


def _row(question, stage, values):
    values = values or {"count": 0, "sum": Amounts(), "weighted": Amounts(), "days": 0}
    values["age"] = values["days"] / values["count"] if values["count"] else None
    url = links.deals(question, stage_id=stage.pk, status="open")
    return Row(stage.name, values, {"count": url} if values["count"] else {}, group=stage.pipeline.name)


def _total(question, rows):
    count = sum(row.values["count"] for row in rows)
    values = {
        "count": count,
        "sum": Amounts(*(row.values["sum"] for row in rows)),
        "weighted": Amounts(*(row.values["weighted"] for row in rows)),
        "age": sum(row.values["days"] for row in rows) / count if count else None,
    }
    return Row(_("Total"), values, {"count": links.deals(question, status="open")} if count else {})


def _chart(question, rows):
    currency = main_currency(question, *(row.values["sum"] for row in rows))
    many = len({row.group for row in rows}) > 1
    categories = []
    for row in rows:
        total, weighted = row.values["sum"].get(currency, 0), row.values["weighted"].get(currency, 0)
        label = f"{row.group}: {row.label}" if many else row.label
        categories.append((label, [round(weighted, 2), round(total - weighted, 2)]))
    return Bars(
        title=_("Value of open deals by stage, %(currency)s") % {"currency": currency},
        summary=_("For each stage a bar: what its deals come to, the part weighted by their chance in front."),
        series=[Series(_("Weighted"), "one"), Series(_("The rest of the value"), "one-pale")],
        currency=currency,
        categories=categories,
    )


__all__ = ["answer"]
