"""The board: a pipeline's deals in columns by stage. A page of it asks a constant number of queries."""

import datetime
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Case, F, Q, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from .lists import named
from .models import Deal, Stage
from .risk import READ, rated
from .sums import Total, total_in_words, totals_of

SHOWN = 50  # cards of a column at once
CLOSED_DAYS = 30  # how long a closed deal stays on the board

#: Open deals by the day they should close, closed ones latest first; one order serves both.
EXPECTED = Case(When(closed_at=None, then=F("expected_close_date")))
ORDER = (F("closed_at").desc(nulls_last=True), EXPECTED.asc(nulls_last=True), F("pk").asc())

#: What cards show, besides what risk looks at.
SHOWN_OF_DEAL = ("name", "value", "currency", "closed_at", "is_private", "company", "assigned_to")
SHOWN_OF_PEOPLE = (
    "contact__first_name",
    "contact__last_name",
    "contact__is_private",
    "contact__assigned_to",
    "company__name",
    "company__is_private",
    "company__assigned_to",
    "assigned_to__name",
    "assigned_to__user__first_name",
    "assigned_to__user__last_name",
    "assigned_to__user__email",
)


@dataclass
class Column:
    """One stage with its first cards; `total` counts all of its deals, `after` marks where the next cards begin."""

    stage: Stage
    total: Total
    cards: list = field(default_factory=list)

    @property
    def is_closing(self):
        return bool(self.stage.closing)

    @property
    def more_count(self):
        return max(0, self.total.count - len(self.cards))

    @property
    def after(self):
        """The mark of the last card, "" where no more are to come."""
        return mark_of(self.cards[-1]) if self.cards and self.more_count else ""


class Board:
    """What the board of a `Listing` shows its member."""

    def __init__(self, listing):
        self.listing, self.member = listing, listing.member

    @cached_property
    def stages(self):
        """All stages of the organization, in the order of pipelines and of theirs."""
        return list(Stage.objects.visible_to(self.member).select_related("pipeline"))

    @cached_property
    def pipelines(self):
        return list({stage.pipeline_id: stage.pipeline for stage in self.stages}.values())

    @cached_property
    def pipeline(self):
        """The pipeline asked for, else that of a stage asked for, else the first; None where there is none."""
        asked = self.listing.active.get("pipeline_id")
        if asked is None and "stage_id" in self.listing.active:
            wanted = self.listing.active["stage_id"]
            asked = next((stage.pipeline_id for stage in self.stages if stage.pk == wanted), None)
        chosen = [pipeline for pipeline in self.pipelines if pipeline.pk == asked]
        return next(iter(chosen or self.pipelines), None)

    @property
    def tabs(self):
        """(pipeline, address, whether it is this one) where there are several."""
        if len(self.pipelines) < 2:
            return []
        urls = (self.listing.url(["stage_id", "stage_ids"], pipeline_id=pipeline.pk) for pipeline in self.pipelines)
        return [(pipeline, url, pipeline == self.pipeline) for pipeline, url in zip(self.pipelines, urls, strict=True)]

    @cached_property
    def own_stages(self):
        """The stages of the pipeline shown."""
        return [stage for stage in self.stages if stage.pipeline == self.pipeline]

    @property
    def deals(self):
        """The deals that stand on the board: those that match and are open, or were closed lately."""
        lately = timezone.now() - datetime.timedelta(days=CLOSED_DAYS)
        matching = self.listing.filtered.qs.filter(stage__in=[stage.pk for stage in self.own_stages])
        return matching.filter(Q(status=Deal.OPEN) | Q(closed_at__gte=lately))

    @cached_property
    def totals(self):
        """`{(stage's id,): Total}`."""
        return totals_of(self.deals, "stage_id")

    def heads(self):
        """The columns without cards."""
        return [Column(stage, self.totals[stage.pk,]) for stage in self.own_stages]

    @cached_property
    def columns(self):
        """The columns with their first cards."""
        columns = {column.stage.pk: column for column in self.heads()}
        for deal in self.first_cards():
            columns[deal.stage_id].cards.append(deal)
        return list(columns.values())

    @property
    def is_empty(self):
        """Whether there are columns and no card in any of them."""
        return bool(self.columns) and not any(column.total.count for column in self.columns)

    def first_cards(self):
        """The first cards of every column, in order."""
        place = Window(RowNumber(), partition_by=F("stage_id"), order_by=list(ORDER))
        first = self.deals.order_by().annotate(place=place).filter(place__lte=SHOWN).values("pk")
        most = SHOWN * len(self.own_stages)  # said so that the database plans for so few
        return self.cards(Deal.objects.visible_to(self.member).filter(pk__in=first[:most]))

    def next_cards(self, stage, after):
        """(the next cards of a column after a mark, the mark of the last one or "" at the end)."""
        deals = self.deals.filter(stage=stage).filter(beyond(after)).order_by(*ORDER)[: SHOWN + 1]
        ids = list(deals.values_list("pk", flat=True))
        cards = self.cards(Deal.objects.visible_to(self.member).filter(pk__in=ids[:SHOWN]))
        return cards, mark_of(cards[-1]) if len(ids) > SHOWN else ""

    def cards(self, deals):
        """The deals of a queryset as a list in their order, with what their cards show and no more: cards are many, and
        their contacts and companies are wide."""
        people = deals.order_by(*ORDER).select_related("contact", "company", "assigned_to__user")
        return named(rated(people.only(*READ, *SHOWN_OF_DEAL, *SHOWN_OF_PEOPLE), self.member), self.member)

    @property
    def summary(self):
        """What the open deals on the board come to, in words."""
        total = Total()
        for column in self.heads():
            if not column.is_closing:
                total.include(column.total)
        return total_in_words(total)


def mark_of(deal):
    """Where a card stands in its column, as an address carries it: what the order goes by, and its id."""
    moment = deal.closed_at.isoformat() if deal.closed_at else deal.expected_close_date or ""
    return f"{moment}~{deal.pk}"


def beyond(mark):
    """A Q for the deals after `mark` in their column. Raises ValueError for what is no mark."""
    text, _tilde, pk = str(mark).partition("~")
    later = Q(pk__gt=int(pk[:18]))
    if not text:
        return Q(closed_at=None, expected_close_date=None) & later
    if "T" in text:
        moment = parse_datetime(text)
        if moment is None or moment.tzinfo is None:
            raise ValueError(text)
        return Q(closed_at__lt=moment) | (Q(closed_at=moment) & later)
    day = parse_date(text)
    if day is None:
        raise ValueError(text)
    after = Q(expected_close_date__gt=day) | Q(expected_close_date=None) | (Q(expected_close_date=day) & later)
    return Q(closed_at=None) & after
