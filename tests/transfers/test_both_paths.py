"""django-import-export row by row, and many rows at once: the same file comes to the same by both."""

from types import SimpleNamespace

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as some
from tablib import Dataset

from activity.models import Change
from contacts.models import Company, Contact
from contacts.resources import CompanyResource, ContactResource
from customization.models import Tag
from tests import makers
from transfers.bulk import Bulk
from transfers.models import Transfer
from transfers.reading import Row
from transfers.terms import Terms

SOME = settings(max_examples=settings().max_examples // 2 or 1)  # each example is two imports

CONTACT = [
    "first_name",
    "last_name",
    "email",
    "phone",
    "mobile",
    "company_name",
    "tags",
    "status",
    "assigned_to",
    "notes",
]
COMPANY = ["name", "email", "phone", "industry", "tags", "assigned_to", "external_id"]
CELLS = {
    "first_name": ["", "Jane", "jane", " Jane ", "Zoë", "x" * 101],
    "last_name": ["", "Smith", "Şmith", "O'Neil"],
    "name": ["", "Acme Corp", "ACME corp", "Ünder", "x" * 201],
    "email": ["", "jane@x.example", "JANE@x.example", "bob@x.example", "new@x.example", "not one"],
    "phone": ["", "+49 171 1234567", "0049 171 1234567", "'+1 212 555 0100", "555"],
    "mobile": ["", "+49 171 1234567", "+1-212-555-0100"],
    "company_name": ["", "Acme Corp", "acme corp", "New Co", "new co", "Secret"],
    "industry": ["", "Steel", "=1+1"],
    "tags": ["", "vip", "VIP,fair", "fair, new", "t" * 51],
    "status": ["", "active", "Inactive", "gone"],
    "assigned_to": ["", "marco@acme.example", "Rita Sharma", "zoe@rival.example"],
    "notes": ["", "Met her.", "Two\r\nlines"],
    "external_id": ["", "1", "2"],
}
OUTCOMES = {"new": "created", "update": "updated", "skip": "unchanged", "invalid": "refused"}


def rows_of(columns):
    return some.lists(some.tuples(*(some.sampled_from(CELLS[name]) for name in columns)), min_size=1, max_size=12)


def terms_of(*keys):
    return some.builds(
        Terms,
        mode=some.sampled_from(["upsert", "create", "update"]),
        match_by=some.sampled_from(keys),
        blank=some.sampled_from(["keep", "clear"]),
        defaults=some.sampled_from([{}, {"tags": "batch"}, {"assigned_to": "marco@acme.example", "tags": "vip"}]),
    )


@pytest.fixture
def world(cast):
    makers.contact(cast.olivia, email="jane@x.example", phone="+49 171 1234567", company="Acme Corp", tags=["VIP"])
    makers.contact(cast.olivia, "Jane", "Smith", email="JANE@x.example", job_title="Twin")
    makers.contact(cast.olivia, "Bob", "", email="bob@x.example", assigned_to=cast.rita, notes="Two\nlines")
    makers.contact(cast.olivia, "Jane", "")
    makers.contact(cast.rita, "Zoë", "", is_private=True, email="new@x.example", assigned_to=cast.rita)
    makers.company(cast.rita, "Secret", is_private=True, assigned_to=cast.rita)
    makers.company(cast.olivia, "Ünder", external_id="1", email="jane@x.example")
    return cast


def one_by_one(resource_class, by, columns, rows, terms):
    resource = resource_class(by, terms=terms)
    result = resource.import_data(Dataset(*rows, headers=columns), use_transactions=False)
    assert not any(row.errors for row in result.rows), [row.errors[0].traceback for row in result.rows if row.errors]
    return [(OUTCOMES[row.import_type], _reasons(row.validation_error)) for row in result.rows]


def _reasons(error):
    return {name: texts[0] for name, texts in error.message_dict.items()} if error else {}


def many_at_once(resource_class, by, columns, rows, terms):
    bulk = Bulk(resource_class(by, terms=terms), columns)
    outcomes = bulk.take(bulk.read([Row(number, list(cells)) for number, cells in enumerate(rows, 2)]))
    return [(each.outcome, each.errors) for each in outcomes]


class Undo(Exception):
    """Nothing of this stays."""


def left_by(way, *arguments):
    """What a way came to: the outcomes, and everything that is in the database afterwards."""
    left = SimpleNamespace()
    try:
        with transaction.atomic():
            before = Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            left.outcomes = way(*arguments)
            left.contacts = sorted(map(repr, _told(Contact, ("company__name", *Contact.TRACKED, *Contact.DERIVED))))
            left.companies = sorted(map(repr, _told(Company, (*Company.TRACKED, *Company.DERIVED))))
            left.tags = sorted(Tag.objects.values_list("name", flat=True))
            history = Change.objects.filter(pk__gt=before).values_list("kind", "action", "fields")
            left.history = sorted((kind, action, repr(_without_ids(fields))) for kind, action, fields in history)
            raise Undo
    except Undo:
        return left


def _told(model, columns):
    columns = [name for name in columns if name != "company_id"]
    for record in model.objects.prefetch_related("tags"):
        yield [*(_read(record, name) for name in columns), record.tag_names]


def _read(record, path):
    if path == "company__name":
        return record.company.name if record.company else None
    return getattr(record, path)


def _without_ids(fields):
    return {name: "…" if name == "company_id" else values for name, values in fields.items()}


@pytest.mark.django_db
@SOME
@given(rows=rows_of(CONTACT), terms=terms_of("", "email", "phone"))
def test_contacts(world, rows, terms):
    one = left_by(one_by_one, ContactResource, world.olivia, CONTACT, rows, terms)
    many = left_by(many_at_once, ContactResource, world.olivia, CONTACT, rows, terms)
    assert many.__dict__ == one.__dict__


@pytest.mark.django_db
@SOME
@given(rows=rows_of(COMPANY), terms=terms_of("", "name", "external_id"))
def test_companies(world, rows, terms):
    one = left_by(one_by_one, CompanyResource, world.olivia, COMPANY, rows, terms)
    many = left_by(many_at_once, CompanyResource, world.olivia, COMPANY, rows, terms)
    assert many.__dict__ == one.__dict__


def test_a_restricted_member_too(world):
    rows = [("Nina", "", "nina@x.example", "", "", "New Co", "", "", "", ""), ("Bob", "B", "bob@x.example", *[""] * 7)]
    arguments = (ContactResource, world.rita, CONTACT, rows, Terms())
    one, many = left_by(one_by_one, *arguments), left_by(many_at_once, *arguments)
    assert [outcome for outcome, _errors in many.outcomes] == ["created", "updated"]
    assert many.__dict__ == one.__dict__


def test_counts_are_transfer_counts():
    assert set(OUTCOMES.values()) == set(Transfer.COUNTS)
