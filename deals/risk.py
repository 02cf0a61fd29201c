"""How likely an open deal is to go wrong, and why: points, a level, and sentences with numbers in them.

What speaks against a deal, and how many points that is, up to 100 in all:

- 30  its expected close has passed
- 20  nothing has happened for 14 days; 35 for 30 days
- 15  no task is open
- 20  it stands in its stage longer than half of the organization's deals did within the last year (`Step.stayed`), in
      whole days; at least 3 that are not private must have left the stage to tell
- 10  it has no contact

From 30 points the level is medium, from 60 high. What happened is the latest of: the deal was made or changed, a note
was written, and what `register_fact` brings. A closed deal has no risk. Everybody who sees a deal is told the same.

Upper floors bring facts when their apps are ready, by these names; the expression is one over `Deal`, as `annotate`
takes it, and usually asks by `OuterRef("pk")`:

- `has_open_task` (true or false): whether anything is to be done
- `last_task_at` (a time or null): when a task was last made, changed or done
- `last_mail_at` (a time or null): when a mail was last written or received
- `last_opened_at` (a time or null): when its contact last opened what was shared with them

Where nobody brings a fact, what would follow from it is left out.
"""

import datetime
from dataclasses import dataclass

from django.core.cache import cache
from django.db import connection
from django.db.models import Aggregate, Count, F, FloatField, Max, OuterRef, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Deal, DealNote, Step

FACTS = ("has_open_task", "last_task_at", "last_mail_at", "last_opened_at")
HAPPENED = FACTS[1:]
READ = ("status", "expected_close_date", "updated_at", "stage_id", "stage_since", "contact_id")  # of the deal itself
LATE, QUIET, VERY_QUIET, NO_TASK, SLOW, NO_CONTACT = 30, 20, 35, 15, 20, 10  # points
QUIET_DAYS, VERY_QUIET_DAYS = 14, 30
MEDIUM, HIGH = 30, 60
FEWEST_STAYS = 3
TELLING = datetime.timedelta(days=365)  # how long ago deals may have come to a stage to say what is usual there
KEPT_FOR = 600  # seconds; what is usual does not change by the minute

_registered = {}


@dataclass(frozen=True)
class Risk:
    """`score` 0…100, `level` low, medium or high, `factors`: what speaks against the deal, in sentences."""

    score: int
    level: str
    factors: list


def register_fact(name, expression_factory):
    """Let `expression_factory`, called without arguments, give the expression of one of `FACTS`."""
    if name not in FACTS:
        raise ValueError(f"{name} is none of {', '.join(FACTS)}")
    _registered[name] = expression_factory


# -- reading ----------------------------------------------------------------------------------------


def with_facts(deals):
    """`deals`, a queryset, with everything `rate` looks at, in the statement that reads them."""
    notes = DealNote.objects.filter(deal=OuterRef("pk")).order_by().values("deal")
    last_note = Subquery(notes.annotate(at=Max("created_at")).values("at"))
    return deals.annotate(last_note_at=last_note, **{name: make() for name, make in _registered.items()})


def fact_names():
    """The annotations of `with_facts`."""
    return ("last_note_at", *_registered)


def rated(deals, member, *, now=None):
    """The deals of a queryset as a list, each with its `risk`. One query, and now and then one for what is usual."""
    return rate(list(with_facts(deals)), member=member, now=now)


def rate(deals, *, member, now=None):
    """Set the `risk` of `deals`, which `with_facts` has read: a Risk, None for a closed one. Returns them."""
    assess = assessor(member, now=now)
    for deal in deals:
        deal.risk = assess(lambda name, deal=deal: getattr(deal, name))
    return deals


def assessor(member, *, now=None):
    """A function that gives the Risk of one deal; it is told the deal's facts by a function from names to values."""
    now = now or timezone.now()
    usual = None

    def assess(fact):
        nonlocal usual
        if fact("status") != Deal.OPEN:
            return None
        if usual is None:
            usual = usual_stays(member.organization_id, now)
        return _risk([found for found in _factors(fact, usual, now) if found])

    return assess


# -- judging ----------------------------------------------------------------------------------------


def _risk(factors):
    score = min(100, sum(points for points, _sentence in factors))
    level = "high" if score >= HIGH else "medium" if score >= MEDIUM else "low"
    return Risk(score, level, [sentence for _points, sentence in factors])


def _factors(fact, usual, now):
    yield _late(fact("expected_close_date"), timezone.localdate(now))
    yield _quiet(fact, now)
    if "has_open_task" in _registered and not fact("has_open_task"):
        yield NO_TASK, _("No task is open.")
    yield _slow((now - fact("stage_since")).days, usual.get(fact("stage_id")))
    if fact("contact_id") is None:
        yield NO_CONTACT, _("No contact is named.")


def _late(expected, today):
    days = (today - expected).days if expected else 0
    if days <= 0:
        return None
    return LATE, ngettext(
        "The expected close was %(days)d day ago.", "The expected close was %(days)d days ago.", days
    ) % {"days": days}


def _quiet(fact, now):
    names = ["last_note_at", *(name for name in HAPPENED if name in _registered)]
    latest = max(at for at in (fact("updated_at"), *map(fact, names)) if at is not None)
    days = (now - latest).days
    if days < QUIET_DAYS:
        return None
    said = _("Nothing has happened for %(days)d days.") % {"days": days}
    return (VERY_QUIET if days >= VERY_QUIET_DAYS else QUIET), said


def _slow(days, usual):
    if usual is None or days <= usual:
        return None
    here = ngettext("In this stage for %(days)d day", "In this stage for %(days)d days", days) % {"days": days}
    if not usual:
        return SLOW, _("%(here)s; half of the deals leave it on the first day.") % {"here": here}
    said = ngettext(
        "%(here)s; half of the deals leave it within %(usual)d day.",
        "%(here)s; half of the deals leave it within %(usual)d days.",
        usual,
    )
    return SLOW, said % {"here": here, "usual": usual}


# -- what is usual ----------------------------------------------------------------------------------


def usual_stays(organization_id, now):
    """`{stage id: whole days}` that half of the deals stay at most, of stages that enough have left."""
    key = f"usual-stays:{organization_id}"
    usual = cache.get(key)
    if usual is None:
        usual = {stage: int(median // 86_400) for stage, median in median_stays(organization_id, now).items()}
        cache.set(key, usual, KEPT_FOR)
    return usual


def median_stays(organization_id, now):
    """`{stage id: median of Step.stayed in seconds}` of the open stages, as far as enough deals have left them."""
    stays = Step.objects.filter(organization=organization_id, stage__closing="", at__gte=now - TELLING)
    stays = stays.exclude(stayed=None).filter(deal__is_private=False).order_by()
    return _median_by_percentile(stays) if connection.vendor == "postgresql" else _median_by_rank(stays)


class Median(Aggregate):
    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def _median_by_percentile(stays):
    medians = stays.values("stage").annotate(n=Count("pk"), median=Median("stayed")).filter(n__gte=FEWEST_STAYS)
    return dict(medians.values_list("stage", "median"))


def _median_by_rank(stays):
    """As `_median_by_percentile` on any database: the one or two in the middle of each stage."""
    ranked = stays.annotate(
        place=Window(RowNumber(), partition_by=F("stage"), order_by=[F("stayed").asc(), F("pk").asc()]),
        n=Window(Count("pk"), partition_by=F("stage")),
    )
    middle = {}
    for stage, stayed, place, n in ranked.filter(n__gte=FEWEST_STAYS).values_list("stage", "stayed", "place", "n"):
        if place in ((n + 1) // 2, n // 2 + 1):
            middle.setdefault(stage, []).append(stayed)
    return {stage: sum(both) / len(both) for stage, both in middle.items()}
