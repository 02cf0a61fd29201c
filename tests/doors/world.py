"""One of each record, all of Acme, that the table's addresses name."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Credential, Invitation
from contacts.models import CompanyNote, ContactNote
from customization.models import Option, SavedView, Tag
from tests import makers
from transfers.models import Transfer

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
        "export": Transfer.objects.create(**acme, **ready, member=olivia, kept=kept).pk,  # olivia's own
        "of_marco": Transfer.objects.create(**acme, **ready, member=marco, kept=kept_out).pk,  # another's
        "draft": Transfer.objects.create(**acme, member=marco, kind="contact", kept=kept, **READ).pk,
    }


def keys(cast):
    """(a key's secret, a revoked key's secret)."""
    _usable, secret = Credential.issue(by=cast.olivia, name="Usable")
    gone, old_secret = Credential.issue(by=cast.olivia, name="Gone")
    gone.revoke(by=cast.olivia)
    return secret, old_secret
