"""What is compared of contacts, leads and companies, and where those that resemble one stand."""

from django.db.models import Q
from django.db.models.functions import Left, Lower

from .. import keys
from . import spelling
from .likeness import Firm, Person

EDGE = "\U0010ffff"  # behind every text that begins alike


def person(pk, first, last, address, phones, company, job_title, second=""):
    """A `Person` of columns as they are stored; `second` is their other e-mail."""
    local, host = spelling.email(address)
    numbers = tuple(filter(None, map(spelling.number, phones)))
    return Person(
        pk, *spelling.name(first, last), address.strip().lower(), local, host, tuple(filter(None, phones)), numbers,
        company, keys.fold(job_title), second.strip().lower(),
    )  # fmt: skip


def contact_traits(row):
    pk, first, last, address, phone, mobile, company_key, company, job_title, second = row
    company = company if company_key else ""  # a private company is no reason that others may read on a shared contact
    return person(pk, first, last, address, (phone, mobile), company or "", job_title, second)


def company_traits(row):
    pk, name_key, match_key, website, domain, address, phone, city = row
    local, mail_host = spelling.email(address)
    host, number = spelling.host(website, domain, address), spelling.number(phone)
    return Firm(
        pk, name_key, match_key, host, local, mail_host, (phone,) if phone else (), (number,) if number else (),
        keys.fold(city),
    )  # fmt: skip


CONTACT = (
    "first_name", "last_name", "email", "phone", "mobile", "company_key", "company__match_key", "job_title", "email2",
)  # fmt: skip
COMPANY = ("name_key", "match_key", "website", "domain", "email", "phone", "address_city")


def near_people(record, people, *, numbers=("phone_e164",)):
    """Querysets of those among `people` who share an address, a number or a name with `record`, each by an index."""
    if record.email_key:
        yield people.filter(email_key=record.email_key)
        local, host = spelling.email(record.email_key)
        front = record.email_key.partition("@")[0].partition("+")[0]
        if len(front) >= 5 and local not in spelling.SHARED:
            yield people.filter(begins("email_key", front), email_key__endswith=f"@{host}")
    for number in {getattr(record, column) for column in numbers} - {""}:
        for column in numbers:  # not one for both, and never blank: so that an index of the filled ones serves each
            yield people.filter(**{column: number}).exclude(**{column: ""})
    names = {record.name_key, keys.fold(f"{record.last_name} {record.first_name}")[:300]}
    yield people.filter(name_key__in=sorted(names))
    first = keys.fold(record.first_name)
    if first and record.last_name:
        yield people.filter(begins("name_key", f"{first} {keys.fold(record.last_name)[:1]}"))
        yield people.filter(begins("name_key", f"{first[:1]} {keys.fold(record.last_name)}"))


def near_contacts(record, contacts):
    """As `near_people`, and the people of the same company."""
    yield from near_people(record, contacts, numbers=("phone_e164", "mobile_e164"))
    for address in {record.email_key, record.email2_key} - {""}:
        yield contacts.filter(email2_key=address)
    if record.email2_key:
        yield contacts.filter(email_key=record.email2_key)
    for number in {record.phone, record.mobile} - {""}:
        yield contacts.filter(phone=number)
    if record.company_key:
        yield called_alike(record, contacts.filter(company_key=record.company_key))


def called_alike(record, people):
    """Those among few `people`, of one company, whose name begins as the first or the last name of `record`."""
    fronts = {keys.fold(record.first_name)[:2], keys.fold(record.last_name)[:2]} - {""}
    return people.alias(front=Left("name_key", 2)).filter(front__in=sorted(fronts))


def near_companies(record, companies):
    """Querysets of companies that share a name or an address with `record`, each by an index."""
    if record.match_key:
        yield companies.filter(match_key=record.match_key)
        yield companies.filter(begins("match_key", record.match_key[: max(4, len(record.match_key) - 3)]))
        fronts = record.match_key.split()
        yield companies.filter(match_key__in=[" ".join(fronts[:n]) for n in range(1, len(fronts))] or [""])
    if record.email and spelling.email(record.email)[0] not in spelling.SHARED:
        yield companies.alias(key=Lower("email")).filter(key=record.email.lower()).exclude(email="")


def begins(column, front):
    """A Q for rows whose folded `column` begins with `front`, which an index serves on both databases."""
    return Q(**{f"{column}__gte": front, f"{column}__lt": front + EDGE})
