"""The deals of the demo story: how they went through the stages over the months, and how they ended."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from activity import recording
from contacts.keys import fold
from deals.models import Deal, DealNote, Pipeline, Stage

from . import sales_words, shaping, words

SETTLED = timedelta(days=25)  # after the begin: the companies are there
RENEWAL_EVERY = 6  # of so many deals one is a renewal


@dataclass
class Sale:
    """One deal on its way: `way` says when it came to which of the open stages, `end` when it was won or lost."""

    number: int
    rng: object
    fate: str  # a status
    opened: object
    owner: object
    pipeline: str
    way: list = field(default_factory=list)
    end: object = None
    record: Deal = None


def plan_deals(chapter, *, open_deals, closed_deals):
    """Plan so many open and so many won or lost deals into `chapter` (a Chapter)."""
    _open_pipelines(chapter)
    begin, now = chapter.begin + SETTLED, chapter.now
    for number in range(closed_deals):
        rng = chapter.chance("closed deal", number)
        share = (number + 1 + rng.random()) / (closed_deals + 2)
        end = chapter.moment(rng, begin + (now - begin) * share * 0.97, begin + (now - begin) * share)
        opened = max(begin + timedelta(hours=number), end - timedelta(days=rng.randrange(9, 75)))
        fate = Deal.WON if rng.random() < 0.56 else Deal.LOST
        _plan(chapter, rng, number, fate=fate, opened=opened, until=max(end, opened + timedelta(days=2)))
    for number in range(open_deals):
        rng = chapter.chance("open deal", number)
        is_stuck = number % 9 == 4
        age = rng.randrange(120, 190) if is_stuck else rng.randrange(3, 85)
        opened = chapter.moment(rng, now - timedelta(days=age), now - timedelta(days=age - 1))
        until = opened + timedelta(days=30) if is_stuck else now - timedelta(hours=6)
        _plan(chapter, rng, number, fate=Deal.OPEN, opened=opened, until=until)


def _open_pipelines(chapter):
    """Give the organization its second pipeline, and know the stages of both."""
    organization = chapter.admin.organization_id
    chapter.stages["sales"] = list(Stage.objects.filter(organization=organization).order_by("position"))
    if len(chapter.members) == 1:
        chapter.stages["renewals"] = chapter.stages["sales"]
        return
    pipeline = Pipeline.objects.create(organization_id=organization, name="Renewals", position=1)
    chapter.stages["renewals"] = Stage.objects.bulk_create(
        Stage(
            organization_id=organization, pipeline=pipeline, name=name, name_key=fold(name), color=color,
            probability=probability, closing=closing, position=position,
        )
        for position, (name, color, probability, closing) in enumerate(sales_words.RENEWAL_STAGES)
    )  # fmt: skip


def _plan(chapter, rng, number, *, fate, opened, until):
    owner = None if number % 17 == 3 else rng.choice([*chapter.members, *chapter.members[1:], *chapter.members[1:2]])
    pipeline = "renewals" if number % RENEWAL_EVERY == 5 else "sales"
    sale = Sale(number, rng, fate, opened, owner, pipeline)
    chapter.on(opened, _open, chapter, sale)
    reached = rng.choice((0, 0, 1, 1, 2)) if fate == Deal.OPEN else rng.choice((1, 2, 2))
    last, span = opened, (until - opened) / (reached + 1)
    for step in range(1, reached + 1):
        last = max(chapter.moment(rng, opened + span * (step - 1), opened + span * step), last + timedelta(minutes=9))
        chapter.on(last, _move, chapter, sale, step)
    if fate != Deal.OPEN:
        sale.end = max(until, last + timedelta(minutes=30))
        chapter.on(sale.end, _close, chapter, sale)
    elif number % 25 == 11:
        _plan_reopening(chapter, sale, last)
    _plan_talk(chapter, sale, last)


def _plan_reopening(chapter, sale, last):
    """It was lost once, and came back."""
    lost = last + (chapter.now - last) / 4
    chapter.on(lost, _close, chapter, sale, Deal.LOST)
    chapter.on(lost + (chapter.now - lost) / 3, _reopen, chapter, sale)


def _plan_talk(chapter, sale, last):
    """Notes, some changed figures; every fifth open deal has been quiet for long."""
    rng, until = sale.rng, sale.end or chapter.now - timedelta(hours=3)
    if sale.fate == Deal.OPEN and sale.number % 5 == 0:
        until = min(until, last + timedelta(hours=5))
    for _turn in range(rng.choice((0, 1, 1, 2, 3))):
        chapter.on(chapter.moment(rng, sale.opened, until), _note, chapter, sale)
    if rng.random() < 0.2:
        chapter.on(chapter.moment(rng, sale.opened, until), _value_again, chapter, sale)


def _open(at, chapter, sale):
    rng, by = sale.rng, _seller(chapter, sale)
    company = chapter.companies[rng.randrange(len(chapter.companies))]
    people = [person for person in chapter.people if person.company_id == company.pk]
    contact = rng.choice(people) if people and sale.number % 13 != 6 else None
    offer = rng.choice(sales_words.RENEWALS if sale.pipeline == "renewals" else sales_words.OFFERS)
    values = {
        "name": f"{offer} for {company.name.rsplit(' ', 1)[0]}",
        "value": None if sale.number % 23 == 7 else amount(rng),
        "currency": "EUR" if sale.number % 12 == 8 else "USD",
        "stage_id": chapter.stages[sale.pipeline][0].pk,
        "company_id": company.pk,
        "contact_id": contact and contact.pk,
        "source": rng.choice(words.SOURCES),
        "expected_close_date": _expected(chapter, sale),
        "tags": rng.sample(sorted(words.TAGS), rng.choice((0, 0, 0, 1))),
        "assigned_to_id": sale.owner and sale.owner.pk,
        "is_private": bool(sale.owner) and sale.number % 19 == 12,
        "custom": shaping.deal(chapter, sale.fate, sale.number),
    }
    act = recording.open_act("deal_created", by=by, at=at)
    sale.record = Deal.create(by=by, act=act, created_at=at, updated_at=at, **values)
    chapter.deals.append(sale.record)


def amount(rng):
    """What it is worth: many small ones, a few great ones."""
    return Decimal(round(1_500 * 1.9 ** rng.uniform(0, 6.5), -2))


def _expected(chapter, sale):
    rng, today = sale.rng, chapter.now.date()
    if sale.fate != Deal.OPEN:
        return (sale.opened + timedelta(days=rng.randrange(15, 80))).date()
    if sale.number % 7 == 2:
        return today - timedelta(days=rng.randrange(1, 25))
    if sale.number % 10 == 3:
        return today + timedelta(days=rng.randrange(0, 7 - today.weekday()))
    return None if sale.number % 11 == 1 else today + timedelta(days=rng.randrange(4, 120))


def _move(at, chapter, sale, step):
    by = _seller(chapter, sale)
    act = recording.open_act("deal_changed", by=by, at=at)
    sale.record.move_to(chapter.stages[sale.pipeline][step], by=by, act=act)


def _close(at, chapter, sale, outcome=None):
    by, outcome = _seller(chapter, sale), outcome or sale.fate
    stage = next(stage for stage in chapter.stages[sale.pipeline] if stage.closing == outcome)
    reason = sale.rng.choice(sales_words.LOSS_REASONS) if outcome == Deal.LOST else ""
    sale.record.move_to(stage, by=by, act=recording.open_act("deal_changed", by=by, at=at), loss_reason=reason)


def _reopen(at, chapter, sale):
    by = _seller(chapter, sale)
    sale.record.reopen(by=by, act=recording.open_act("deal_changed", by=by, at=at))


def _note(at, chapter, sale):
    DealNote.write(sale.record, sale.rng.choice(sales_words.DEAL_NOTES), by=_seller(chapter, sale), at=at)


def _value_again(at, chapter, sale):
    by = _seller(chapter, sale)
    sale.record.change(by=by, act=recording.open_act("deal_changed", by=by, at=at), value=amount(sale.rng))


def _seller(chapter, sale):
    return (sale.owner or chapter.members[-1]).through("page")
