"""Every page a person opens: (name, address, who). Names in braces are records of `story`."""

from datetime import time, timedelta
from decimal import Decimal
from urllib.parse import quote

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from contacts.duplicates.searching import search
from contacts.merging import merge
from contacts.models import ContactNote, DuplicateSearch
from customization import words
from customization.models import BulkJob, Option, SavedView, Tag
from customization.shaping import add_field
from customization.subscriptions import check_due, subscribe
from deals.models import Pipeline
from inbox.models import Message
from inbox.reading import Found, messages_at
from inbox.taking import take
from leads.conversion import Wish, disqualify, qualify
from leads.models import LeadNote
from notifications.mailing import off_token
from sharing.grouping import add_group, put_in
from sharing.linking import share
from sharing.models import WebForm
from sharing.offering import add_item
from sharing.opening import record_open, record_page
from sharing.sites import allow_site
from sharing.web_forms import add_form
from tasks.reminders import remind_due
from tests import makers
from tests.inbox.conftest import MAILS
from transfers.intake import take_in
from transfers.models import Transfer
from transfers.rehearsal import rehearse
from transfers.run import run
from transfers.undoing import ask_to_take_back
from webhooks import endpoints
from webhooks.models import Attempt, Delivery, Endpoint

PEOPLE = (
    b"First name,Last name,E-mail,Company,Shoe size\nJane,Smith,jane@example.com,Orchard,40\nBad,,not-an-address,,\n"
)

#: The same file, as a browser's file field takes it.
FILE = {"name": "people.csv", "mimeType": "text/csv", "buffer": PEOPLE}

#: Smart lists as addresses carry them: every kind of value, and one that asks for what is gone.
SMART = quote(
    '{"groups":[{"conditions":[{"field":"name","op":"contains","value":"smith"},{"field":"status","op":"in","value":["active"]},'
    '{"field":"created_at","op":"between","value":["2020-01-01","2999-12-31"]},{"field":"tags","op":"contains","value":"vip"},'
    '{"field":"assigned_to","op":"eq","value":"me"},{"field":"phone","op":"is_not_empty"}]},{"conditions":'
    '[{"field":"email","op":"in","value":["a@x.example","b@x.example"]},{"field":"dnc","op":"eq","value":true},'
    '{"field":"updated_at","op":"in_last_days","value":30}]}]}'
)
BROKEN = quote('{"groups":[{"conditions":[{"field":"custom.gone","op":"eq","value":"Gold"}]}]}')

PLACES = [
    ("sign-in", "/account/login/", None),
    ("sign-up", "/account/signup/", None),
    ("forgotten-password", "/account/password/reset/", None),
    ("form", "/f/{form_token}", None),
    ("form-embedded", "/f/{form_token}?embedded=1", None),
    ("groups", "/groups", "marco"),
    ("groups-none", "/groups", "rita"),
    ("group", "/groups/{group}", "marco"),
    ("contacts-in-group", "/contacts?group={group}&columns=name,groups", "marco"),
    ("forms", "/settings/forms", "olivia"),
    ("form-new", "/settings/forms/new", "olivia"),
    ("form-edit", "/settings/forms/{web_form}", "olivia"),
    ("form-preview", "/settings/forms/{web_form}/preview", "olivia"),
    ("today", "/", "marco"),
    ("search", "/search?q=smith", "marco"),
    ("duplicates", "/duplicates", "marco"),
    ("duplicates-none", "/duplicates?kind=lead&least=90", "marco"),
    ("contact-duplicates", "/contacts/{contact}/duplicates?search=smith", "marco"),
    ("contact-merge", "/contacts/{contact}/merge?with={double}", "marco"),
    ("contact-merged", "/contacts/{merged_contact}", "marco"),
    ("reports", "/reports", "marco"),
    ("report-pipeline", "/reports/pipeline", "marco"),
    ("report-months", "/reports/months", "marco"),
    ("report-forecast", "/reports/forecast", "marco"),
    ("report-reps", "/reports/reps", "marco"),
    ("report-reasons", "/reports/reasons?period=custom", "marco"),
    ("report-leads", "/reports/leads", "marco"),
    ("report-activity", "/reports/activity", "marco"),
    ("contacts", "/contacts", "marco"),
    ("contacts-narrowed", "/contacts?search=smith&status=active", "marco"),
    ("contacts-none", "/contacts?search=nobody-of-that-name", "marco"),
    ("contacts-smart", f"/contacts?query={SMART}", "marco"),
    ("contacts-broken", f"/contacts?query={BROKEN}", "marco"),
    ("builder", f"/contacts/smart?query={SMART}&why={{contact}}", "marco"),
    ("builder-empty", "/deals/smart", "marco"),
    ("builder-mending", f"/contacts/smart?query={BROKEN}", "marco"),
    ("columns", "/contacts/columns", "marco"),
    ("view", "/contacts/views/{view}", "marco"),
    ("contact", "/contacts/{contact}", "marco"),
    ("contact-new", "/contacts/new", "marco"),
    ("contact-edit", "/contacts/{contact}/edit", "marco"),
    ("companies", "/companies", "marco"),
    ("company", "/companies/{company}", "marco"),
    ("company-edit", "/companies/{company}/edit", "marco"),
    ("deals", "/deals", "marco"),
    ("deals-narrowed", "/deals?status=open&date_from=2020-01-01&date_field=created_at", "marco"),
    ("deals-filters", "/deals/filters?way=board", "marco"),
    ("deals-bulk-move", "/deals/bulk?act=move&ids={deal}", "marco"),
    ("board", "/deals/board", "marco"),
    ("board-narrowed", "/deals/board?assigned_to=me&search=spring", "marco"),
    ("forecast", "/deals/forecast", "marco"),
    ("deal", "/deals/{deal}", "marco"),
    ("deal-lost", "/deals/{lost_deal}", "marco"),
    ("deal-new", "/deals/new?contact_id={contact}", "marco"),
    ("deal-edit", "/deals/{deal}/edit", "marco"),
    ("deal-move", "/deals/{deal}/move", "marco"),
    ("deal-reopen", "/deals/{lost_deal}/move", "marco"),
    ("pipelines", "/settings/pipelines", "olivia"),
    ("stage-new", "/settings/pipelines/{pipeline}/stages/new", "olivia"),
    ("stage-edit", "/settings/stages/{stage}", "olivia"),
    ("leads", "/leads", "marco"),
    ("leads-disqualify", "/leads/bulk?act=disqualify&ids={lead}", "marco"),
    ("lead", "/leads/{lead}", "marco"),
    ("lead-qualified", "/leads/{qualified_lead}", "marco"),
    ("lead-aside", "/leads/{aside_lead}", "marco"),
    ("lead-new", "/leads/new?company=Orchard", "marco"),
    ("lead-qualify", "/leads/{lead}/qualify", "marco"),
    ("lead-disqualify", "/leads/{lead}/disqualify", "marco"),
    ("tasks", "/tasks", "marco"),
    ("tasks-everybodys", "/tasks?scope=company", "marco"),
    ("tasks-none", "/tasks", "tess"),
    ("tasks-table", "/tasks/table", "marco"),
    ("tasks-week", "/tasks/week", "marco"),
    ("tasks-month", "/tasks/month", "marco"),
    ("task", "/tasks/{task}", "marco"),
    ("task-new", "/tasks/new?contact_id={contact}", "marco"),
    ("task-edit", "/tasks/{task}/edit", "marco"),
    ("task-move", "/tasks/{task}/move", "marco"),
    ("notifications", "/notifications", "marco"),
    ("notifications-none", "/notifications", "tess"),
    ("notifications-of-a-kind", "/notifications?kind=task_due", "marco"),
    ("notification-preferences", "/profile/notifications", "olivia"),
    ("mail-off", "/notifications/off/{off_token}", None),
    ("calendar-feed", "/tasks/feed", "marco"),
    ("following", "/profile/subscriptions", "marco"),
    ("following-nothing", "/profile/subscriptions", "tess"),
    ("large-changes", "/bulk", "marco"),
    ("large-change-running", "/bulk/{job}", "marco"),
    ("large-change-done", "/bulk/{done_job}", "marco"),
    ("contact-write", "/contacts/{contact}/write", "marco"),
    ("contact-share", "/contacts/{contact}/share", "marco"),
    ("link-send", "/links/{link}/send?template={template}", "marco"),
    ("links", "/links", "marco"),
    ("links-none", "/links", "tess"),
    ("link", "/links/{link}", "marco"),
    ("link-machines", "/links/{link}?show=bot", "marco"),
    ("link-nowhere", "/s/AAAAAAAAAAAAAAAAAAAAAA", None),
    ("share-items", "/settings/items", "olivia"),
    ("share-item-new", "/settings/items/new", "olivia"),
    ("share-item", "/settings/items/{share_item}", "olivia"),
    ("sites", "/settings/sites", "olivia"),
    ("webhooks", "/settings/webhooks", "olivia"),
    ("webhook-new", "/settings/webhooks/new", "olivia"),
    ("webhook", "/settings/webhooks/{endpoint}", "olivia"),
    ("webhook-failing", "/settings/webhooks/{failing_endpoint}?state=failed", "olivia"),
    ("webhook-edit", "/settings/webhooks/{endpoint}/edit", "olivia"),
    ("webhook-secret", "/settings/webhooks/{endpoint}/secret", "olivia"),
    ("webhook-remove", "/settings/webhooks/{endpoint}/remove", "olivia"),
    ("webhook-delivery", "/settings/webhooks/{endpoint}/deliveries/{delivery}", "olivia"),
    ("custom-values", "/settings/values", "olivia"),
    ("custom-value", "/settings/values/signature", "olivia"),
    ("templates", "/settings/templates", "marco"),
    ("template-new", "/settings/templates/new", "olivia"),
    ("template-edit", "/settings/templates/{template}?to={contact}", "olivia"),
    ("mail", "/mail", "marco"),
    ("mail-none", "/mail?search=nothing-of-that-name", "marco"),
    ("mail-import", "/mail/import", "marco"),
    ("message", "/mail/{message}", "marco"),
    ("message-text", "/mail/{message}?show=text", "marco"),
    ("message-headers", "/mail/{message}?show=headers", "marco"),
    ("imports", "/imports", "olivia"),
    ("import-new", "/imports/new?kind=contact", "olivia"),
    ("import-columns", "/imports/{import}", "olivia"),
    ("import-rehearsed", "/imports/{rehearsed}", "olivia"),
    ("import-running", "/imports/{running}", "olivia"),
    ("import-done", "/imports/{done}", "olivia"),
    ("import-row-by-row", "/imports/{done}?show=all", "olivia"),
    ("import-undone", "/imports/{undone}", "olivia"),
    ("export", "/export/contact", "olivia"),
    ("export-running", "/exports/{export}", "olivia"),
    ("export-ready", "/exports/{ready}", "olivia"),
    ("settings", "/settings", "olivia"),
    ("people", "/settings/people", "olivia"),
    ("teams", "/settings/teams", "olivia"),
    ("api-keys", "/settings/api-keys", "olivia"),
    ("tags", "/settings/tags", "olivia"),
    ("tag", "/settings/tags/{tag}", "olivia"),
    ("custom-fields", "/settings/fields", "olivia"),
    ("custom-fields-none", "/settings/fields?kind=lead", "olivia"),
    ("custom-field-new", "/settings/fields/new?kind=contact", "olivia"),
    ("custom-field-edit", "/settings/fields/{plan}", "olivia"),
    ("custom-field-remove", "/settings/fields/{plan}/remove", "olivia"),
    ("field-folder", "/settings/folders/{folder}", "olivia"),
    ("options", "/settings/options", "olivia"),
    ("option-edit", "/settings/options/{option}", "olivia"),
    ("profile", "/profile", "marco"),
    ("two-factor", "/account/2fa/", "marco"),
    ("devices", "/account/sessions/", "marco"),
    ("not-found", "/contacts/999999", "marco"),
]


def story(cast):
    """Something to see on each page; `{name: id}`."""
    company = makers.company(cast.marco, "Orchard Foods", industry="Food", phone="+1-555-0100")
    contact = makers.contact(
        cast.marco,
        email="jane@example.com",
        phone="+1-555-0101",
        job_title="Buyer",
        company=company,
        tags=["vip", "fair"],
        assigned_to=cast.marco,
    )
    contact.change(by=cast.marco, status="inactive")
    contact.change(by=cast.marco, status="active")
    ContactNote.write(contact, "Wants the spring prices.\nCall after Easter.", by=cast.marco)
    makers.contact(cast.olivia, "Ola", "Smithers", is_private=True, assigned_to=cast.olivia)
    for number in range(30):
        makers.contact(cast.olivia, f"Ann {number}", "Smith", email=f"ann{number}@example.com")
    return {
        "company": company.pk,
        "contact": contact.pk,
        "view": SavedView.objects.create(
            organization=cast.acme, kind="contact", name="Fair people", is_shared=True, created_by=cast.marco
        ).pk,
        **tasks(cast.marco, contact, company),
        **deals(cast.marco, contact, company),
        **leads(cast.marco),
        **doubles(cast.marco, company),
        **written(cast),
        **shaped(cast.olivia),
        **mails(cast.marco),
        **imports(cast.olivia),
        **exports(cast.olivia),
        **told(cast, contact),
        **shared(cast, contact),
        **grouped(cast, contact),
        **webhooks(cast),
    }


def grouped(cast, contact):
    """Groups of Marco's, one with a contact in it, and a web form that asks for everything."""
    group = add_group("Golfers", "teal", by=cast.marco)
    add_group("Nobody yet", by=cast.marco)
    put_in(group, [contact.pk], by=cast.marco)
    form = add_form(
        by=cast.olivia, name="Site", title="Talk to us", intro="We call you back.", fields=list(WebForm.FIELDS),
        consent="You may write to me.", thanks_urls=["https://shop.example/thanks"], assigned_to=cast.marco,
    )  # fmt: skip
    return {"group": group.pk, "web_form": form.pk, "form_token": form.token}


def told(cast, contact):
    """Notifications of several kinds, and the token by which mails of one are turned off."""
    ContactNote.write(contact, "@Marco Diaz, can you take over?", by=cast.olivia)
    makers.contact(cast.olivia, "Given", "Away", assigned_to=cast.marco)
    return {"off_token": off_token(cast.marco.pk, ["assigned", "mentioned"])}


def shared(cast, contact):
    """Items, one retired, and a link that a person opened and a machine looked at; `{name: id}`."""
    tent = add_item(
        by=cast.olivia, title="The tent of a long name that needs two lines", url="https://shop.example/tent"
    )
    add_item(
        by=cast.olivia, title="Last year's catalogue", url="https://shop.example/old", kind="media", is_active=False
    )
    allow_site("https://shop.example", by=cast.olivia)
    link, _new = share(contact, tent, "email", by=cast.marco)
    seen = {"at": timezone.now(), "ip": "198.51.100.7", "user_agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/132.0"}
    record_open(link, **seen)
    record_open(link, **seen, reason="scanner")
    record_page(link, **seen, url="https://shop.example/tent", title="A tent for four")
    return {"link": link.pk, "share_item": tent.pk}


def written(cast):
    """A template with a token that means nothing, a list somebody entered and left, large changes; `{name: id}`."""
    olivia, marco = cast.olivia, cast.marco
    words.set_value("signature", "Kind regards\nOlivia", by=olivia)
    body = "Dear {{contact.full_name}},\n{{nothing.known}}\n{{custom_values.signature}}"
    fair = {"organization": cast.acme, "kind": "contact", "created_by": marco}
    view = SavedView.objects.create(**fair, name="Fair", params={"tag": ["fair"]})
    subscribe(view, by=marco)
    came = makers.contact(marco, "Finn", "Fair", tags=["fair"])
    check_due(timezone.now() + timedelta(hours=1))
    came.change(by=marco, tags=[])
    check_due(timezone.now() + timedelta(hours=2))
    large = {
        "organization": cast.acme,
        "member": marco,
        "kind": "contact",
        "act_name": "tag",
        "until_id": 0,
        "total": 25_000,
    }
    lease = timezone.now() + timedelta(days=1)
    return {
        "template": words.write_template(by=olivia, name="Hello", subject="Hi {{contact.first_name}}", body=body).pk,
        "job": BulkJob.objects.create(**large, status=BulkJob.RUNNING, position=9_500, lease_until=lease).pk,
        "done_job": BulkJob.objects.create(**large, status=BulkJob.DONE, position=25_000).pk,
    }


def shaped(member):
    """Custom fields in a folder and without, a tag, an option; `{name: id}`."""
    plan = add_field(by=member, label="Contract plan", type="select", options=["Gold", "Silver"], folder="Contract")
    add_field(by=member, label="Where the team that buys from us says what it does", type="url", required=True)
    add_field(by=member, label="Budget", type="number", entity="deal")
    makers.contact(member, "Paula", "Planned", custom={"contract_plan": "Gold"})
    return {
        "plan": plan.pk,
        "folder": plan.folder_id,
        "tag": Tag.objects.visible_to(member)[0].pk,
        "option": Option.objects.visible_to(member)[0].pk,
    }


def tasks(member, contact, company):
    """Tasks late, for today and done, on records and on none; `{name: id}`."""
    today = timezone.localdate()
    task = makers.task(
        member, "Send the spring prices", on=contact, due_date=today, due_time=time(15), priority="high",
        description="With the new freight table.",
    )  # fmt: skip
    makers.task(member, "Visit the warehouse", on=company, due_date=today - timedelta(days=2))
    makers.task(member, "Plan the fair", due_date=today + timedelta(days=1), priority="low")
    makers.task(member, "Call back", on=contact, status="completed", due_date=today)
    remind_due(timezone.now())
    return {"task": task.pk}


def deals(member, contact, company):
    """A deal that is late and has a story, one that was lost, others in two pipelines and currencies; `{name: id}`."""
    late = timezone.localdate() - timedelta(days=12)
    people = {"contact": contact, "company": company}
    deal = makers.deal(member, "Spring order", value=Decimal(48_500), expected_close_date=late, tags=["vip"], **people)
    deal.move_to(makers.stage(member, "Proposal"), by=member)
    deal.move_to(makers.stage(member, "Closed Won"), by=member)
    deal.reopen(by=member)
    lost = makers.deal(member, "Autumn order", value=Decimal(900), currency="EUR", **people)
    lost.move_to(makers.stage(member, "Closed Lost"), by=member, loss_reason="Price")
    renewals = Pipeline.make("Renewals", by=member)
    makers.deal(member, "A small one of a long name that needs two lines", value=Decimal("12.50"), currency="EUR")
    makers.deal(member, "Own", assigned_to=member, is_private=True, stage=renewals.stages.first())
    return {"deal": deal.pk, "lost_deal": lost.pk, "pipeline": renewals.pk, "stage": deal.stage_id}


def leads(member):
    """A lead that may be somebody who is here, one that became a contact, one put aside; `{name: id}`."""
    values = {"company": "Orchard Foods Ltd", "email": "JANE@example.com", "phone": "+1-555-0102", "source": "Fair"}
    lead = makers.lead(member, "Jane", "Smith-Jones", **values, job_title="Head of Buying", tags=["fair"])
    LeadNote.write(lead, "Asked for the spring prices.", by=member)
    qualified, aside = (
        makers.lead(member, "Quincy", "Came", company="Orchard Foods"),
        makers.lead(member, "Abe", "Went"),
    )
    qualify(qualified, by=member, wish=Wish(create_deal=True, deal_name="Spring order"))
    disqualify(aside, "No budget", by=member)
    return {"lead": lead.pk, "qualified_lead": qualified.pk, "aside_lead": aside.pk}


def doubles(member, company):
    """A double of Jane to merge with her, two who were merged, and the pairs of a search; `{name: id}`."""
    values = {"job_title": "Head of Buying", "phone": "+1 (555) 0101", "notes": "Met at the fair.", "tags": ["new"]}
    double = makers.contact(member, "Jane", "Smyth", email="Jane@Example.com", company=company, **values)
    ContactNote.write(double, "Called about the prices.", by=member)
    kept, gone = (makers.contact(member, "Otto", name, email="otto@orchard.example") for name in ("Weber", "Webber"))
    gone.change(by=member, phone="+49 30 5550101")
    merge(kept, gone, by=member)
    DuplicateSearch.ask(member.organization_id, timezone.now())
    search(member.organization_id)
    return {"double": double.pk, "merged_contact": kept.pk}


def mails(member):
    """Mail of every kind, of which one has people on record, strangers, an answer, attachments; `{name: id}`."""
    take(messages_at(MAILS), owner=member)
    makers.contact(member, "Amélie", "Durand", email="amelie@orchard.example")
    raw = (MAILS / "html-with-attachments.eml").read_bytes()
    take([Found("again", raw.replace(b"signed-1@", b"signed-2@"))], owner=member)
    return {"message": Message.objects.get(message_id="signed-1@orchard.example").pk}


def started(member):
    """An import whose file was read, waiting for its columns to be confirmed."""
    return take_in(SimpleUploadedFile("people.csv", PEOPLE), kind="contact", by=member, mode="upsert")


def imports(member):
    """An import at each of its steps; `{name: id}`."""
    running = started(member)
    later = timezone.now() + timedelta(hours=1)
    Transfer.objects.filter(pk=running.pk).update(status="running", rows=10, position=4, lease_until=later)
    undone = ended(member)
    ask_to_take_back(undone, by=member)
    done = ended(member)
    rehearsed = rehearse(started(member))
    return {
        "import": started(member).pk,
        "rehearsed": rehearsed.pk,
        "running": running.pk,
        "done": done.pk,
        "undone": undone.pk,
    }


def ended(member):
    """An import that was run to its end."""
    transfer = started(member)
    transfer.ask_to_run()
    run(transfer)
    return transfer


def exports(member):
    """An export that a worker is writing, and one whose file waits."""
    now = timezone.now()
    common = {
        "organization": member.organization, "member": member, "direction": Transfer.EXPORT, "kind": "contact",
        "filename": "contacts-2026-01-15.csv", "file_format": "csv", "rows": 120_000, "started_at": now,
    }  # fmt: skip
    running = {"status": Transfer.RUNNING, "position": 48_000, "lease_until": now + timedelta(days=1)}
    ready = {"status": Transfer.DONE, "position": 120_000, "finished_at": now, "expires_at": now + timedelta(days=7)}
    kept = SimpleUploadedFile("contacts.csv", b"first_name\r\nJane\r\n")
    return {
        "export": Transfer.objects.create(**common, **running).pk,
        "ready": Transfer.objects.create(**common, **ready, kept=kept, size=24_000_000).pk,
    }


def webhooks(cast):
    """A webhook with deliveries in every state and their tries, and one that was turned off; `{name: id}`."""
    now, olivia = timezone.now(), cast.olivia
    endpoint, _secret = endpoints.add(
        "https://hooks.orchard.example/rapport/in?warehouse=7", ["contact.created", "deal.won", "lead.qualified"], by=olivia,
        description="Stock and invoices",
    )  # fmt: skip
    failing, _secret = endpoints.add("https://" + "a-long-name." * 8 + "example/in", ["task.deleted"], by=olivia)
    Endpoint.objects.filter(pk=failing.pk).update(
        is_active=False, disabled_at=now, failing_since=now - timedelta(days=4)
    )
    endpoints.rotate(endpoint, by=olivia)
    for state, status, problem in (("failed", 500, ""), ("waiting", None, "timed out"), ("delivered", 200, "")):
        delivery = endpoints.send_test(endpoint, by=olivia)
        Delivery.objects.filter(pk=delivery.pk).update(
            state=state, attempts_count=3, due_at=now + timedelta(minutes=30)
        )
        common = {"organization": cast.acme, "delivery": delivery, "at": now}
        Attempt.objects.create(**common, status=status, problem=problem, milliseconds=42, answer='{"ok": false}' * 40)
    return {"endpoint": endpoint.pk, "failing_endpoint": failing.pk, "delivery": delivery.pk}
