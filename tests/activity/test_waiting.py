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
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid != pg_backend_pid()"


def somebody_waits():
    with connection.cursor() as cursor:
        while True:
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
            somebody_waits()
        assert promoted.result(timeout=20) == 1
    contact.refresh_from_db()
    assert (contact.job_title, contact.company, contact.company_key) == ("Buyer", newer, "zinc works")
