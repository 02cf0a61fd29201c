"""What a form that was sent becomes: a lead, a contact, or a note on the one that is known already."""

import hashlib
import json
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.locks import hold_name
from activity.recording import open_act
from contacts.keys import fold
from contacts.models import Company, Contact, ContactNote
from leads.models import Lead, LeadNote

from .models import Sending, WebForm
from .signals import form_sent
from .visitor_forms import LABELS

KEPT = timedelta(days=2)  # longer than a stamp is good for
ALIKE = 600  # seconds within which the same answers, sent without a stamp, are the same enquiry


def key_of(answers, stamp, now):
    """What a form that is sent is known by, 64 characters: its answers, and the stamp of the page, or without one these ten
    minutes. So what somebody went back to change is not taken for the same."""
    which = stamp or int(now.timestamp() // ALIKE)
    return hashlib.sha256(json.dumps([sorted(answers.items()), which]).encode()).hexdigest()


@transaction.atomic
def take(form, answers, *, key, ip, at):
    """Write what a visitor answered, `{name: text}` with first name and e-mail at least, as the form's own member. The
    same `key` is written once.

    Returns the `Lead` or `Contact`: a new one, or the one with this e-mail, which gets a note. None the second time.
    """
    form = WebForm.objects.select_related("member", "assigned_to").get(pk=form.pk)
    hold_name(form.organization_id, f"web form {answers['email'].strip().lower()}")
    _sending, is_first = Sending.objects.get_or_create(
        form=form, key=key, defaults={"organization_id": form.organization_id, "at": at}
    )
    if not is_first:
        return None
    by = form.member.through("form")
    model, note_model = (Lead, LeadNote) if form.makes == WebForm.LEAD else (Contact, ContactNote)
    record = _known(model, answers["email"], by)
    is_known = record is not None
    if not is_known:
        act = open_act(f"{model.KIND}_created", by=by, at=at)
        came = {"created_at": at, "updated_at": at, "requested_at": at, "ip": ip}
        record = model.create(by=by, act=act, **_values(form, answers, by), **came)
    note_model.write(record, _told(form, answers, at, whole=is_known), by=by, at=at)
    WebForm.objects.filter(pk=form.pk).update(sent_count=F("sent_count") + 1)
    form_sent.send(sender=WebForm, form=form, record=record)
    return record


def count_trapped(form):
    """Count a sending that a machine made."""
    WebForm.objects.filter(pk=form.pk).update(trapped_count=F("trapped_count") + 1)


def forget_sendings(now):
    """Delete the sendings that nobody can repeat any more. Returns how many."""
    return Sending.objects.filter(at__lt=now - KEPT).delete()[0]


def _known(model, email, by):
    """The oldest record of this kind with this e-mail that everybody may see, an open one if it is a lead; or None."""
    found = model.objects.visible_to(by).filter(email_key=email.strip().lower(), is_private=False)
    if model is Lead:
        found = found.filter(status__in=Lead.OPEN)
    return found.order_by("pk").first()


def _values(form, answers, by):
    """What a new record is made of; what it has no place for is told in its note."""
    owner = form.assigned_to if form.assigned_to and form.assigned_to.is_active else None
    values = {
        "first_name": answers["first_name"],
        "last_name": answers.get("last_name", ""),
        "email": answers["email"],
        "phone": answers.get("phone", ""),
        "job_title": answers.get("job_title", ""),
        "notes": answers.get("message", ""),
        "source": form.source,
        "assigned_to_id": owner and owner.pk,
    }
    if form.makes == WebForm.LEAD:
        return values | {"company": answers.get("company", "")}
    company = _company_called(answers.get("company", ""), by)
    enquiry = {name: answers[name] for name in ("best_time", "interest") if name in answers}
    return values | enquiry | {"company_id": company and company.pk}


def _company_called(name, by):
    """The company of exactly this name, if there is one: visitors make none."""
    if not name:
        return None
    found = Company.objects.visible_to(by).filter(name_key=fold(name)[:300], is_private=False)
    return found.order_by("pk").first()


def _told(form, answers, at, *, whole):
    """The note: what was answered, and to what the visitor agreed. `whole` tells also what a new record says itself."""
    lines = [_("Sent with the form “%(name)s”.") % {"name": form.title}]
    told = [name for name in LABELS if name in answers and (whole or name not in ("message", "email"))]
    lines += [f"{LABELS[name]}: {answers[name]}" for name in told]
    if form.consent:
        when = at.strftime("%Y-%m-%d %H:%M UTC")
        lines += ["", _("Agreed on %(when)s:") % {"when": when}, form.consent]
    return "\n".join(map(str, lines))
