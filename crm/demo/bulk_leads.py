"""A great many leads at once, for measuring lists and qualification; history and tallies as exact as by the verbs."""

import random
from collections import Counter
from datetime import timedelta

from django.db import transaction

from activity.pouring import pour, reserve_ids
from contacts import keys
from leads.models import Lead

from . import words
from .bulk import CHUNK, write_history

COLUMNS = (
    "id", "organization_id", "assigned_to_id", "created_by_id", "created_at", "updated_at", "first_name", "last_name",
    "email", "company", "job_title", "source", "status", "name_key", "email_key", "company_key", "company_match",
    "search_text",
)  # fmt: skip


def add_leads(members, count, *, now, seed):
    """Add `count` open leads to the organization of `members`, each with an e-mail of its own."""
    rng = random.Random(seed)  # noqa: S311
    for start in range(0, count, CHUNK):
        _chunk(rng, members, range(start, min(start + CHUNK, count)), now)


@transaction.atomic
def _chunk(rng, members, numbers, now):
    rows = [
        _lead(rng, pk, number, rng.choice(members), now)
        for pk, number in zip(reserve_ids(Lead, len(numbers)), numbers, strict=True)
    ]
    pour(Lead, COLUMNS, rows)
    facts = Counter((row[2], False, row[12]) for row in rows)
    write_history(Lead, [row[0] for row in rows], facts, members[0], max(row[4] for row in rows))


def _lead(rng, pk, number, owner, now):
    first, last = rng.choice(words.FIRST_NAMES), rng.choice(words.LAST_NAMES)
    email = f"lead.{pk}@enquiry{number % 997}.example"
    company = f"{rng.choice(words.COMPANY_FIRST)} {number % 5_000} Ltd"
    at = now - timedelta(minutes=rng.randrange(1, 200 * 24 * 60))
    key, company_key = keys.fold(f"{first} {last}"), keys.fold(company)
    return (
        pk, owner.organization_id, owner.pk, owner.pk, at, at, first, last, email, company,
        rng.choice(words.JOB_TITLES), rng.choice(words.SOURCES), rng.choice(Lead.OPEN), key, email, company_key,
        keys.match_company(company), " " + keys.fold(f"{first} {last} {email}   {company}"),
    )  # fmt: skip
