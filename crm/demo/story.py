"""What happened at the demo organizations over the last months, told through the verbs as members would have."""

import random
from dataclasses import dataclass, field
from datetime import timedelta

from activity import recording
from contacts.models import Company, CompanyNote, Contact, ContactNote
from customization.models import Tag

from . import invention, shaping, words
from .enquiries import plan_leads
from .gathering import gather, plan_web_form
from .linking import share_links
from .news import mail_nothing, tell_news
from .promises import plan_tasks, settle_reminders
from .selling import plan_deals
from .twins import plan_twins

MONTHS = timedelta(days=280)
WORKDAY = (8, 18)
DOORS = ("page", "page", "page", "api", "key")


@dataclass
class Chapter:
    """The story of one organization: who works there, from when to when, and the events to be played in time order."""

    seed: str
    members: list
    now: object
    begin: object
    companies: dict = field(default_factory=dict)  # by number
    people: list = field(default_factory=list)  # contacts that everybody sees
    leads: list = field(default_factory=list)
    deals: list = field(default_factory=list)
    stages: dict = field(default_factory=dict)  # pipeline → its stages
    waves: dict = field(default_factory=dict)  # import number → its act
    events: list = field(default_factory=list)
    is_shaped: bool = False  # whether there are custom fields

    @property
    def admin(self):
        return self.members[0]

    def on(self, at, happening, *values):
        """Let `happening(at, *values)` take place at `at`."""
        self.events.append((at, len(self.events), happening, values))

    def play(self):
        """Let everything happen that was planned, earliest first."""
        for at, _number, happening, values in sorted(self.events):
            happening(at, *values)

    def chance(self, *what):
        """A random generator for one subject, so that its fate does not hang on the order of events."""
        return random.Random("/".join(map(str, (self.seed, *what))))  # noqa: S311

    def moment(self, rng, since, until=None):
        """A moment in working hours between two moments, never in the future."""
        until = until or self.now
        at = since + (until - since) * rng.random()
        at -= timedelta(days=max(0, at.weekday() - 4))  # nobody works at weekends
        at = at.replace(hour=rng.randrange(*WORKDAY), minute=rng.randrange(60))
        at = min(at, self.now - timedelta(minutes=rng.randrange(2, 300)))
        return max(at, since + timedelta(minutes=1))

    def somebody(self, rng):
        return rng.choice(self.members)


@dataclass(frozen=True)
class Size:
    """How much of everything a chapter tells."""

    companies: int
    contacts: int
    leads: int
    open_deals: int
    closed_deals: int


def tell(members, size, *, now, seed):
    """Make records with their histories for one organization, as many as `size` says; `members[0]` is its admin."""
    chapter = Chapter(seed, members, now, now - MONTHS)
    Tag.objects.bulk_create(
        Tag(organization_id=chapter.admin.organization_id, name=name, color=color) for name, color in words.TAGS.items()
    )
    is_grown = len(members) > 1  # the other one works with what everybody has
    if is_grown:
        shaping.define(chapter)
    for number in range(size.companies):
        _plan_company(chapter, chapter.begin, number)
    for number, name in enumerate(invention.names(chapter.chance("names"), size.contacts)):
        _plan_contact(chapter, chapter.begin, number, name)
    plan_leads(chapter, size.leads)
    plan_deals(chapter, open_deals=size.open_deals, closed_deals=size.closed_deals)
    plan_tasks(chapter)
    if is_grown:
        plan_twins(chapter)
        plan_web_form(chapter)
    chapter.play()
    settle_reminders(chapter)
    if is_grown:
        shaping.write_words(chapter)
        shaping.share_views(chapter)
        gather(chapter)
        share_links(chapter)
        tell_news(chapter)
    mail_nothing(chapter)


def _plan_company(chapter, begin, number):
    rng = chapter.chance("company", number)
    at = chapter.moment(rng, begin, begin + timedelta(days=20))
    chapter.on(at, _found_company, chapter, rng, number)


def _found_company(at, chapter, rng, number):
    by = chapter.somebody(rng).through(rng.choice(DOORS))
    owner = rng.choice([None, *chapter.members])
    tags, values = rng.sample(sorted(words.TAGS), rng.choice((0, 0, 1))), invention.company(rng, number)
    company = chapter.companies[number] = Company.create(
        by=by,
        act=recording.open_act("company_created", by=by, at=at),
        created_at=at,
        updated_at=at,
        assigned_to_id=owner and owner.pk,
        tags=tags,
        custom=shaping.company(chapter, number, values["domain"]),
        **values,
    )
    if rng.random() < 0.5:
        text = rng.choice(words.COMPANY_NOTES)
        CompanyNote.write(company, text, by=chapter.somebody(rng), at=chapter.moment(rng, at))


@dataclass
class Life:
    """One contact on their way through the story."""

    chapter: Chapter
    rng: random.Random
    name: tuple
    wave: int | None
    record: Contact = None

    def witness(self):
        """Somebody who may touch the record, by some door."""
        by = self.record.assigned_to if self.record.is_private else self.chapter.somebody(self.rng)
        return by.through(self.rng.choice(DOORS))

    def change(self, at, **values):
        by, now = self.witness(), {name: getattr(self.record, name, None) for name in values}
        if now != values:
            self.record.change(by=by, act=recording.open_act("contact_changed", by=by, at=at), **values)


def _plan_contact(chapter, begin, number, name):
    rng = chapter.chance("contact", number)
    wave = number % 5 if number % 5 < 3 and number > 20 else None  # three imports, the others one by one
    if wave is None:
        born = chapter.moment(rng, begin + timedelta(days=21))
    else:
        born = (begin + timedelta(days=30 + 60 * wave)).replace(hour=10, minute=15)
    life = Life(chapter, rng, name, wave)
    chapter.on(born, _meet, life)
    for _turn in range(rng.choice((0, 1, 1, 2, 2, 3, 4))):
        lately = rng.random() < 0.4
        since = max(born, chapter.now - timedelta(days=45)) if lately else born
        chapter.on(chapter.moment(rng, since), rng.choice(_HAPPENINGS), life)


def _meet(at, life):
    chapter, rng = life.chapter, life.rng
    company = chapter.companies[rng.randrange(len(chapter.companies))] if rng.random() < 0.9 else None
    values = invention.contact(rng, life.name, company) | {"custom": shaping.contact(chapter, life.name)}
    by = chapter.somebody(rng).through(rng.choice(DOORS)) if life.wave is None else chapter.admin.through("import")
    values["is_private"] = life.wave is None and rng.random() < 0.12
    owner = by if values["is_private"] else rng.choice([None, *chapter.members])
    values["assigned_to_id"] = owner and owner.pk
    act = chapter.waves.get(life.wave) or recording.open_act("contact_created", by=by, at=at)
    if life.wave is not None:
        chapter.waves[life.wave] = act
    life.record = Contact.create(by=by, act=act, created_at=at, updated_at=at, **values)
    if not life.record.is_private:
        chapter.people.append(life.record)


def _promote(at, life):
    life.change(at, job_title=life.rng.choice(words.JOB_TITLES))


def _call(at, life):
    ContactNote.write(life.record, life.rng.choice(words.NOTES), by=life.witness(), at=at)


def _rest(at, life):
    life.change(at, status=Contact.INACTIVE)


def _hand_over(at, life):
    if not life.record.is_private:
        life.change(at, assigned_to_id=life.chapter.somebody(life.rng).pk)


def _renumber(at, life):
    life.change(at, mobile=f"+44 7700 900{life.rng.randrange(1000):03d}")


def _retag(at, life):
    now = life.record.tag_names
    names = sorted({*now, life.rng.choice(sorted(words.TAGS))})
    if names != now:
        life.change(at, tags=names)


_HAPPENINGS = (_call, _call, _call, _call, _promote, _renumber, _hand_over, _hand_over, _retag, _rest)
