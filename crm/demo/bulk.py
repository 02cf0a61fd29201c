"""A great many contacts at once, for trying out and measuring size; history and tallies as exact as by the verbs."""

import random
from collections import Counter
from datetime import timedelta

from django.db import connection, transaction

from activity.models import Act, Change, Tally
from activity.pouring import pour, reserve_ids
from contacts import keys
from contacts.models import Company, Contact
from customization.models import Tag

from . import invention, words

CHUNK = 20_000
COMPANY_EVERY = 50  # contacts a company
COMPANY_COLUMNS = (
    "id", "organization_id", "assigned_to_id", "created_by_id", "created_at", "updated_at", "name", "domain",
    "industry", "address_city", "address_country", "name_key", "match_key", "search_text",
)  # fmt: skip
CONTACT_COLUMNS = (
    "id", "organization_id", "assigned_to_id", "is_private", "created_by_id", "created_at", "updated_at", "first_name",
    "last_name", "email", "phone", "job_title", "company_id", "address_city", "address_country", "status", "source",
    "name_key", "email_key", "company_key", "phone_e164", "search_text",
)  # fmt: skip
CHANGE_COLUMNS = ("act_id", "organization_id", "kind", "record_id", "action")


def add_companies(members, count, *, now, seed):
    """Add `count` companies to the organization of `members`; returns `[(id, domain, name_key)]` of them."""
    rng = random.Random(seed)  # noqa: S311
    return [
        made
        for start in range(0, count, CHUNK)
        for made in _company_chunk(rng, members, range(start, min(start + CHUNK, count)), now)
    ]


def add_contacts(members, companies, count, *, now, seed, progress=lambda _done: None):
    """Add `count` contacts working for `companies`, one import act a chunk, each chunk in a transaction of its own."""
    rng = random.Random(seed)  # noqa: S311
    tags = list(Tag.objects.visible_to(members[0]).values_list("pk", flat=True))
    for start in range(0, count, CHUNK):
        _contact_chunk(rng, members, companies, range(start, min(start + CHUNK, count)), now, tags)
        progress(min(start + CHUNK, count))


def settle():
    """Let PostgreSQL learn what was poured in, so that it plans well and reads indexes alone."""
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")


@transaction.atomic
def _company_chunk(rng, members, numbers, now):
    rows = []
    for pk, number in zip(reserve_ids(Company, len(numbers)), numbers, strict=True):
        values = invention.company(rng, number)
        words_of = f"{values['name']} {number}"
        domain = f"c{number}.{values['domain']}"
        at = now - timedelta(days=rng.randrange(200, 240))
        owner = rng.choice(members)
        key = keys.fold(words_of)
        search = f" {key} {domain} {keys.fold(values['address_city'])}"
        rows.append(
            (pk, owner.organization_id, owner.pk, owner.pk, at, at, words_of, domain, values["industry"],
             values["address_city"], values["address_country"], key, keys.match_company(words_of), search)
        )  # fmt: skip
    pour(Company, COMPANY_COLUMNS, rows)
    facts = Counter((row[2], False, "") for row in rows)
    write_history(Company, [row[0] for row in rows], facts, members[0], now - timedelta(days=200))
    return [(row[0], row[7], row[11]) for row in rows]


@transaction.atomic
def _contact_chunk(rng, members, companies, numbers, now, tags):
    rows = [
        _contact_row(rng, members, companies, pk, number, now)
        for pk, number in zip(reserve_ids(Contact, len(numbers)), numbers, strict=True)
    ]
    pour(Contact, CONTACT_COLUMNS, rows)
    tagged = [(row[0], rng.choice(tags)) for row in rows if rng.random() < 0.2] if tags else []
    pour(Contact.tags.through, ("contact_id", "tag_id"), tagged)
    facts = Counter((row[2], row[3], row[15]) for row in rows)
    write_history(Contact, [row[0] for row in rows], facts, members[0], max(row[5] for row in rows))


def _contact_row(rng, members, companies, pk, number, now):
    first, first_key = rng.choice(_FIRST)
    last, last_key = rng.choice(_LAST)
    if rng.random() < 0.4:
        second, second_key = rng.choice(_LAST)
        last, last_key = f"{last}-{second}", f"{last_key}-{second_key}"
    company, domain, company_key = rng.choice(companies)
    name_key = f"{first_key} {last_key}"
    email = f"{name_key.replace(' ', '.').replace('’', '')}.{number}@{domain}"
    city, country, _zip, phone, _street = rng.choice(words.PLACES)
    phone = phone.format(rng.randrange(10_000))
    plain_phone = keys.digits(phone)
    owner = rng.choice(members)
    at = now - timedelta(minutes=rng.randrange(1, 240 * 24 * 60))
    search = f" {name_key} {email} {phone} {plain_phone}"
    status = "inactive" if rng.random() < 0.12 else "active"
    assigned_to = None if number % 5 == 0 else owner.pk
    return (
        pk, owner.organization_id, assigned_to, number % 100 == 1, owner.pk, at, at, first, last,
        email, phone, rng.choice(words.JOB_TITLES), company, city, country, status,
        rng.choice(words.SOURCES), name_key, email, company_key, f"+{plain_phone}", search,
    )  # fmt: skip


_FIRST = [(name, keys.fold(name)) for name in words.FIRST_NAMES]
_LAST = [(name, keys.fold(name)) for name in words.LAST_NAMES]


def write_history(model, ids, facts, by, at):
    act = Act.objects.create(
        organization_id=by.organization_id,
        member=by,
        verb=f"{model.KIND}_created",
        door="import",
        at=at,
        changes_count=len(ids),
    )
    pour(Change, CHANGE_COLUMNS, [(act.pk, by.organization_id, model.KIND, record, Change.CREATED) for record in ids])
    Tally.enter(by.organization_id, model.KIND, facts)
