"""What a qualification would do, without doing it: shown before, and carried out by `qualify`."""

from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.ownership import is_named_to
from contacts import keys
from contacts.models import Company, Contact
from customization.models.customized import PREFIX
from customization.models.tags import clean_names
from deals.models import Deal, Stage

from ..models import Lead
from ..signals import lead_weighed
from . import customs
from .wishes import AlreadyQualified, NotQualifiable, Wish

FIELDS = ("first_name", "last_name", "email", "phone", "job_title", "source")
CHOSEN, EMAIL, NAME = "chosen", "email", "name"  # why a record is joined


@dataclass(frozen=True)
class Met:
    """A field of the joined contact for which the lead has another value."""

    FILLED, KEPT, TAKEN = "filled", "kept", "taken"

    name: str
    label: str
    old: str  # the contact's
    new: str  # the lead's
    outcome: str
    value: object = None  # of a custom field, as the contact stores it


@dataclass
class Plan:
    """What would happen to `lead`. `contact` and `company` are what is joined, for the reasons `contact_why` and
    `company_why` (chosen, email, name); where `makes_contact` or `makes_company`, they are None."""

    lead: Lead
    contact: Contact | None = None
    contact_why: str = ""
    company: Company | None = None
    company_why: str = ""
    company_name: str = ""  # of the company that is joined or made
    makes_company: bool = False
    deal: dict | None = None  # the values of the deal that is made
    fields: list = field(default_factory=list)  # of `Met`, where a contact is joined
    tags: list = field(default_factory=list)  # names that are new to the contact
    customs: dict = field(
        default_factory=dict
    )  # {kind of what is made, or "company" joined: [(CustomFieldShape, value)]}
    customs_left: list = field(default_factory=list)  # labels of custom fields that nothing takes
    joins_notes: bool = False
    notes_count: int = 0
    tasks_count: int = 0
    mails_count: int = 0

    @property
    def makes_contact(self):
        return self.contact is None

    def met(self, outcome):
        """The fields with this outcome."""
        return [one for one in self.fields if one.outcome == outcome]


def plan(lead, wish=None, *, by):
    """A `Plan` of what qualifying `lead` as `wish` (a `Wish`) says would do. Writes nothing.

    Raises NotQualifiable, AlreadyQualified, PermissionDenied.
    """
    wish = wish or Wish()
    must_be_qualifiable(lead, by=by)
    made = Plan(lead)
    made.contact, made.contact_why = _contact(lead, wish, by)
    _plan_company(made, wish, by)
    if wish.create_deal:
        made.deal = _deal(made, wish, by)
    if made.contact:
        made.fields = [*_met_fields(made, wish), *_met_company(made, wish, by), *_met_customs(made, wish, by)]
        has = {name.casefold() for name in made.contact.tag_names}
        made.tags = [name for name in lead.tag_names if name.casefold() not in has]
        made.joins_notes = bool(lead.notes) and lead.notes not in made.contact.notes
    else:
        made.tags = lead.tag_names
    _plan_customs(made, by)
    _count_parts(made, by)
    return made


def must_be_qualifiable(lead, *, by):
    """Raise what keeps `by` from qualifying `lead` at all."""
    by.must_edit(lead)
    if lead.status == Lead.QUALIFIED:
        contact = lead.became_contact
        raise AlreadyQualified(contact if contact and is_named_to(by, contact) else None)
    if not lead.is_open:
        raise NotQualifiable(_("This lead is disqualified. Reopen it before you qualify it."))


# -- whom and what it joins ---------------------------------------------------------------------------


def _contact(lead, wish, by):
    """(contact, why) of what the lead joins; private leads join private contacts only, shared ones shared ones, so that
    nothing private comes into the open and nothing shared disappears."""
    if wish.contact is not None:
        contact = Contact.objects.visible_to(by).whole().filter(pk=wish.contact.pk).first()
        if contact is None:
            raise NotQualifiable(_("Not found."), "contact_id")
        if contact.is_private != lead.is_private:
            raise NotQualifiable(_not_alike(lead), "contact_id")
        return contact, CHOSEN
    if wish.new_contact or not lead.email:
        return None, ""
    same = Contact.objects.visible_to(by).filter(is_private=lead.is_private).with_email(lead.email)
    found = list(same.whole().order_by("created_at", "pk")[:50])
    namesake = next((contact for contact in found if contact.name_key == lead.name_key), None)
    contact = namesake or next(iter(found), None)
    return contact, EMAIL if contact else ""


def _not_alike(lead):
    if lead.is_private:
        return _("This lead is private, and the contact is not: its notes would be shown to others.")
    return _("This contact is private, and the lead is not: others would lose sight of its notes.")


def _plan_company(made, wish, by):
    lead = made.lead
    if wish.company is not None:
        made.company = Company.objects.visible_to(by).filter(pk=wish.company.pk).first()
        if made.company is None:
            raise NotQualifiable(_("Not found."), "company_id")
        if made.company.is_private and not lead.is_private:
            said = _("This company is private. Share it before you link it to a contact.")
            raise NotQualifiable(said, "company_id")
        made.company_why = CHOSEN
    elif lead.company and not wish.no_company:
        made.company = company_named(lead.company, is_private=lead.is_private, by=by)
        made.company_why = NAME if made.company else ""
        made.makes_company = wish.create_company and made.company is None
    made.company_name = made.company.name if made.company else (lead.company if made.makes_company else "")


def company_named(text, *, is_private, by):
    """The company that `text` means, for records that are private or shared: one of quite this name before one that only
    differs in its legal form, the oldest of several. None where there is none."""
    name, match = keys.fold(text)[:300], keys.match_company(text)[:300]
    same = Q(name_key=name) | Q(match_key=match) if match else Q(name_key=name)
    found = Company.nameable(by=by).filter(same)
    found = list((found if is_private else found.filter(is_private=False))[:50])
    return min(found, key=lambda company: (company.name_key != name, company.pk), default=None)


# -- the deal --------------------------------------------------------------------------------------------


def _deal(made, wish, by):
    lead = made.lead
    stage = wish.deal_stage or Stage.first_of(by)
    if stage is None:
        raise NotQualifiable(_("There is no open stage for the deal. Add one to a pipeline first."), "deal_stage_id")
    if stage.organization_id != by.organization_id:
        raise NotQualifiable(_("Not found."), "deal_stage_id")
    if stage.closing:
        raise NotQualifiable(_("Choose an open stage: a new deal is neither won nor lost."), "deal_stage_id")
    if wish.deal_value is not None and wish.deal_value < 0:
        raise NotQualifiable(_("Give an amount that is not negative."), "deal_value")
    person = made.contact.full_name if made.contact else lead.full_name
    name = wish.deal_name.strip() or made.company_name or lead.company or person
    return {
        "name": name[: Deal._meta.get_field("name").max_length],
        "value": wish.deal_value,
        "currency": wish.deal_currency or by.organization.currency,
        "stage_id": stage.pk,
        "source": lead.source,
        "assigned_to_id": lead.assigned_to_id,
        "is_private": lead.is_private,
    }


# -- what meets ------------------------------------------------------------------------------------------


def _met_fields(made, wish):
    for name in FIELDS:
        old, new = getattr(made.contact, name), getattr(made.lead, name)
        if new and not _alike(name, old, new):
            yield _met(name, old, new, wish)


def _alike(name, old, new):
    return old.casefold() == new.casefold() if name == "email" else old == new


def _met_company(made, wish, by):
    if not made.company_name or (made.company and made.company.pk == made.contact.company_id):
        return
    seen = made.contact.seen_company(by)
    if made.contact.company_id and seen is None and "company" not in wish.take:
        return  # somebody else's private one: neither touched nor told of
    yield _met("company", seen.name if seen else "", made.company_name, wish)


def _met(name, old, new, wish):
    return Met(name, capfirst(str(Contact._meta.get_field(name).verbose_name)), old, new, _outcome(name, not old, wish))


def _outcome(name, is_blank, wish):
    return Met.FILLED if is_blank else Met.TAKEN if name in wish.take else Met.KEPT


def _met_customs(made, wish, by):
    for shape, value in customs.carried(made.lead, Contact.KIND, by=by):
        old = made.contact.custom.get(shape.key)
        if old != value:
            words = (shape.in_words(old), shape.in_words(value))
            yield Met(shape.name, shape.label, *words, _outcome(shape.name, old is None, wish), value)


def _plan_customs(made, by):
    """What becomes of the lead's custom fields beside a contact that is joined. A company is filled in where it has
    nothing, if it is `by`'s to change."""
    lead, kinds = made.lead, {Contact.KIND}
    if made.makes_contact:
        made.customs[Contact.KIND] = customs.carried(lead, Contact.KIND, by=by)
    if made.makes_company:
        made.customs[Company.KIND] = customs.carried(lead, Company.KIND, by=by)
    elif made.company and lead.custom and Company.objects.visible_to(by).filter(pk=made.company.pk).exists():
        made.customs[Company.KIND] = customs.blanks(lead, made.company, by=by) if by.may_edit(made.company) else []
    if made.deal is not None:
        made.customs[Deal.KIND] = customs.carried(lead, Deal.KIND, by=by)
        made.deal["custom"] = customs.by_key(made.customs[Deal.KIND])
    kinds |= made.customs.keys()
    made.customs_left = customs.labels_left(lead, kinds, by=by)


def _count_parts(made, by):
    lead = made.lead
    made.notes_count = lead.note_records.count()
    made.tasks_count = lead.tasks.visible_to(by).count()
    told = [numbers or {} for _receiver, numbers in lead_weighed.send(sender=Lead, lead=lead, by=by)]
    made.mails_count = sum(numbers.get("mails", 0) for numbers in told)


def values_of(made):
    """The values of the contact that is made, or those that the joined one gets, `tags` included."""
    lead = made.lead
    if made.makes_contact:
        values = {name: getattr(lead, name) for name in (*FIELDS, "notes", "assigned_to_id", "is_private")}
        values["custom"] = customs.by_key(made.customs[Contact.KIND])
        return values | ({"tags": lead.tag_names} if made.tags else {})
    going = [one for one in made.fields if one.outcome != Met.KEPT and one.name != "company"]
    values = {one.name: getattr(lead, one.name) for one in going if one.value is None}
    custom = {one.name.removeprefix(PREFIX): one.value for one in going if one.value is not None}
    if custom:
        values["custom"] = custom
    if made.tags:
        values["tags"] = clean_names([*made.contact.tag_names, *made.tags])
    return values


def takes_company(made):
    """Whether the contact gets the company."""
    return made.makes_contact or any(one.name == "company" and one.outcome != Met.KEPT for one in made.fields)


__all__ = ["CHOSEN", "EMAIL", "NAME", "Met", "Plan", "company_named", "plan", "takes_company", "values_of"]
