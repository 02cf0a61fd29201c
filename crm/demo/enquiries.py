"""The leads of the demo story: where they came from, who talked to them, what became of them."""

from dataclasses import dataclass
from datetime import timedelta

from activity import recording
from contacts.models import Company, Contact
from deals.models import Deal
from leads.conversion import Wish, qualify
from leads.models import Lead, LeadNote

from . import invention, sales_words, shaping, words
from .selling import amount

SETTLED = timedelta(days=30)
FATES = (Lead.NEW, Lead.QUALIFIED, Lead.CONTACTED, Lead.DISQUALIFIED, Lead.QUALIFIED)


@dataclass
class Enquiry:
    """One lead on its way to its `fate` (a status)."""

    number: int
    rng: object
    fate: str
    name: tuple
    owner: object
    record: Lead = None


def plan_leads(chapter, count):
    """Plan `count` leads into `chapter` (a Chapter): the latest are new, most of the early ones decided."""
    begin, now = chapter.begin + SETTLED, chapter.now
    for number in range(count):
        rng = chapter.chance("lead", number)
        share = ((number + rng.random()) / count) ** 0.7  # more and more come in
        came = chapter.moment(rng, begin + (now - begin) * share * 0.98, begin + (now - begin) * share)
        owner = None if number % 9 == 4 else rng.choice(chapter.members)
        name = (rng.choice(words.FIRST_NAMES), rng.choice(words.LAST_NAMES))
        _plan(chapter, Enquiry(number, rng, _fate(number, came, now), name, owner), came)


def _fate(number, came, now):
    if now - came < timedelta(days=6):
        return Lead.NEW
    fate = FATES[number % len(FATES)]
    is_old = now - came > timedelta(days=90)
    return Lead.DISQUALIFIED if is_old and fate == Lead.NEW else fate


def _plan(chapter, enquiry, came):
    rng, now = enquiry.rng, chapter.now
    chapter.on(came, _ask, chapter, enquiry)
    if enquiry.fate == Lead.NEW:
        return
    answered = chapter.moment(rng, came, min(came + timedelta(days=4), now - timedelta(hours=5)))
    chapter.on(answered, _answer, chapter, enquiry)
    decided = chapter.moment(rng, answered, min(answered + timedelta(days=20), now - timedelta(hours=3)))
    decided = max(decided, answered + timedelta(minutes=12))
    until = now - timedelta(hours=4) if enquiry.fate == Lead.CONTACTED else decided
    for _turn in range(rng.choice((0, 1, 1, 2))):
        chapter.on(chapter.moment(rng, answered, until), _note, chapter, enquiry)
    if enquiry.fate in (Lead.QUALIFIED, Lead.DISQUALIFIED):
        happening = _qualify if enquiry.fate == Lead.QUALIFIED else _put_aside
        chapter.on(decided + timedelta(minutes=7), happening, chapter, enquiry)


def _ask(at, chapter, enquiry):
    rng, owner = enquiry.rng, enquiry.owner
    by = (owner or chapter.admin).through("api" if enquiry.number % 3 else "page")
    company = rng.choice(sales_words.LEAD_COMPANIES)
    if enquiry.number % 4 == 1:  # somebody at a company one knows, written a little differently
        company = chapter.companies[rng.randrange(len(chapter.companies))].name.upper()
    domain = f"{invention.slug(company).replace('.', '-')}.example"
    values = invention.contact(rng, enquiry.name)
    enquiry.record = Lead.create(
        by=by,
        act=recording.open_act("lead_created", by=by, at=at),
        created_at=at,
        updated_at=at,
        first_name=enquiry.name[0],
        last_name=enquiry.name[1],
        email=f"{invention.slug(' '.join(enquiry.name))}.{enquiry.number}@{domain}",
        phone=values["phone"],
        company="" if enquiry.number % 10 == 7 else company,
        job_title=rng.choice(words.JOB_TITLES),
        source=values["source"],
        notes=values["notes"],
        tags=values["tags"][:1],
        custom=shaping.lead(chapter, enquiry.number),
        assigned_to_id=owner and owner.pk,
    )
    chapter.leads.append(enquiry.record)


def _answer(at, chapter, enquiry):
    _change(at, chapter, enquiry, status=Lead.CONTACTED)


def _note(at, chapter, enquiry):
    text = enquiry.rng.choice(sales_words.LEAD_NOTES)
    LeadNote.write(enquiry.record, text, by=enquiry.owner or chapter.admin, at=at)


def _put_aside(at, chapter, enquiry):
    reason = enquiry.rng.choice(sales_words.DISQUALIFIED)
    _change(at, chapter, enquiry, status=Lead.DISQUALIFIED, disqualified_for=reason)


def _qualify(at, chapter, enquiry):
    """It becomes a contact, with a company where one is named and, every other time, a deal."""
    by = (enquiry.owner or chapter.admin).through("page")
    lead, makes_deal = enquiry.record, enquiry.number % 2 == 0
    wish = Wish(
        create_company=bool(lead.company),
        create_deal=makes_deal,
        deal_name=f"{enquiry.rng.choice(sales_words.OFFERS)} for {lead.company or lead.full_name}"
        if makes_deal
        else "",
        deal_value=amount(enquiry.rng) if makes_deal else None,
    )
    conversion = qualify(lead, by=by, wish=wish, act=recording.open_act("lead_qualified", by=by, at=at))
    made = {Contact: lead.became_contact_id, Company: lead.became_company_id, Deal: lead.became_deal_id}
    for model, is_made in ((Contact, conversion.made_contact), (Company, conversion.made_company), (Deal, makes_deal)):
        if is_made:  # then, not now
            model.objects.filter(pk=made[model]).update(created_at=at, updated_at=at)
    chapter.people.append(Contact.objects.get(pk=lead.became_contact_id))
    if makes_deal:
        chapter.deals.append(Deal.objects.select_related("stage").get(pk=lead.became_deal_id))


def _change(at, chapter, enquiry, **values):
    by = (enquiry.owner or chapter.admin).through("page")
    enquiry.record.change(by=by, act=recording.open_act("lead_changed", by=by, at=at), **values)
