"""A great many open deals at once, for measuring boards and lists; history, steps and tallies as exact as by the verbs."""

import random
from collections import Counter
from datetime import timedelta
from decimal import Decimal

from django.db import transaction

from activity.pouring import pour, reserve_ids
from contacts import keys
from contacts.models import Contact
from deals.models import Deal, Stage, Step

from . import sales_words, words
from .bulk import CHUNK, write_history

DEAL_COLUMNS = (
    "id", "organization_id", "assigned_to_id", "created_by_id", "created_at", "updated_at", "name", "value", "currency",
    "stage_id", "contact_id", "company_id", "expected_close_date", "source", "stage_since", "name_key", "search_text",
)  # fmt: skip
STEP_COLUMNS = ("organization_id", "deal_id", "stage_id", "stage_name", "member_id", "at")


def add_deals(members, count, *, now, seed, progress=lambda _done: None):
    """Add `count` open deals to the first pipeline of the organization of `members`, spread over its open stages."""
    rng = random.Random(seed)  # noqa: S311
    stages = list(Stage.objects.visible_to(members[0]).filter(closing="", pipeline__position=0))
    customers = Contact.objects.visible_to(members[0]).filter(is_private=False).order_by("pk")
    customers = list(customers.values_list("pk", "company_id")[:5_000])
    for start in range(0, count, CHUNK):
        numbers = range(start, min(start + CHUNK, count))
        _chunk(rng, members, stages, customers, numbers, now)
        progress(numbers.stop)


@transaction.atomic
def _chunk(rng, members, stages, customers, numbers, now):
    rows, steps = [], []
    for pk, number in zip(reserve_ids(Deal, len(numbers)), numbers, strict=True):
        stage, owner = rng.choice(stages), rng.choice(members)
        rows.append(_deal(rng, pk, number, owner, stage, customers, now))
        steps.append((owner.organization_id, pk, stage.pk, stage.name, owner.pk, rows[-1][4]))
    pour(Deal, DEAL_COLUMNS, rows)
    pour(Step, STEP_COLUMNS, steps)
    facts = Counter((row[2], False, Deal.OPEN) for row in rows)
    write_history(Deal, [row[0] for row in rows], facts, members[0], max(row[4] for row in rows))


def _deal(rng, pk, number, owner, stage, customers, now):
    contact, company = rng.choice(customers) if customers else (None, None)
    at = now - timedelta(minutes=rng.randrange(1, 90 * 24 * 60))
    name = f"{rng.choice(sales_words.OFFERS)} {number}"
    key = keys.fold(name)
    expected = None if number % 11 == 1 else (now + timedelta(days=rng.randrange(-20, 120))).date()
    return (
        pk, owner.organization_id, owner.pk, owner.pk, at, at, name, Decimal(rng.randrange(10, 900) * 100),
        "EUR" if number % 12 == 8 else "USD", stage.pk, contact, company, expected, rng.choice(words.SOURCES), at, key,
        f" {key}",
    )  # fmt: skip
