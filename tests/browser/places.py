"""Every page a person opens: (name, address, who). Names in braces are records of `story`."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from contacts.models import ContactNote
from tests import makers
from transfers.intake import take_in
from transfers.models import Transfer
from transfers.rehearsal import rehearse
from transfers.run import run
from transfers.undoing import ask_to_take_back

PEOPLE = (
    b"First name,Last name,E-mail,Company,Shoe size\nJane,Smith,jane@example.com,Orchard,40\nBad,,not-an-address,,\n"
)

#: The same file, as a browser's file field takes it.
FILE = {"name": "people.csv", "mimeType": "text/csv", "buffer": PEOPLE}

PLACES = [
    ("sign-in", "/account/login/", None),
    ("sign-up", "/account/signup/", None),
    ("forgotten-password", "/account/password/reset/", None),
    ("today", "/", "marco"),
    ("search", "/search?q=smith", "marco"),
    ("contacts", "/contacts", "marco"),
    ("contacts-narrowed", "/contacts?search=smith&status=active", "marco"),
    ("contacts-none", "/contacts?search=nobody-of-that-name", "marco"),
    ("contact", "/contacts/{contact}", "marco"),
    ("contact-new", "/contacts/new", "marco"),
    ("contact-edit", "/contacts/{contact}/edit", "marco"),
    ("companies", "/companies", "marco"),
    ("company", "/companies/{company}", "marco"),
    ("company-edit", "/companies/{company}/edit", "marco"),
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
    ("options", "/settings/options", "olivia"),
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
    return {"company": company.pk, "contact": contact.pk, **imports(cast.olivia), **exports(cast.olivia)}


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
