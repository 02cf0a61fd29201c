"""Who waited for a record reads it as it is then, together with what it now refers to."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from accounts.models import Member
from contacts.models import Contact
from tests import cast as people
from tests import makers

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="SQLite writes one at a time: nobody waits for a row"
    ),
]
# Who waits for a row waits for a transaction, which belongs to no database: what they hold says where they are. Other
# databases of the server have waits of their own. Inside a transaction, pg_stat_activity would not see a new connection.
WAITING = """
    SELECT count(*) FROM pg_locks AS waiting JOIN pg_locks AS held USING (pid) JOIN pg_database ON held.database = oid
    WHERE NOT waiting.granted AND datname = current_database() AND pid != pg_backend_pid()
"""


def wait_until_waiting(other):
    """Come back when `other` waits for what we hold, or is over."""
    with connection.cursor() as cursor:
        while not other.done():
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return


def test_many_are_changed_after_one_got_another_company():
    cast = people.assemble()
    contact = makers.contact(cast.marco, company=makers.company(cast.marco, "Orchard"))
    newer = makers.company(cast.marco, "Zinc Works")

    def promote():
        try:
            marco = Member.objects.select_related("organization", "user").get(pk=cast.marco.pk)
            contacts = Contact.objects.visible_to(marco)
            return contacts.change_each({contact.pk: {"job_title": "Buyer"}}, by=marco).changes_count
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            contact.change(by=cast.marco, company_id=newer.pk)
            promoted = pool.submit(promote)
            wait_until_waiting(promoted)
        assert promoted.result(timeout=200) == 1
    contact.refresh_from_db()
    assert (contact.job_title, contact.company, contact.company_key) == ("Buyer", newer, "zinc works")
