"""What cannot be beaten: the statement of the contacts list alone, through Django, without count, scope or sign-in."""

from functools import cache

import orjson
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpResponse
from psycopg.rows import dict_row

from accounts.models import Member
from api.paging import page_of
from contacts.filters import ContactFilter
from contacts.models import Contact
from contacts.wire import COMMON, CONTACT_TEXTS, EMPLOYER, OWNER


@cache
def statement():
    """(SQL, parameters) with which the first page of contacts is read."""
    member = Member.objects.get(user__email="olivia@acme.example")
    page = page_of(ContactFilter({}, Contact.objects.visible_to(member), member=member), number=1, per_page=25)
    rows = page.rows.values("id", *CONTACT_TEXTS, "status", *EMPLOYER, *COMMON, *OWNER)
    return rows.query.sql_with_params()


@login_not_required
def contacts(_request):
    """The first page of contacts, as the database gives it."""
    sql, params = statement()
    connection.ensure_connection()
    with connection.connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(sql, params).fetchall()
    return HttpResponse(orjson.dumps({"data": rows}), content_type="application/json")
