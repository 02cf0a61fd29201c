"""Bulk acts on records of which some are no longer the member's to change by the time it is their turn."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, connections, transaction
from django.test import Client

from contacts.models import Contact
from tasks.models import Task
from tests import cast as people
from tests import makers

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"  # for us


def tags(records, by):
    return records.tag_all(by=by, add=["vip"])


def changes(records, by):
    return records.change_all(by=by, assigned_to_id=by.pk)


def removes(records, by):
    return records.remove_all(by=by)


@pytest.mark.parametrize("act", [tags, changes, removes])
def test_one_that_is_not_theirs_to_change_is_left_out_and_counted(cast, act):
    makers.contact(cast.olivia, "Ann")
    private = makers.contact(cast.rita, "Bob", is_private=True)
    done = act(Contact.objects.order_by("pk"), cast.olivia)  # as if it had been selected before it was private
    assert (done.changes_count, done.left_out) == (1, 1)
    kept = Contact.objects.get(pk=private.pk)
    assert (kept.tag_names, kept.assigned_to) == ([], cast.rita)


def test_a_task_is_left_out_as_well(cast):
    makers.task(cast.olivia, "Call")
    makers.task(cast.rita, "Dine", is_private=True, assigned_to=cast.rita)
    done = Task.objects.order_by("pk").change_all(by=cast.olivia, due_date=date(2026, 3, 4))
    assert (done.changes_count, done.left_out) == (1, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite writes one at a time and hides races")
@pytest.mark.parametrize(
    "goes", [lambda c, rita: c.change(by=rita, is_private=True), lambda c, rita: c.remove(by=rita)]
)
@pytest.mark.parametrize(
    "typed", [{"act": "tag", "add": "vip"}, {"act": "status", "value": "inactive"}, {"act": "delete"}]
)
def test_the_rest_is_done_and_the_toast_says_so(typed, goes):
    cast = people.assemble()
    first = makers.contact(cast.rita, "Ann", assigned_to=cast.rita)
    makers.contact(cast.rita, "Bob", assigned_to=cast.rita)

    def bulk():
        try:
            client = Client()
            client.force_login(cast.olivia.user)
            return client.post("/contacts/bulk", {"all": "1", **typed}, follow=True)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic(), connection.cursor() as cursor:
            goes(first, cast.rita)
            asked = pool.submit(bulk)
            while not asked.done():
                cursor.execute(WAITING)
                if cursor.fetchone()[0]:
                    break
        answer = asked.result()
    assert answer.status_code == 200
    assert "1 was left out: it is gone or private by now." in answer.content.decode()
    assert not Contact.objects.filter(first_name="Bob", status="active").exclude(tags__key="vip").exists()
