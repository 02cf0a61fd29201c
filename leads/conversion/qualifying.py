"""Qualifying: one lead becomes a contact, perhaps with a company and a deal, once."""

from django.db import transaction

from accounts.locks import hold_names
from activity import recording
from contacts.models import Company, Contact, ContactNote
from deals.models import Deal

from ..models import Conversion, Lead
from ..signals import lead_qualified
from .customs import by_key
from .plans import plan, takes_company, values_of

VERB = "lead_qualified"
MOST_NOTES = Contact._meta.get_field("notes").max_length


@transaction.atomic
def qualify(lead, *, by, wish=None, act=None):
    """Make a contact of `lead`, or join the one it is, as `plan` says for `wish` (a `Wish`). Returns the `Conversion`.

    Raises AlreadyQualified, NotQualifiable, PermissionDenied, `Lead.DoesNotExist` where it is gone. Of many at once one
    qualifies a lead, and of many leads with one e-mail the first makes the contact that the others join.
    """
    held = Lead.objects.select_for_update(of=("self",)).get(pk=lead.pk)
    _hold_names(held)
    planned = _planned(held, wish, by)
    act = act or recording.open_act(VERB, by=by)
    company = _company(planned, by, act)
    contact = _contact(planned, company, by, act)
    deal = _deal(planned, contact, company, by, act)
    conversion = Conversion.objects.create(
        organization_id=held.organization_id,
        lead=held,
        act=act,
        member=by,
        made_contact=planned.makes_contact,
        made_company=planned.makes_company,
        made_deal=deal is not None,
        status_before=held.status,
        at=act.at,
    )
    conversion.carried = _carry(planned, contact, conversion, by, act)
    conversion.save(update_fields=["carried"])
    held.become(contact, company=company, deal=deal, by=by, act=act)
    lead.__dict__.update(held.__dict__)
    return conversion


def _hold_names(lead):
    """Wait for whoever finds or makes the same person or company just now."""
    names = {f"email {lead.email_key}"} if lead.email_key else set()
    if lead.company:
        names |= {lead.company_key, f"company {lead.company_match}"}  # the first is what `Company.named` holds
    hold_names(lead.organization_id, names)


def _planned(lead, wish, by):
    """The plan, of a contact that nobody changes meanwhile."""
    planned = plan(lead, wish, by=by)
    if planned.makes_contact:
        return planned
    Contact.objects.select_for_update(of=("self",)).get(pk=planned.contact.pk)
    return plan(lead, wish, by=by)


def _company(planned, by, act):
    """The company that is joined, or made; None for neither."""
    lead, custom = planned.lead, by_key(planned.customs.get(Company.KIND, ()))
    if planned.makes_company:
        owner = {"assigned_to_id": lead.assigned_to_id, "is_private": lead.is_private}
        return Company.create(by=by, act=act, name=lead.company, custom=custom, **owner)
    if custom:
        planned.company.change(by=by, act=act, custom=custom)
    return planned.company


def _contact(planned, company, by, act):
    """The contact that is joined, or made."""
    values = values_of(planned)
    if company is not None and takes_company(planned):
        values["company_id"] = company.pk
    if planned.makes_contact:
        return Contact.create(by=by, act=act, **values)
    contact = planned.contact
    joined = f"{contact.notes}\n\n{planned.lead.notes}".strip()
    if planned.joins_notes and len(joined) <= MOST_NOTES:
        values["notes"] = joined
    if values:
        contact.change(by=by, act=act, **values)
    return contact


def _deal(planned, contact, company, by, act):
    """The deal that is made, or None."""
    if planned.deal is None:
        return None
    company_id = company.pk if company else contact.company_id if contact.seen_company(by) else None
    return Deal.create(by=by, act=act, **planned.deal, contact_id=contact.pk, company_id=company_id)


def _carry(planned, contact, conversion, by, act):
    """Move the parts of the lead to the contact; `{kind of part: [ids]}` of what moved."""
    lead = planned.lead
    carried = _move_notes(lead, contact)
    if planned.joins_notes and lead.notes not in contact.notes:  # the two texts are too long for one
        carried["about"] = [ContactNote.write(contact, lead.notes, by=by, at=act.at).pk]
    told = lead_qualified.send(sender=Lead, lead=lead, contact=contact, conversion=conversion, act=act, by=by)
    for _receiver, moved in told:
        carried |= moved or {}
    return carried


def _move_notes(lead, contact):
    """The lead's notes become the contact's, with author and time. Returns their new ids as `notes`, and as `lead_notes`,
    in the same order, those they had, so that they can have them again."""
    notes = list(lead.note_records.order_by("created_at", "pk"))
    moved = ContactNote.objects.bulk_create(
        ContactNote(
            organization_id=note.organization_id, contact=contact, content=note.content,
            created_by_id=note.created_by_id, created_at=note.created_at,
        )
        for note in notes
    )  # fmt: skip
    ids = [note.pk for note in notes]
    lead.note_records.filter(pk__in=ids).delete()
    return {"notes": [note.pk for note in moved], "lead_notes": ids}


__all__ = ["VERB", "qualify"]
