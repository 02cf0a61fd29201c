"""Finding a contact by one of its fields."""

import pytest
from django.db import connection

from contacts.lookup import contacts_by
from contacts.models import Contact
from tests import makers

MANY = 20_000


@pytest.mark.parametrize(
    "written", ["12", "7", "Desk  12", "Büro 7", "+49 170 (12)", "ﬁx 3", "100%_x", "+49 170 1234567"]
)
@pytest.mark.parametrize("field", ["phone", "mobile"])
def test_a_number_is_found_as_it_is_written(cast, field, written):
    contact = makers.contact(cast.olivia, "Zoë", **{field: written})
    makers.contact(cast.olivia, "Another", **{field: "+1 303 555 0199"})
    assert list(contacts_by("phone", written, member=cast.olivia)) == [contact]


@pytest.fixture
def crowd(cast):
    """Many contacts, with what the database knows of them."""
    if connection.vendor != "postgresql":
        pytest.skip("its plans are PostgreSQL's")
    people = (Contact(organization=cast.acme, first_name=f"P{n}", phone=f"+49 30 {n:07}") for n in range(MANY))
    rows = []
    for person in people:
        person.derive()
        rows.append(person)
    Contact.objects.bulk_create(rows, batch_size=5_000)
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('contact_search')")  # or the index looks dearer than it is
        cursor.execute("ANALYZE contacts_contact")
    return cast


def test_a_number_is_found_without_reading_everybody(crowd):
    for term in ("+49 30 0012345", "49300012345", "123"):
        plan = contacts_by("phone", term, member=crowd.olivia)[:100].explain()
        assert "Seq Scan on contacts_contact" not in plan, term
