"""Questions about many messages, in words that chain."""

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from contacts.queries import matching

#: Whose mail is found by their address; a company has one of its own besides its people's.
PEOPLE, COMPANY = ("contacts.Contact", "leads.Lead"), "contacts.Company"
#: The addresses of what was merged into a record: they find its mail too.
FORMER = "contacts.FormerAddress"


def of_colleagues(member):
    """A Q for addresses of the organization's own people, on rows with an `email_key`. Nothing belongs to a record by
    these: who wrote a colleague's address on a contact would read all of that colleague's mail."""
    return of_people_in(member.organization_id)


def of_people_in(organization):
    """`of_colleagues` in an organization: its id, or a reference to it."""
    colleagues = apps.get_model("accounts.Member").objects.filter(organization=organization)
    boxes = apps.get_model("inbox.Mailbox").objects.filter(organization=organization)
    return Q(Exists(colleagues.filter(user__email=OuterRef("email_key")))) | Q(
        Exists(boxes.alias(key=Lower("address")).filter(key=OuterRef("email_key")))
    )


def known_people(member):
    """A Q for addresses of contacts, leads or companies that `member` sees, on rows with an `email_key`."""
    known = _has(apps.get_model(FORMER).objects.visible_to(member))
    for label in PEOPLE:
        known |= _has(apps.get_model(label).objects.visible_to(member))
    known |= _has(apps.get_model(PEOPLE[0]).objects.visible_to(member).exclude(email2_key=""), "email2_key")
    companies = apps.get_model(COMPANY).objects.visible_to(member).exclude(email="")
    return known | _has(companies.alias(key=Lower("email")), "key")


def _has(records, key="email_key"):
    """A Q for rows whose `email_key` is the `key` of one of `records`.

    The same is asked twice, as = and as >=, so that PostgreSQL looks every row up by an index: with = alone it may
    read all records into a hash first, when many rows could be asked, though a page needs only its first fifty.
    """
    address = OuterRef("email_key")
    return Q(Exists(records.filter(**{key: address, f"{key}__gte": address})))


class MessageQuerySet(models.QuerySet):
    def visible_to(self, member):
        """A member's own messages, and those with an address of a contact, lead or company they see
        (colleagues excepted, see `of_colleagues`)."""
        return self.filter(_own(member) | _linked(member), organization=member.organization_id)

    def light(self):
        """Without what only the message's own page shows."""
        return self.defer(*self.model.LARGE)

    def newest(self):
        return self.order_by("-sent_at", "-pk")

    def of(self, record, member):
        """The messages that belong to `record`, which `member` sees: found by the addresses it stands for.

        - a contact: its own e-mails, and those of the leads that became it;
        - a lead: its own;
        - a company: its own, and those of its contacts;
        - a deal: what its contact stands for, else what its company stands for;

        and the addresses of what was merged into it.

        Only contacts, leads and companies the member sees count, so nobody learns of others by their mail. Which
        messages these are is decided when it is asked, never stored: a new address finds old mail.
        """
        addresses = apps.get_model("inbox.MessageAddress").objects.filter(
            ~of_colleagues(member),
            organization=member.organization_id,
            email_key__among=sorted(keys_of(record, member)),
        )
        return self.filter(pk__in=addresses.values("message"), organization=member.organization_id)


def _own(member):
    copies = apps.get_model("inbox.MessageCopy").objects.filter(message=OuterRef("pk"), member=member.pk)
    return Q(Exists(copies))


def _linked(member, message="pk"):
    addresses = apps.get_model("inbox.MessageAddress").objects.filter(message=OuterRef(message)).exclude(email_key="")
    return Q(Exists(addresses.filter(known_people(member), ~of_colleagues(member))))


# -- which addresses a record stands for ----------------------------------------------------------------


def keys_of(record, member):
    """The addresses in lower case by which messages belong to `record`, see `MessageQuerySet.of`. Four queries at most."""
    found = {"contact": _of_contact, "lead": _of_lead, "company": _of_company, "deal": _of_deal}[record.KIND]
    return found(record, member) - {""}


def _former(record, **more):
    """The addresses of what was merged into `record`, or into those of the query `more`."""
    ids = more or {"kind": record.KIND, "record_id": record.pk}
    found = apps.get_model(FORMER).objects.filter(organization=record.organization_id, **ids)
    return set(found.values_list("email_key", flat=True))


def _of_lead(lead, member):
    return {lead.email_key, *_former(lead)}


def _of_contact(contact, member):
    leads = apps.get_model("leads.Lead").objects.visible_to(member).filter(became_contact=contact.pk)
    return {contact.email_key, contact.email2_key, *leads.values_list("email_key", flat=True), *_former(contact)}


def _of_company(company, member):
    people = apps.get_model("contacts.Contact").objects.visible_to(member).filter(company=company.pk)
    pairs = people.values_list("email_key", "email2_key")
    known = {company.email.strip().lower(), *(key for pair in pairs for key in pair)}
    return known | _former(company) | _former(company, kind="contact", record_id__in=people.values("pk"))


def _of_deal(deal, member):
    for pk, label, of_it in ((deal.contact_id, PEOPLE[0], _of_contact), (deal.company_id, COMPANY, _of_company)):
        found = pk and apps.get_model(label).objects.visible_to(member).filter(pk=pk).first()
        if found:
            return of_it(found, member)
    return set()


class CopyQuerySet(models.QuerySet):
    """Questions about the copies in a member's mailboxes."""

    def visible_to(self, member):
        """What lies in the member's own mailboxes."""
        return self.filter(member=member.pk)

    def narrowed(self, member, *, search="", direction="", people=""):
        """Copies of messages that hold every word of `search`, went this `direction`, and are of people the member has on
        record ("linked") or of nobody they have ("unlinked")."""
        found = self.filter(matching(search, "message__search_text"))
        found = found.filter(message__direction=direction) if direction else found
        if not people:
            return found
        linked = _linked(member, "message")
        return found.filter(linked) if people == "linked" else found.exclude(linked)


class MailboxQuerySet(models.QuerySet):
    def visible_to(self, member):
        """The member's own."""
        return self.filter(member=member.pk)
