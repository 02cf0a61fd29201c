"""An import and its undo leave every table as it was, to the byte."""

import hashlib
import os

import pytest
from django.core.management import call_command

from activity.counting import deviations
from activity.models import Act, Change, Tally
from contacts.models import Company, Contact
from customization.models import Tag
from tests import makers
from transfers.undoing import ask_to_take_back

from .files import table

ROWS = 8_000 if os.environ.get("RAPPORT_TEST_SIZE") == "full" else 300  # so many that each step has several chunks
HEADER = ["first_name", "last_name", "email", "phone", "mobile", "job_title", "company", "notes", "tags", "status",
          "source", "assigned_to", "external_id", "address_city"]  # fmt: skip


def columns(model, *left_out):
    return [field.attname for field in model._meta.concrete_fields if field.attname not in left_out]


def state():
    """`{table: hash}` of everything an import can touch. When a record was last changed is no part of what it is, and a
    tag on a record has no number that means anything."""
    rows = {
        "contacts": Contact.objects.order_by("pk").values_list(*columns(Contact, "updated_at")),
        "companies": Company.objects.order_by("pk").values_list(*columns(Company, "updated_at")),
        "tags": Tag.objects.order_by("pk").values_list(*columns(Tag)),
        "on contacts": Contact.tags.through.objects.order_by("contact_id", "tag_id").values_list(
            "contact_id", "tag_id"
        ),
        "on companies": Company.tags.through.objects.order_by("company_id", "tag_id").values_list(
            "company_id", "tag_id"
        ),
    }
    hashes = {}
    for name, found in rows.items():
        digest = hashlib.sha256()
        for row in found.iterator(chunk_size=2_000):
            digest.update(repr(row).encode())
        hashes[name] = digest.hexdigest()
    return hashes


def totals(member):
    return {kind: Tally.total(member, kind) for kind in ("contact", "company")}


def person(number, **other):
    """A row that says `other` than the one before."""
    values = {
        "first_name": f"First{number}", "last_name": f"Last{number}", "email": f"person{number}@shop.example",
        "phone": f"+1 555 {number:07}", "mobile": "", "job_title": "CTO" if number % 2 else "", "status": "active",
        "company": f"Company {number // 7}" if number % 3 else "", "notes": "", "tags": "old, lead" if number % 4 else "",
        "source": "Fair", "assigned_to": "marco@acme.example" if number % 5 else "", "external_id": f"X{number}",
        "address_city": "Oslo",
    } | other  # fmt: skip
    return [values[name] for name in HEADER]


def other(number):
    """What the second file says of a person: each other person has other fields changed."""
    said = {
        "first_name": f"Une{number}", "phone": f"+44 20 {number:08}", "mobile": f"+49 171 {number:07}", "job_title": "CEO",
        "company": f"Newco {number // 9}", "notes": f"Called {number}", "tags": "fresh, Old", "status": "inactive",
        "source": "Web", "assigned_to": "olivia@acme.example", "external_id": f"Y{number}", "address_city": "Bergen",
    }  # fmt: skip
    return {name: text for bit, (name, text) in enumerate(said.items()) if number >> bit & 1}


@pytest.fixture
def imported(cast, bring_in):
    """A first import stands; of the second each half of the rows updates and creates, every tenth is refused."""
    makers.contact(cast.olivia, "By", "Hand", email="hand@shop.example", tags=["vip"])
    bring_in(table(HEADER, *(person(n) for n in range(ROWS // 2))))
    before = state(), totals(cast.olivia)
    rows = [
        person(n, email="nobody") if n % 10 == 9 else person(n, **other(n))
        for n in (*range(ROWS // 2), *range(ROWS, ROWS + ROWS // 2))
    ]
    transfer = bring_in(table(HEADER, *rows, person(1, job_title="CFO", tags="late")))
    return before, transfer


def test_leaves_every_table_as_it_was_and_stands_in_the_history(cast, imported):
    before, transfer = imported
    assert min(transfer.created, transfer.updated, transfer.refused) >= ROWS // 20
    assert (state(), totals(cast.olivia)) != before
    ask_to_take_back(transfer, by=cast.olivia, in_background=False)
    transfer.refresh_from_db()
    assert transfer.undo_state == "done"
    assert transfer.options["undo"] == {"restored": transfer.act.changes_count, "kept": [], "kept_count": 0}
    assert (state(), totals(cast.olivia)) == before
    assert deviations() == []
    call_command("check_tallies")
    stands_in_the_history(transfer, cast.olivia)


def stands_in_the_history(transfer, member):
    act = Act.objects.get(undo_of=transfer.act)
    assert (act.verb, act.member, act.door) == ("undone", member, member.door)
    assert act.changes_count == act.changes.count() == transfer.act.changes_count
    removed = act.changes.filter(kind="contact", action=Change.REMOVED)
    assert removed.count() == transfer.created
    assert "fresh" in {name for change in removed for name in change.snapshot["relations"]["tags"]}


def test_both_imports_can_be_taken_back_one_after_the_other(cast, bring_in):
    makers.contact(cast.olivia, "By", "Hand", email="hand@shop.example", tags=["vip"])
    before = state(), totals(cast.olivia)
    first = bring_in(table(HEADER, *(person(n) for n in range(150))))
    second = bring_in(table(HEADER, *(person(n, **other(n)) for n in range(150))))
    for transfer in (second, first):
        ask_to_take_back(transfer, by=cast.olivia, in_background=False)
        transfer.refresh_from_db()
        assert transfer.options["undo"]["kept_count"] == 0
    assert (state(), totals(cast.olivia)) == before
