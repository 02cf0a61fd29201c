"""What the database alone takes for what a request asks of it, in milliseconds."""

import time

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from api.paging import page_of
from contacts.filters import ContactFilter
from contacts.models import Contact

from . import ground

DEFERRED = """
    SELECT c.* FROM contacts_contact c JOIN (
        SELECT id FROM contacts_contact
        WHERE organization_id = %(organization)s AND (NOT is_private OR assigned_to_id = %(member)s)
        ORDER BY name_key, id LIMIT 25 OFFSET %(offset)s
    ) AS found USING (id) ORDER BY c.name_key, c.id
"""


def queries_of(scenario):
    """How many statements one request of the scenario sends; the first that is measured has warmed the caches."""
    client = Client(headers=scenario.headers | {"host": "127.0.0.1"})
    for _turn in range(2):
        path = scenario.paths.pop() if scenario.once else scenario.paths[0]
        with CaptureQueriesContext(connection) as captured:
            response = client.generic(
                scenario.method, path, scenario.body.replace("#", str(time.time_ns())), "application/json"
            )
    if response.status_code >= 400:
        raise RuntimeError(f"{scenario.name}: {response.status_code} {response.content[:300]}")
    return len(captured)


def deferred_join(number):
    """Page `number` by an index-only deferred join."""
    member = ground.member()
    values = {"organization": member.organization_id, "member": member.pk, "offset": (number - 1) * 25}
    return _middle(DEFERRED, values)


def search(text):
    """A search, rows and exact total."""
    member = ground.member()
    filtered = ContactFilter({"search": text}, Contact.objects.visible_to(member), member=member)
    with CaptureQueriesContext(connection) as captured:
        page = page_of(filtered, number=1, per_page=25)
        list(page.rows.values())
        _total = page.total
    return sum(_middle(query["sql"], None) for query in captured)


def _middle(sql, values, turns=15):
    connection.ensure_connection()
    took = []
    with connection.connection.cursor() as cursor:
        for _turn in range(turns):
            start = time.perf_counter()
            cursor.execute(sql, values)
            cursor.fetchall()
            took.append((time.perf_counter() - start) * 1000)
    return sorted(took)[turns // 2]
