"""One of each record, all of Acme, that the table's addresses name."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Credential, Invitation
from activity.feed import NUMBERS
from contacts.feeding import NOTES
from contacts.merging import merge
from contacts.models import CompanyNote, ContactNote
from customization import words
from customization.models import BulkJob, CustomFieldFolder, Option, SavedView, Tag
from customization.words import set_value
from deals.models import DealNote, Pipeline, Stage
from inbox.models import Message
from inbox.reading import Found
from inbox.taking import take
from leads.conversion import disqualify, qualify
from leads.models import LeadNote
from notifications.mailing import off_token
from notifications.models import Notification, PushSubscription
from notifications.telling import Telling, tell
from sharing.grouping import add_group, put_in
from sharing.linking import share
from sharing.offering import add_item
from sharing.sites import allow_site
from sharing.web_forms import add_form
from tasks.models import CalendarFeed
from tests import makers
from transfers.models import Transfer
from webhooks import endpoints

READ = {"filename": "people.csv", "file_format": "csv", "encoding": "utf-8", "delimiter": ","}


def build(cast):
    """`{name in the table: id}`."""
    olivia, marco = cast.olivia, cast.marco
    contact = makers.contact(olivia, "Una", "Assigned")
    marcos = makers.contact(marco, "Mia", "Marcos", assigned_to=marco)
    private = makers.contact(marco, "Petra", "Private", assigned_to=marco, is_private=True)
    company = makers.company(olivia, "Orchard")
    act = contact.change(by=marco, first_name="Unity")
    invitation, token = Invitation.send_to("new@acme.example", by=olivia)
    credential, _secret = Credential.issue(by=olivia, name="Shown")
    acme = {"organization": cast.acme}
    kept = SimpleUploadedFile("people.csv", b"First name,Last name\nJane,Smith\n")
    ready = {
        "direction": Transfer.EXPORT,
        "kind": "contact",
        "status": Transfer.DONE,
        "filename": "people.csv",
        "file_format": "csv",
        "expires_at": timezone.now() + timedelta(days=7),
    }
    kept_out = SimpleUploadedFile("people.csv", b"first_name\r\nJane\r\n")
    return {
        "contact": contact.pk,
        "marcos": marcos.pk,
        "private": private.pk,
        "company": company.pk,
        **shape(cast),
        **deals(cast),
        **leads(cast),
        **doubles(cast),
        **mails(cast),
        **tasks(cast, contact, private, company),
        **rep(cast, marcos, private),
        **grouped(cast, marcos),
        **written(cast),
        "device": device(cast.marco).pk,
        **told(cast.marco, contact),
        **shared(cast, contact, private),
        **webhooks(cast),
        "contact_note": ContactNote.write(contact, "Called", by=marco).pk,
        "company_note": CompanyNote.write(company, "Called", by=marco).pk,
        "act": act.pk,
        "member": cast.rita.pk,
        "team": cast.team.pk,
        "acme": cast.acme.pk,
        "token": token,
        "invitation": invitation.pk,
        "credential": credential.pk,
        "tag": Tag.objects.create(**acme, name="vip").pk,
        "option": Option.objects.create(**acme, category="contact_source", value="Fairground").pk,
        "mine": SavedView.objects.create(**acme, kind="contact", name="Marco's", created_by=marco).pk,
        "shared": SavedView.objects.create(
            **acme, kind="company", name="Everybody's", created_by=marco, is_shared=True
        ).pk,
        "import": Transfer.objects.create(**acme, member=marco, kind="contact", status=Transfer.DONE).pk,
        "lead_import": Transfer.objects.create(**acme, member=marco, kind="lead", status=Transfer.DONE).pk,
        "export": Transfer.objects.create(**acme, **ready, member=olivia, kept=kept).pk,  # olivia's own
        "of_marco": Transfer.objects.create(**acme, **ready, member=marco, kept=kept_out).pk,  # another's
        "draft": Transfer.objects.create(**acme, member=marco, kind="contact", kept=kept, **READ).pk,
    }


def grouped(cast, contact):
    """A group of Marco's with a contact of his, and web forms that are open and closed."""
    group = add_group("Golfers", by=cast.marco)
    put_in(group, [contact.pk], by=cast.marco)
    form = add_form(by=cast.olivia, name="Site", title="Talk to us", fields=["message"])
    closed = add_form(by=cast.olivia, name="Old", title="Talk to us", is_active=False)
    return {"group": group.pk, "web_form": form.pk, "form_token": form.token, "closed_token": closed.token}


def shape(cast):
    """A custom field of contacts in a folder, a custom value, and a shared view."""
    folder = CustomFieldFolder.objects.create(organization=cast.acme, name="Clothes")
    set_value("greeting", "Good day", by=cast.olivia)
    SavedView.objects.create(
        organization=cast.acme, kind="contact", name="Olivia's", created_by=cast.olivia, is_shared=True
    )
    return {
        "clothes": folder.pk,
        "shoe_size": makers.custom_field(cast.olivia, "Shoe size", type="number", folder=folder).pk,
    }


def shared(cast, contact, private):
    """An item that is shared with a contact, and with a private one, one that is not, and a site."""
    sell = {"by": cast.olivia, "url": "https://shop.example/tent"}
    tent, other = add_item(**sell, title="Tent"), add_item(**sell, title="Never shared")
    (link, _new), (hidden, _new) = (share(to, tent, "email", by=cast.marco) for to in (contact, private))
    return {
        "link": link.token,
        "link_id": link.pk,
        "private_link": hidden.pk,
        "share_item": tent.pk,
        "unshared": other.pk,
        "site": allow_site("https://site.example", by=cast.olivia).pk,
    }


def doubles(cast):
    """A contact, a company and a lead of nobody's to merge others into, and a merge that was made."""
    olivia = cast.olivia
    kept, gone = (makers.contact(olivia, "Una", "Twice") for _n in range(2))
    return {
        "other_contact": makers.contact(olivia, "Una", "Double").pk,
        "other_company": makers.company(olivia, "Orchard Double").pk,
        "other_lead": makers.lead(olivia, "Una", "Double").pk,
        "merge": merge(kept, gone, by=olivia).pk,
        "merged_contact": gone.pk,
    }


def deals(cast):
    """A deal of nobody's, one that is Marco's own, one that is won, and a pipeline and a stage without deals."""
    olivia, marco = cast.olivia, cast.marco
    deal, pipeline = makers.deal(olivia, "Orchard rollout"), Pipeline.make("Partners", by=olivia)
    return {
        "deal": deal.pk,
        "private_deal": makers.deal(marco, "Own business", assigned_to=marco, is_private=True).pk,
        "won_deal": makers.deal(olivia, "Orchard trial", stage="Closed Won").pk,
        "deal_note": DealNote.write(deal, "Called", by=marco).pk,
        "deal_view": SavedView.objects.create(
            organization=cast.acme, kind="deal", name="Marco's", created_by=marco
        ).pk,
        "pipeline": pipeline.pk,
        "stage": deal.stage_id,
        "next_stage": makers.stage(olivia, "Proposal").pk,
        "empty_stage": Stage.add(pipeline, by=olivia, name="Trial").pk,
    }  # fmt: skip


def leads(cast):
    """A lead of nobody's, one that is Marco's own, one that became a contact, one put aside."""
    olivia, marco = cast.olivia, cast.marco
    lead = makers.lead(olivia, "Una", "Asked")
    qualified, aside = makers.lead(olivia, "Quincy", "Came"), makers.lead(olivia, "Abe", "Went")
    qualify(qualified, by=olivia)
    disqualify(aside, "Price", by=olivia)
    return {
        "lead": lead.pk,
        "private_lead": makers.lead(marco, "Petra", "Private", assigned_to=marco, is_private=True).pk,
        "qualified_lead": qualified.pk,
        "aside_lead": aside.pk,
        "lead_note": LeadNote.write(lead, "Called", by=marco).pk,
        "lead_view": SavedView.objects.create(
            organization=cast.acme, kind="lead", name="Marco's", created_by=marco
        ).pk,
    }  # fmt: skip


def tasks(cast, contact, private, company):
    """A task on a contact, one on Marco's private one, one each on a company, a lead and a deal, and Marco's feed."""
    olivia, marco = cast.olivia, cast.marco
    lead, deal = makers.lead(olivia, "Tom", "Tasked"), makers.deal(olivia, "Tasked")
    return {
        "task": makers.task(olivia, "Call", on=contact).pk,
        "private_task": makers.task(marco, "Call in private", on=private).pk,
        "company_task": makers.task(olivia, "Visit", on=company).pk,
        "tasked_lead": lead.pk,
        "lead_task": makers.task(olivia, "Ask", on=lead).pk,
        "tasked_deal": deal.pk,
        "deal_task": makers.task(olivia, "Offer", on=deal).pk,
        "feed": CalendarFeed.issue(by=marco)[1],
        "task_view": SavedView.objects.create(
            organization=cast.acme, kind="task", name="Marco's", created_by=marco
        ).pk,
    }  # fmt: skip


def rep(cast, contact, private):
    """What the Rep API has of Marco: notes and tasks on a contact of his and on his private one, a link, and a group."""
    marco, item = cast.marco, add_item(by=cast.olivia, title="Tour", url="https://acme.example/tour")
    ids = {
        "tour": item.pk,
        "reps_link": share(contact, item, "qr", by=marco)[0].pk,
        "reps_group": add_group("Reps", by=marco).pk,
    }
    for name, record in (("reps", contact), ("private", private)):
        note = ContactNote.write(record, "Called", by=marco)
        ids |= {
            f"{name}_note": note.pk,
            f"{name}_todo": makers.task(marco, "Write", on=record).pk,
            f"{name}_activity": note.pk * NUMBERS + NOTES.number,
        }
    return ids


def written(cast):
    """A custom value called `signature`, a message template, and a large change of Marco's that waits."""
    olivia, marco = cast.olivia, cast.marco
    words.set_value("signature", "Kind regards", by=olivia)
    waiting = {"kind": "contact", "act_name": "status", "typed": {"value": ["inactive"]}, "until_id": 0}
    return {
        "template": words.write_template(by=olivia, name="Hello", subject="", body="Dear {{contact.first_name}}").pk,
        "job": BulkJob.objects.create(organization=cast.acme, member=marco, **waiting).pk,
    }


def told(member, contact):
    """A notification, and the token by which mails like it are turned off."""
    telling = Telling(member.pk, "assigned", "world", record_kind="contact", record_id=contact.pk)
    tell([telling], organization_id=member.organization_id, at=timezone.now())
    return {
        "notification": Notification.objects.get(member=member, key="world").pk,
        "off_token": off_token(member.pk, ["assigned"]),
    }


def device(member):
    """A device that is sent pushes, at an address that nothing is sent to."""
    keys = {
        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    }
    return PushSubscription.objects.create(
        organization=member.organization, member=member, endpoint="https://127.0.0.1/x", hashed="0" * 64, **keys
    )


def mails(cast):
    """A message of Marco's with somebody of nobody's, and one that is with nobody on record."""
    makers.contact(cast.olivia, "Lena", "Letter", email="lena@x.example")
    for number, sender in enumerate(("lena@x.example", "stranger@x.example")):
        raw = f"From: {sender}\nMessage-ID: <{number}@x.example>\n\nHello".encode()
        take([Found(sender, raw)], owner=cast.marco)
    names = {"message": "0@x.example", "own_message": "1@x.example"}
    return {name: Message.objects.get(message_id=text).pk for name, text in names.items()}


def keys(cast):
    """(a key's secret, a revoked key's secret)."""
    _usable, secret = Credential.issue(by=cast.olivia, name="Usable")
    gone, old_secret = Credential.issue(by=cast.olivia, name="Gone")
    gone.revoke(by=cast.olivia)
    return secret, old_secret


def webhooks(cast):
    """A webhook and a test on its way to it."""
    endpoint, _secret = endpoints.add("https://hooks.example/in", ["lead.qualified"], by=cast.olivia)
    return {"endpoint": endpoint.pk, "delivery": endpoints.send_test(endpoint, by=cast.olivia).pk}
