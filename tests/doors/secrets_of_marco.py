"""What Marco keeps to himself: a private record of every kind, and all that hangs on them.

Every text of theirs holds `MARKER` or is one of `NUMBERS`, which stand nowhere else; so an answer that holds one tells a
secret. What stands in two places on purpose is `TWINS`' name and address: somebody whom Acme and Marco both know.
"""

from decimal import Decimal

from django.utils import timezone

from activity import feed
from activity.models import recorded_models
from contacts.feeding import NOTES
from contacts.merging import merge
from contacts.models import CompanyNote, Contact, ContactNote
from customization.models import SavedView
from deals.models import DealNote
from inbox.models import Message
from inbox.reading import Found
from inbox.taking import take
from leads.conversion import qualify
from leads.models import LeadNote
from sharing.grouping import add_group, put_in
from sharing.linking import share
from sharing.models import Grouped, LinkEvent, ShareItem, SmartLink
from sharing.offering import add_item
from tasks.models import Task
from tasks.queries import PARENTS
from tests import makers

MARKER = "hush"
NUMBERS = ("7707171", "7707272", "7707373", "7707474")
TWINS = {"first_name": "Jonas", "last_name": "Known", "email": "jonas@known.example"}


def common_ground(cast):
    """What secrets refer to and everybody sees: a field, an item, a contact whom Marco knows too, a list. `{name: id}`."""
    makers.custom_field(cast.olivia, "Motto")
    item = add_item(by=cast.olivia, title="Brochure", url="https://acme.example/brochure")
    share(makers.contact(cast.olivia), item, "link", by=cast.marco)  # or the first secret one would retire it
    SavedView.objects.create(
        organization=cast.acme, kind="contact", name="All", created_by=cast.olivia, is_shared=True, query=EVERYBODY
    )
    return {"share_item": item.pk, "known": makers.contact(cast.olivia, **TWINS).pk}


EVERYBODY = {"groups": [{"conditions": [{"field": "created_at", "op": "in_last_days", "value": 3650}]}]}


def build(cast, ground):
    """`{name: id}` of the secrets, by the names that `TWIN_OF` in `test_private` says."""
    marco = cast.marco
    marco.organization.refresh_from_db(fields=["shape"])
    own = {"assigned_to": marco, "is_private": True}
    company = makers.company(marco, "Hushworks", **FIRM, **own)
    contact = makers.contact(marco, "Hushwig", "Hushfeld", company=company, **PERSON, **own)
    lead = makers.lead(marco, "Hushlind", "Hushberg", **ASKED, **own)
    deal = makers.deal(
        marco, "Hushdeal", value=Decimal(7707171), contact=contact, company=company, notes="Hush, a deal", **own
    )
    return {
        **cards(marco, contact, company, lead, deal),
        **closed(marco, own),
        **of_two(marco, own),
        **shared(cast, contact, ground),
        "contact": contact.pk,
        "company": company.pk,
        "lead": lead.pk,
        "deal": deal.pk,
        "act": contact.change(by=marco, job_title="Hush chief").pk,
        "message": mail(marco),
    } | {"activity": contact.note_records.get().pk * feed.NUMBERS + NOTES.number}


FIRM = {
    "domain": "hushworks.example",
    "website": "https://hushworks.example",
    "email": "firm@hushworks.example",
    "phone": "+49 30 7707272",
    "industry": "Hushing",
    "notes": "Hush, a company",
    "address_city": "Hushstadt",
}
PERSON = {
    "email": "first@hush.example",
    "email2": "second@hush.example",
    "phone": "+49 30 7707373",
    "mobile": "+49 171 7707474",
    "job_title": "Hush officer",
    "notes": "Hush, a person",
    "source": "Hush fair",
    "address_city": "Hushstadt",
    "avatar_url": "https://hush.example/face.png",
    "interest": "Hush interest",
    "metadata": {"hush": "hush"},
    "custom": {"motto": "Hush motto"},
    "tags": ["vip"],
}
ASKED = {
    "email": "lead@hush.example",
    "phone": "+49 30 7707373",
    "company": "Hushmill",
    "job_title": "Hush asker",
    "notes": "Hush, a lead",
    "source": "Hush fair",
    "tags": ["vip"],
}


def cards(marco, contact, company, lead, deal):
    """Notes and tasks on each, some due today and some done."""
    today, ids = timezone.now().date(), {}
    for record, note in ((contact, ContactNote), (company, CompanyNote), (lead, LeadNote), (deal, DealNote)):
        ids[f"{record.KIND}_note"] = note.write(record, f"Hush note of a {record.KIND}", by=marco).pk
        name = "task" if record is contact else f"{record.KIND}_task"
        ids[name] = makers.task(marco, f"Hush task of a {record.KIND}", on=record, due_date=today).pk
        makers.task(marco, f"Hush done of a {record.KIND}", on=record, status=Task.COMPLETED)
    return ids


def closed(marco, own):
    """A won and a lost deal, and a lead that became a contact, a company and a deal."""
    qualified = makers.lead(marco, "Hushka", "Hushmann", email="qualified@hush.example", company="Hushing Ltd", **own)
    qualify(qualified, by=marco)
    lost = makers.deal(marco, "Hush lost", value=Decimal(7707272), **own)
    lost.move_to(makers.stage(marco, "Closed Lost"), by=marco, loss_reason="Hush reason")
    return {
        "won_deal": makers.deal(marco, "Hush won", value=Decimal(7707272), stage="Closed Won", **own).pk,
        "qualified_lead": qualified.pk,
    }


def of_two(marco, own):
    """Somebody whom others know too, somebody who is like the secret contact, and one that was made of two."""
    twin = makers.contact(marco, **TWINS, notes="Hush, a twin", phone="+49 30 7707474", **own)
    kept, gone = (makers.contact(marco, "Hushtwo", "Hushone", email=f"{n}@hush.example", **own) for n in "ab")
    done = merge(kept, gone, by=marco)
    return {
        "twin": twin.pk,
        "other_contact": makers.contact(marco, "Hushwig", "Hushfeld", **own).pk,
        "other_company": makers.company(marco, "Hushworks Double", **own).pk,
        "other_lead": makers.lead(marco, "Hushlind", "Hushberg", **own).pk,
        "merge": done.pk,
        "merged_contact": gone.pk,
    }


def shared(cast, contact, ground):
    """A group and a link that was opened."""
    now, group = timezone.now(), add_group("Hush group", by=cast.marco)
    put_in(group, [contact.pk], by=cast.marco)
    link, _new = share(contact, ShareItem.objects.get(pk=ground["share_item"]), "sms", by=cast.marco)
    for kind in (LinkEvent.OPEN, LinkEvent.PAGE):
        LinkEvent.objects.create(
            organization=cast.acme, link=link, contact=contact, kind=kind, at=now, title="Hush",
            url="https://acme.example/hush",
        )  # fmt: skip
    SmartLink.objects.filter(pk=link.pk).update(opens_count=1, first_opened_at=now, last_opened_at=now)
    return {"group": group.pk, "smart_link": link.pk}


def mail(marco):
    """A message from the secret contact in Marco's mailbox."""
    raw = b"From: Hush <first@hush.example>\nSubject: Hush mail\nMessage-ID: <1@hush.example>\n\nHush, I say"
    take([Found("hush.eml", raw)], owner=marco)
    return Message.objects.get(message_id="1@hush.example").pk


def rows():
    """Every row of what Marco keeps to himself, as it stands in the database: what nobody else may change."""
    people = Contact.objects.filter(is_private=True)
    notes = [(note, note.PARENT) for note in (ContactNote, CompanyNote, LeadNote, DealNote)]
    kept = [
        *(model.objects.filter(is_private=True) for model in recorded_models().values()),
        *(note.objects.filter(**{f"{parent}__is_private": True}) for note, parent in notes),
        *(Task.objects.filter(**{f"{parent}__is_private": True}) for parent in PARENTS),
        *(through.objects.filter(contact__in=people) for through in (Contact.tags.through, Grouped, SmartLink)),
        Message.objects.filter(from_email__contains=MARKER),
    ]
    return [sorted(map(repr, query.values_list())) for query in kept]
