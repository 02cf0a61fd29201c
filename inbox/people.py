"""Who is behind the addresses of messages, as far as a member sees them."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models.functions import Lower

from contacts.models import Company, Contact, FormerAddress
from contacts.queries import has_email
from leads.models import Lead

from .models import MessageAddress

MOST = 500  # records named at once; an address may be that of thousands


@dataclass(frozen=True)
class Stranger:
    """An address of a message that belongs to nobody the member sees, with what a form would begin with."""

    name: str
    email: str

    @property
    def first_name(self):
        return self.name.partition(" ")[0] if self.name else self.email.partition("@")[0].partition(".")[0].capitalize()

    @property
    def last_name(self):
        return self.name.partition(" ")[2]


def records_of(keys, member):
    """`{address: [contacts, leads, companies]}` of those the member sees, by addresses of what was merged into them too.
    Four queries, and one for each kind that has such addresses."""
    found, keys = defaultdict(list), sorted(set(keys) - {""})
    if not keys:
        return found
    contacts = Contact.objects.visible_to(member).filter(has_email(keys)).order_by("name_key", "pk")
    for person in contacts.only("first_name", "last_name", "email_key", "email2_key")[:MOST]:
        for key in {person.email_key, person.email2_key}.intersection(keys):
            found[key].append(person)
    leads = Lead.objects.visible_to(member).filter(email_key__among=keys).order_by("name_key", "pk")
    for person in leads.only("first_name", "last_name", "email_key")[:MOST]:
        found[person.email_key].append(person)
    companies = Company.objects.visible_to(member).exclude(email="").alias(key=Lower("email")).filter(key__in=keys)
    for company in companies.only("name", "email").order_by("name_key", "pk")[:MOST]:
        found[company.email.lower()].append(company)
    _add_merged(found, keys, member)
    return found


def _add_merged(found, keys, member):
    """Add the records into which those with the addresses `keys` were merged."""
    former = FormerAddress.objects.visible_to(member).filter(email_key__among=keys)
    former = list(former.values_list("kind", "record_id", "email_key")[:MOST])
    for model in (Contact, Lead, Company):
        ids = {pk for kind, pk, _key in former if kind == model.KIND}
        records = model.objects.visible_to(member).in_bulk(ids) if ids else {}
        for kind, pk, key in former:
            if kind == model.KIND and pk in records and records[pk] not in found[key]:
                found[key].append(records[pk])


def link(messages, member):
    """Set `records` on each of `messages`: the contacts, leads and companies it belongs to. Five queries."""
    keys = defaultdict(list)
    addresses = MessageAddress.objects.filter(message__in=[message.pk for message in messages])
    for pk, key in addresses.values_list("message", "email_key").order_by("pk"):
        keys[pk].append(key)
    found = records_of((key for of_one in keys.values() for key in of_one), member)
    for message in messages:
        records = (record for key in keys[message.pk] for record in found.get(key, ()))
        message.records = list(dict.fromkeys(records))
    return messages


def strangers(message, member, own):
    """The `Stranger`s of a message whose addresses nobody the member sees has; `own` are the organization's addresses."""
    people = [{"name": message.from_name, "email": message.from_email}, *message.to_emails, *message.cc_emails]
    by_key = {one["email"].lower(): one for one in reversed(people) if one["email"]}
    known = records_of(by_key, member)
    return [
        Stranger(one["name"], one["email"])
        for key, one in reversed(by_key.items())
        if key not in own and not known.get(key)
    ]
